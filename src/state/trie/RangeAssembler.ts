import type { StateRoot } from '../../primitives/identifiers.ts'
import { type NodeSink, collectNodes } from './collectNodes.ts'
import { FIRST_KEY, LAST_KEY, positionOf } from './keyInterval.ts'
import type { TrieRange } from './TrieRange.ts'
import { type EdgeNode, type VerifiedRange, verifyRange } from './verifyRange.ts'

/**
 * Puts a trie together from verified ranges, from the first key to the last. Emits the nodes of the trie, all of them and
 * no others, each after everything below it; only the path to the end of the last range waits in memory.
 */
export class RangeAssembler {
  readonly #root: StateRoot
  #next: Uint8Array | undefined = FIRST_KEY
  /** Nodes of the last proof, parents first, below which something is still missing. */
  #open: readonly EdgeNode[] = []

  constructor(root: StateRoot) {
    this.#root = root
  }

  /** Where the next range must begin: 32 bytes; `undefined` when the trie is complete. */
  get next(): Uint8Array | undefined {
    return this.#next
  }

  /**
   * Checks a range that begins at {@link next}; to be handed to {@link add}.
   * @throws {CoterieError} SNAPSHOT_INVALID as `verifyRange`; the assembler is unchanged.
   */
  verify(range: TrieRange): VerifiedRange {
    return verifyRange(this.#root, this.#next ?? FIRST_KEY, range)
  }

  /** Emits the nodes that the range completes. Two places of the trie with the same content give the same node twice. */
  add({ subtries, edges, next }: VerifiedRange, sink: NodeSink): void {
    for (const subtrie of subtries) collectNodes(subtrie, sink)
    for (const edge of this.#open.toReversed()) if (isComplete(edge, next)) sink(edge.hash, edge.encoded)
    // A complete node of this proof was open before: what lies left of the range's beginning came with earlier ranges.
    this.#open = edges.filter((edge) => !isComplete(edge, next))
    this.#next = next
  }
}

/** Whether all keys below a node lie before the key where the next range begins. */
function isComplete({ path }: EdgeNode, next: Uint8Array | undefined): boolean {
  return next === undefined || positionOf(path, { from: next, to: LAST_KEY }) === 'before'
}
