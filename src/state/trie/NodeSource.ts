/**
 * Where a trie reads the nodes that it does not hold in memory. Reads are synchronous: a trie is on the hot path of replay.
 *
 * A node that was emitted by `MerkleTrie.collect` must be readable from then on, also while it still waits in a batch.
 */
export interface NodeSource {
  /**
   * The RLP of the node with this keccak-256 hash (32 bytes), or `undefined` if there is none. The trie keeps views of
   * the answer, so its bytes must not change afterwards.
   */
  get(hash: Uint8Array): Uint8Array | undefined
}
