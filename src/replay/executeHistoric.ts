import type { Engine } from '../execution/engine.ts'
import { type MarkerContext, executeInReplay, executeWithoutRoot } from '../execution/executeMarker.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import type { WorldState } from '../state/WorldState.ts'
import type { HistoryBlobEntry } from '../transaction/historyBlob.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'
import { encodePrivateTransaction } from '../transaction/privateTransaction.ts'
import type { EngineDefect } from './EngineDefect.ts'
import { firstDifference } from './firstDifference.ts'
import type { HistoricTask } from './historicTask.ts'
import type { ReplayContext } from './ReplayContext.ts'

/** What executing the transactions of a block again gave. */
export interface HistoricOutcome {
  /** In the order of execution. */
  readonly executed: readonly {
    readonly entry: HistoryBlobEntry
    readonly receipt: PrivateReceipt
    readonly root: StateRoot
  }[]
  /** Root after each entry of the task; `undefined` for one that was not reached. */
  readonly computed: readonly (StateRoot | undefined)[]
}

/**
 * Executes the transactions of a historic block again, with the root after each. What an engine gets wrong the reference
 * engine does again from the same state, which then is the outcome; the deviation is reported.
 * @param base root before the first transaction; the state is that of the context's group states.
 */
export async function executeHistoric(
  context: ReplayContext,
  task: HistoricTask,
  base: StateRoot,
): Promise<HistoricOutcome> {
  const { states, settings } = context
  const outcome = await execute(context, task, base, settings.engine)
  const at = settings.engine.name === settings.reference.name ? -1 : firstDifference(task.entries, outcome.computed)
  if (at < 0 || outcome.computed[at] === undefined) return outcome
  states.drop(task.group)
  const again = await execute(context, task, base, settings.reference)
  const other = firstDifference(task.entries, again.computed)
  if (other < 0 || other > at) context.onEngineDefect(defectOf(context, task, base, at, outcome.computed[at]))
  return again
}

/**
 * Executes the transactions of a historic block again on a state that is not hashed.
 * @returns the entries with their receipts, in the order of execution.
 */
export async function executeUnhashed(
  context: ReplayContext,
  task: HistoricTask,
  world: WorldState,
): Promise<readonly { readonly entry: HistoryBlobEntry; readonly receipt: PrivateReceipt }[]> {
  const executed = []
  for (const { entry, marker } of reached(context, task, world, context.settings.engine)) {
    const ready = executeWithoutRoot(marker, entry.transaction)
    executed.push({ entry, receipt: ready instanceof Promise ? await ready : ready })
  }
  return executed
}

async function execute(
  context: ReplayContext,
  task: HistoricTask,
  base: StateRoot,
  engine: Engine,
): Promise<HistoricOutcome> {
  const executed: HistoricOutcome['executed'][number][] = []
  const computed: (StateRoot | undefined)[] = []
  const world = context.states.at(task.group, base)
  for (const { at, entry, marker } of reached(context, task, world, engine)) {
    // A promise for each transaction would cost more than all other bookkeeping.
    const ready = executeInReplay(marker, entry.transaction)
    const { receipt, root } = ready instanceof Promise ? await ready : ready
    executed.push({ entry, receipt, root })
    computed[at] = root
  }
  return { executed, computed }
}

/** The transactions that are reached, each with what it is executed in. */
function* reached(
  { settings }: ReplayContext,
  { group, entries, order, environment, views }: HistoricTask,
  world: WorldState,
  engine: Engine,
): Generator<{ at: number; entry: HistoryBlobEntry; marker: MarkerContext }> {
  for (const { at, index } of order) {
    const entry = entries[at]
    const publicView = views(index)
    if (entry === undefined || publicView === undefined) continue
    const marker: MarkerContext = {
      groupId: group,
      world,
      publicView,
      environment,
      engine,
      cap: settings.cap,
      journaled: settings.rules.has('journaled-state'),
      era: settings.era,
      privateGenesis: settings.privateGenesis,
    }
    yield { at, entry, marker }
  }
}

function defectOf(
  { settings }: ReplayContext,
  { group, block, entries }: HistoricTask,
  base: StateRoot,
  at: number,
  computed: StateRoot | undefined,
): EngineDefect {
  const entry = entries[at] as HistoryBlobEntry
  return {
    engine: settings.engine.name,
    group: toBase64(group),
    block: toHex(block.hash),
    blockNumber: block.number.toString(),
    transaction: toHex(entry.markerHash),
    before: toHex(entries[at - 1]?.stateRoot ?? base),
    expected: toHex(entry.stateRoot),
    computed: computed && toHex(computed),
    raw: toHex(encodePrivateTransaction(entry.transaction)),
  }
}
