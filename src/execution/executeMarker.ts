import { eraOfCreation, type EraRule } from '../management/managementCalls.ts'
import { groupGenesis, type PrivateGenesisProvider } from '../management/groupGenesis.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import type { ExecutableState } from '../state/ExecutableState.ts'
import type { WorldState } from '../state/WorldState.ts'
import type { Envelope } from '../transaction/envelope.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { type GateRefusal, gate } from './gate.ts'
import { onceReady } from './onceReady.ts'
import {
  type ExecutionContext,
  type ProcessedTransaction,
  processPrivateTransaction,
} from './processPrivateTransaction.ts'

/** What the node adds to an {@link ExecutionContext} for executing markers. */
export interface MarkerContext<State extends ExecutableState = WorldState> extends ExecutionContext<State> {
  /** Which management contracts the node recognises. */
  readonly era: EraRule
  /** Accounts that every group starts with; default none. */
  readonly privateGenesis?: PrivateGenesisProvider | undefined
  /** A further condition of execution, asked after the gate has agreed (strict mode). */
  readonly mayExecute?: ((transaction: PrivateTransaction) => Promise<StrictRefusal | undefined>) | undefined
}

/** Why strict mode keeps a transaction from being executed although the gate agrees. */
export type StrictRefusal = 'locked-in-this-block' | 'locked-for-owner'

/** What executing a marker gave: refused by the gate, or a receipt and, if it is successful, the group's new root. */
export type MarkerOutcome =
  | { readonly kind: 'refused'; readonly reason: GateRefusal | StrictRefusal }
  | {
      readonly kind: 'executed'
      readonly receipt: PrivateReceipt
      readonly outcome: ProcessedTransaction['outcome']
      readonly root: StateRoot | undefined
    }

/** What executing a transaction of a history gave. */
export interface Replayed {
  readonly receipt: PrivateReceipt
  /** Of the group's state after it. */
  readonly root: StateRoot
}

/**
 * Executes the private transaction of a marker (spec 02 §3, steps 10 to 14): genesis, gate, execution. No promise if neither the
 * gate's answer nor the engine's is one.
 */
export function executeMarker(context: MarkerContext, envelope: Envelope): MarkerOutcome | Promise<MarkerOutcome> {
  const { transaction } = envelope
  applyGroupGenesis(context, transaction)
  return onceReady(gate({ context, envelope, era: context.era }), (refusal) =>
    onceReady(refusal ?? context.mayExecute?.(transaction), (reason): MarkerOutcome | Promise<MarkerOutcome> =>
      reason === undefined ? executeAndApply(context, transaction) : { kind: 'refused', reason },
    ),
  )
}

/** Executes a transaction of an offchain group: its genesis has no management contracts, so there is no gate to ask. */
export function executeWithoutGate(
  context: MarkerContext,
  transaction: PrivateTransaction,
): MarkerOutcome | Promise<MarkerOutcome> {
  applyGroupGenesis(context, undefined)
  return executeAndApply(context, transaction)
}

function executeAndApply(
  context: MarkerContext,
  transaction: PrivateTransaction,
): MarkerOutcome | Promise<MarkerOutcome> {
  return onceReady(processPrivateTransaction(context, transaction), ({ receipt, outcome, buffer }) => {
    if (receipt.status !== 1) return { kind: 'executed', receipt, outcome, root: undefined }
    context.world.apply(buffer.changes())
    return { kind: 'executed', receipt, outcome, root: context.world.root() }
  })
}

/**
 * Executes a transaction of a history as replay does: without asking the gate and without looking at the outcome. What has
 * been flushed or is still in the buffer is kept even if the transaction fails (spec 02 §13.3, step 5b). The answer is no
 * promise if the engine's is none.
 */
export function executeInReplay(context: MarkerContext, transaction: PrivateTransaction): Replayed | Promise<Replayed> {
  return onceReady(executeWithoutRoot(context, transaction), (receipt) => ({ receipt, root: context.world.root() }))
}

/** As {@link executeInReplay}; the root is left for later, or for somebody else. */
export function executeWithoutRoot(
  context: MarkerContext<ExecutableState>,
  transaction: PrivateTransaction,
): PrivateReceipt | Promise<PrivateReceipt> {
  applyGroupGenesis(context, transaction)
  return onceReady(processPrivateTransaction(context, transaction), ({ receipt, buffer }) => {
    buffer.flush()
    context.world.apply(buffer.changes())
    return receipt
  })
}

/**
 * Gives a group without state its first accounts; again and again until a transaction succeeds (spec 02 §5).
 * @param first the transaction that chooses the era; `undefined` for an offchain group.
 */
function applyGroupGenesis(context: MarkerContext<ExecutableState>, first: PrivateTransaction | undefined): void {
  const { world, privateGenesis, groupId, environment } = context
  if (!world.isEmpty) return
  const era = first && eraOfCreation(first.to, first.payload, context.era)
  world.apply(groupGenesis(era, privateGenesis?.(groupId, environment.number) ?? []))
}
