import type { HardforkName } from '../chain/hardfork.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import type { ErrorCode } from '../errors/registry.ts'
import { RevertError } from '../errors/RevertError.ts'
import { bytesFrom } from '../node/doors.ts'
import { laterForkHint } from '../node/laterForkHint.ts'
import { standardRevert } from '../transaction/standardRevert.ts'
import type { PrivateResult, PrivateTransactionRequest } from './groupRequests.ts'
import type { SendingNode } from './SendingNode.ts'

/** What a refusal by the gate means, by its reason. */
const refusals: Readonly<Record<string, readonly [code: ErrorCode, message: string]>> = {
  'add-while-unlocked': ['GROUP_NOT_LOCKED', 'members can be added only while the group is locked; lock it first'],
  locked: ['GROUP_LOCKED', 'the group is locked; unlock it or complete the add'],
  'locked-for-owner': ['GROUP_LOCKED', 'the group is locked; only its owner may add or unlock'],
  'locked-in-this-block': ['GROUP_NOT_LOCKED', 'the lock must be in an earlier block than the add'],
  version: ['CALL_FAILED', 'the members changed after the transaction was made; send it again'],
  'not-a-member': ['NOT_A_MEMBER', 'the sender’s enclave key is no member of the group'],
}

/** The error for a private transaction of a group that was mined and did not succeed, as the sending node saw it. */
export function describeFailure(
  node: SendingNode,
  group: string,
  request: PrivateTransactionRequest,
  { marker, receipt, inclusion }: PrivateResult,
): CoterieError {
  const report = inclusion?.reports.get(node.name)
  if (report?.error !== undefined) return report.error
  const imported = report?.markers.find((candidate) => candidate.marker === marker)
  const details = { marker, status: receipt?.status, revertReason: receipt?.revertReason, reason: imported?.reason }
  if (imported?.capped === true) {
    return new CoterieError(
      'EXECUTION_CAP_REACHED',
      'the transaction reached the execution cap; raise it if it is right',
      {
        details,
      },
    )
  }
  const what = `private transaction ${marker}`
  const refusal = refusals[imported?.reason ?? '']
  if (refusal === undefined && receipt?.status === 0 && receipt.revertReason !== undefined) {
    return new RevertError(what, receipt.revertReason, standardRevert(receipt.revertReason), { details })
  }
  const [code, message] = refusal ?? [
    'CALL_FAILED',
    failureOf(receipt) ?? `it halted${laterForkHint(executedCode(node, group, request), forkOf(node))}`,
  ]
  return new CoterieError(code, `${what}: ${message}`, { details })
}

/** Init code of a creation, else the code of the account that was called. */
function executedCode(node: SendingNode, group: string, { to, data = '0x' }: PrivateTransactionRequest): Uint8Array {
  return to === undefined ? bytesFrom(data, 'data') : bytesFrom(node.privateCode(group, to) ?? '0x', 'code')
}

function forkOf({ context }: SendingNode): HardforkName {
  return context.canonical.head.fork
}

/** Why a transaction that has not reverted failed; `undefined`: it halted. */
function failureOf(receipt: PrivateResult['receipt']): string | undefined {
  if (receipt === undefined) return 'the node has no receipt of it: it is not for this node'
  if (receipt.status === 2) return 'it is invalid (nonce, value, chain id or signature); check the private nonce'
  return undefined
}
