import { toHex } from '../primitives/bytes.ts'
import type { Address, GroupId } from '../primitives/identifiers.ts'
import { stageClock } from '../primitives/StageClock.ts'
import { FlatBuffer } from '../state/FlatBuffer.ts'
import { JournaledBuffer } from '../state/JournaledBuffer.ts'
import type { ExecutionBuffer } from '../state/ExecutionBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import type { ExecutableState } from '../state/ExecutableState.ts'
import type { WorldState } from '../state/WorldState.ts'
import { privateContractAddress } from '../transaction/contractAddress.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import type { Engine, Execution, ExecutionCap, ExecutionOutcome } from './engine.ts'
import type { ExecutionEnvironment } from './environment.ts'
import { addressTable } from './fast/AddressTable.ts'
import { onceReady } from './onceReady.ts'
import { ResolvedState } from './ResolvedState.ts'

/** Everything that private execution of one group at one point of the chain depends on. */
export interface ExecutionContext<State extends ExecutableState = WorldState> {
  readonly groupId: GroupId
  /** The group's private state; changed only by whoever applies an outcome to it. */
  readonly world: State
  readonly publicView: PublicView
  readonly environment: ExecutionEnvironment
  readonly engine: Engine
  readonly cap: ExecutionCap
  /** Whether frames undo only their own changes, as on an ordinary chain (strict rule `journaled-state`). */
  readonly journaled: boolean
}

/** What processing a private transaction gave. */
export interface ProcessedTransaction {
  readonly receipt: PrivateReceipt
  /** How execution ended; `undefined` when the transaction was invalid before anything ran. */
  readonly outcome: ExecutionOutcome['kind'] | undefined
  /** To be applied to the group's state if the receipt's status is 1, otherwise to be forgotten. */
  readonly buffer: ExecutionBuffer
}

/** A call without a signature: what a node executes to ask a group something (spec 02 §11.2, §4). */
export interface UnsignedCall {
  readonly sender: Address
  readonly to: Address
  readonly data: Uint8Array
  readonly gasPrice: bigint
}

const NO_OUTPUT = new Uint8Array(0)

/**
 * Validates and executes a private transaction (spec 02 §6.2). Invalid: status 2. Reverted or halted: status 0, and
 * nothing of it remains, the nonce included. Successful: status 1 (spec 02 §8). The answer is no promise if the engine's is
 * none.
 */
export function processPrivateTransaction(
  context: ExecutionContext<ExecutableState>,
  transaction: PrivateTransaction,
): ProcessedTransaction | Promise<ProcessedTransaction> {
  const buffer = createBuffer(context)
  let sender: Address
  try {
    sender = recoverSender(transaction)
  } catch {
    return { receipt: invalid(undefined), outcome: undefined, buffer }
  }
  // The text that the fast engine has, too: equal texts are compared faster when they are one.
  const address = addressTable.of(sender).hex
  const account = buffer.load(address) ?? buffer.create(address)
  const { nonce, to, value, chainId, payload, gasPrice } = transaction
  const wrongChain = chainId !== undefined && chainId !== context.environment.chainId
  if (value !== 0n || wrongChain || nonce !== account.nonce) {
    return { receipt: invalid(sender), outcome: undefined, buffer }
  }
  buffer.setNonce(address, nonce + 1n)
  const outcome = execute(context.engine, {
    sender,
    target: to ?? privateContractAddress(sender, nonce, context.groupId),
    kind: to === undefined ? 'create' : 'call',
    data: payload,
    gasPrice,
    environment: context.environment,
    state: new ResolvedState(buffer, context.publicView),
    cap: context.cap,
  })
  return onceReady(outcome, (ended) => ({ receipt: receiptOf(ended, sender), outcome: ended.kind, buffer }))
}

/** Executes with the time going to its stage. */
function execute(engine: Engine, execution: Execution): ExecutionOutcome | Promise<ExecutionOutcome> {
  if (stageClock === undefined) return engine.execute(execution)
  const leave = (): void => stageClock?.leave('evm')
  stageClock.enter('evm')
  let outcome: ExecutionOutcome | Promise<ExecutionOutcome> | undefined
  try {
    outcome = engine.execute(execution)
    return outcome instanceof Promise ? outcome.finally(leave) : outcome
  } finally {
    if (!(outcome instanceof Promise)) leave()
  }
}

/** Executes a call on a throw-away copy of the state. */
export async function simulateCall(context: ExecutionContext, call: UnsignedCall): Promise<ExecutionOutcome> {
  const buffer = createBuffer(context)
  const address = toHex(call.sender)
  const account = buffer.load(address) ?? buffer.create(address)
  buffer.setNonce(address, account.nonce + 1n)
  return context.engine.execute({
    sender: call.sender,
    target: call.to,
    kind: 'call',
    data: call.data,
    gasPrice: call.gasPrice,
    environment: context.environment,
    state: new ResolvedState(buffer, context.publicView),
    cap: context.cap,
  })
}

function createBuffer({ world, journaled }: ExecutionContext<ExecutableState>): ExecutionBuffer {
  return journaled ? new JournaledBuffer(world) : new FlatBuffer(world)
}

function invalid(sender: Address | undefined): PrivateReceipt {
  return { sender, status: 2, logs: [], output: NO_OUTPUT }
}

function receiptOf({ kind, output, logs }: ExecutionOutcome, sender: Address): PrivateReceipt {
  switch (kind) {
    case 'success':
      return { sender, status: 1, logs, output }
    case 'revert':
      return { sender, status: 0, logs: [], output: NO_OUTPUT, revertReason: output }
    case 'halt':
    case 'capped':
      return { sender, status: 0, logs: [], output: NO_OUTPUT }
    case 'internal':
      return invalid(sender)
  }
}
