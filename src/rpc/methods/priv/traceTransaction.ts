import { fromBase64, toHex, toScalar, equalBytes } from '../../../primitives/bytes.ts'
import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../../../crypto/keccak.ts'
import type { Frame } from '../../../execution/reference/FrameTracer.ts'
import { locatePrivateTransaction } from '../../../node/locatePrivateTransaction.ts'
import { type GroupId, toEnclaveKey, toGroupId, toTransactionHash } from '../../../primitives/identifiers.ts'
import { legacyGroupId } from '../../../transaction/groupId.ts'
import type { PrivateTransaction } from '../../../transaction/privateTransaction.ts'
import { recoverSender } from '../../../transaction/privateTransactionSignature.ts'
import type { MethodSet } from '../../Method.ts'
import { ownKey } from '../../ownKey.ts'
import { groupId } from '../../parameters/groupId.ts'
import { hash } from '../../parameters/hash.ts'
import { text } from '../../parameters/text.ts'
import { flatTraces } from '../../results/flatTraces.ts'

/** `priv_traceTransaction` (spec 03 §18). */
export const traceTransaction: MethodSet = {
  priv_traceTransaction: {
    group: 'PRIV',
    fidelity: 'later',
    params: 'group id, hash of the marker transaction',
    result: 'flat traces of the private execution',
    note:
      'Besu has it from 24.8 to 25.5. The transaction is executed again on the state before it, whether it was refused or ' +
      'not; there are no traces of precompiled contracts.',
    handler: async (params, call) => {
      const { context } = call.node
      const group = groupId(params.required(0, text), 'INVALID_PARAMS')
      const marker = toTransactionHash(params.required(1, hash))
      await call.tenant?.requireMember(group)
      const key = call.tenant?.acting.ownKey ?? toEnclaveKey(fromBase64(ownKey(call)))
      const located = await (call.tenant?.locate(marker) ?? locatePrivateTransaction(context, marker, { key }))
      if (located === undefined || !equalBytes(groupOf(located.transaction), group)) return []
      // The tracer brings the whole EVM library with it.
      const { tracePrivateTransaction } = await import('../../../node/tracePrivateTransaction.ts')
      const frame = await tracePrivateTransaction(context, { group, marker, located, key })
      if (frame === undefined) return []
      nameAsPublic(frame, located.transaction)
      const { hash: blockHash, number: blockNumber } = located.block
      return flatTraces(frame, { blockHash, blockNumber, transactionHash: marker })
    },
  },
}

function groupOf({ recipients, privateFrom }: PrivateTransaction): GroupId {
  return recipients.kind === 'group' ? toGroupId(recipients.groupId) : legacyGroupId(privateFrom, recipients.privateFor)
}

/** Besu names a created contract by the public formula, though it stands elsewhere. */
function nameAsPublic(frame: Frame, transaction: PrivateTransaction): void {
  if (transaction.to !== undefined) return
  const digest = keccak256(RLP.encode([recoverSender(transaction), toScalar(transaction.nonce)]))
  frame.to = toHex(digest.subarray(12))
}
