import { CoterieError } from '../../errors/CoterieError.ts'
import type { TrieEntry } from './walkEntries.ts'

/** Consecutive entries of a trie with keys of 32 bytes, and the proof that none of them is left out. */
export interface TrieRange {
  /** In ascending order of the keys. */
  readonly entries: readonly TrieEntry[]
  /**
   * RLP of the stored nodes, parents first and from left to right, below which there are keys of the range and may be
   * keys outside it: the paths to both ends of the range. An end that is the end of all keys has no path.
   */
  readonly proof: readonly Uint8Array[]
  /** Whether the trie has entries behind the last one here; if not, the range extends to the end of all keys. */
  readonly more: boolean
}

/** The error for part of a snapshot that its root does not prove; `details.problem` is the problem. */
export function snapshotInvalid(problem: string, cause?: unknown): CoterieError<'SNAPSHOT_INVALID'> {
  return new CoterieError(
    'SNAPSHOT_INVALID',
    `the snapshot was refused: ${problem}; ask another member for this part`,
    {
      details: { problem },
      cause,
    },
  )
}
