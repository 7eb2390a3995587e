import { equalBytes } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
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
