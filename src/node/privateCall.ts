import type { PublicBlock } from '../chain/PublicBlock.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { RevertError } from '../errors/RevertError.ts'
import { type ExecutionContext, simulateCall } from '../execution/processPrivateTransaction.ts'
import { ZERO_ADDRESS } from '../primitives/addresses.ts'
import { EMPTY_BYTES, type Hex, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { standardRevert } from '../transaction/standardRevert.ts'
import type { BlockSelector } from './blockSelector.ts'
import { type FieldNames, addressFrom, bytesFrom, fieldsFrom, groupIdFrom } from './doors.ts'
import { laterForkHint } from './laterForkHint.ts'
import type { NodeContext } from './NodeContext.ts'
import { simulationContext } from './simulationContext.ts'

/** A call that changes nothing. */
export interface PrivateCall {
  /** Address, hex. */
  readonly to: string
  /** Call data; default empty. */
  readonly data?: Uint8Array | string
  /** Address, hex; default the zero address. */
  readonly from?: string
  /** Default `latest`. */
  readonly block?: BlockSelector
}

/** What is said to whoever wants to send some with a private transaction or call. */
export const NO_VALUE = 'private transactions cannot carry value, Besu refuses it: leave it out'

const callNames: FieldNames<PrivateCall> = { to: true, data: true, from: true, block: true }

/** A call as it is, if its fields are known. @throws {CoterieError} `INVALID_ARGUMENT`. */
export function privateCallFrom(call: PrivateCall): PrivateCall {
  return fieldsFrom(call, callNames, 'a call', "{ to: '0x…' }", { value: NO_VALUE })
}

/**
 * Executes a call on the group's state after a block and forgets what it changes (spec 02 §11.2).
 * @param id group id, base64. @param block the one that the call's selector means.
 * @returns return data, hex.
 * @throws {RevertError} when the call reverts.
 * @throws {CoterieError} `NOT_FOUND` when the node has not imported the block; `CALL_FAILED` when the call halts, as when it reverts with
 * `details.data` (hex); `EXECUTION_CAP_REACHED`.
 */
export async function callPrivately(
  node: NodeContext,
  block: PublicBlock,
  id: string,
  { to, data = '0x', from }: PrivateCall,
): Promise<Hex> {
  if (!node.canonical.has(block.hash)) {
    throw new CoterieError('NOT_FOUND', `${node.name} has not imported block ${toHex(block.hash)}`)
  }
  const call = {
    sender: from === undefined ? ZERO_ADDRESS : addressFrom(from),
    to: addressFrom(to),
    data: bytesFrom(data, 'call data'),
    gasPrice: 0n,
  }
  const context = simulationContext(node, block, groupIdFrom(id))
  const outcome = await simulateCall(context, call)
  if (outcome.kind === 'success') return toHex(outcome.output)
  if (outcome.kind === 'capped') throw capReached(node)
  const what = 'the private call failed'
  const returned = toHex(outcome.output)
  const details = { kind: outcome.kind, data: returned }
  if (outcome.kind === 'revert') throw new RevertError(what, returned, standardRevert(returned), { details })
  const hint = laterForkHint(calledCode(context, call.to), context.environment.fork)
  throw new CoterieError('CALL_FAILED', `${what}: it halted${hint}`, { details })
}

function calledCode({ world }: ExecutionContext, address: Address): Uint8Array {
  const account = world.account(toHex(address))
  return account === undefined ? EMPTY_BYTES : world.code(account.codeHash)
}

function capReached({ settings: { cap } }: NodeContext): CoterieError {
  return new CoterieError(
    'EXECUTION_CAP_REACHED',
    `the execution needs more than ${cap.work} units of work, ${cap.memory} bytes or ${cap.precompileGas} gas in a precompile; ` +
      'raise executionCap if it is right',
  )
}
