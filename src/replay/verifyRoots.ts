import { CoterieError } from '../errors/CoterieError.ts'
import { ReplayRootMismatchError } from '../errors/ReplayRootMismatchError.ts'
import { equalBytes, toBase64, toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import type { HistoricOutcome } from './executeHistoric.ts'
import { firstDifference } from './firstDifference.ts'
import type { HistoricTask } from './historicTask.ts'

/**
 * Compares what the replay of a block has stored with the history (spec 02 §13.3, step 5d).
 * @param stored root after the group's last transaction in the block; `undefined` when there is none.
 * @param base root that the block was replayed on.
 * @throws {ReplayRootMismatchError} naming the first transaction that differs.
 * @throws {CoterieError} `HYDRATION_FAILED` when nothing was stored.
 */
export function verifyRoots(
  stored: StateRoot | undefined,
  task: HistoricTask,
  outcome: HistoricOutcome,
  base: StateRoot,
): void {
  const { group, block, entries, abandoned } = task
  const last = entries.at(-1)
  if (last === undefined || (stored !== undefined && equalBytes(stored, last.stateRoot))) return
  if (stored === undefined) {
    const why = abandoned ?? 'no transaction of the group is in it'
    throw new CoterieError('HYDRATION_FAILED', `the replay of block ${block.number} was given up: ${why}`)
  }
  const at = Math.max(firstDifference(entries, outcome.computed), 0)
  const entry = entries[at] ?? last
  const root = outcome.computed[at]
  throw new ReplayRootMismatchError({
    group: toBase64(group),
    blockNumber: block.number.toString(),
    block: toHex(block.hash),
    transaction: toHex(entry.markerHash),
    expected: toHex(entry.stateRoot),
    computed: root && toHex(root),
    abandoned,
    sameStateBefore: equalBytes(rootBefore(task, outcome, base, at), task.recordedBefore(at)),
  })
}

/** Root of the state that an entry was executed on; for one that was not reached, of the state where the replay ended. */
function rootBefore({ entries }: HistoricTask, { executed }: HistoricOutcome, base: StateRoot, at: number): StateRoot {
  const place = executed.findIndex(({ entry }) => entry === entries[at])
  const before = place < 0 ? executed : executed.slice(0, place)
  return before.at(-1)?.root ?? base
}
