import type { BlockHeader } from '../chain/BlockHeader.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { ReplayRootMismatchError } from '../errors/ReplayRootMismatchError.ts'
import { equalBytes, toBase64, toHex } from '../primitives/bytes.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import type { HistoryBlobEntry } from '../transaction/historyBlob.ts'

/** Position of the first transaction whose replay did not give the recorded root; -1 when all did. */
export function firstDifference(
  entries: readonly HistoryBlobEntry[],
  computed: readonly (StateRoot | undefined)[],
): number {
  return entries.findIndex(({ stateRoot }, position) => {
    const root = computed[position]
    return root === undefined || !equalBytes(root, stateRoot)
  })
}

/**
 * Compares what the replay of a block has stored with the history (spec 02 §13.3, step 5d).
 * @param stored root after the group's last transaction in the block; `undefined` when there is none.
 * @param abandoned why the block was given up, if it was.
 * @throws {ReplayRootMismatchError} naming the first transaction that differs.
 * @throws {CoterieError} `HYDRATION_FAILED` when nothing was stored.
 */
export function verifyRoots(
  stored: StateRoot | undefined,
  group: GroupId,
  block: BlockHeader,
  entries: readonly HistoryBlobEntry[],
  computed: readonly (StateRoot | undefined)[],
  abandoned: string | undefined,
): void {
  const last = entries.at(-1)
  if (last === undefined || (stored !== undefined && equalBytes(stored, last.stateRoot))) return
  if (stored === undefined) {
    const why = abandoned ?? 'no transaction of the group is in it'
    throw new CoterieError('HYDRATION_FAILED', `the replay of block ${block.number} was given up: ${why}`)
  }
  const at = Math.max(firstDifference(entries, computed), 0)
  const entry = entries[at] ?? last
  const root = computed[at]
  throw new ReplayRootMismatchError({
    group: toBase64(group),
    blockNumber: block.number.toString(),
    block: toHex(block.hash),
    transaction: toHex(entry.markerHash),
    expected: toHex(entry.stateRoot),
    computed: root && toHex(root),
    abandoned,
  })
}
