import { toHex } from '../primitives/bytes.ts'
import { type BlockHash, type GroupId, toBlockHash } from '../primitives/identifiers.ts'
import type { ReplayContext } from './ReplayContext.ts'

/** The blocks of a node's chain with successful transactions of a group, newest first, found by going from head to head. */
export function* blocksOfGroup({ metadata, chain, canonical }: ReplayContext, group: GroupId): Generator<BlockHash> {
  const key = toHex(group)
  let block = metadata.headMap(canonical.head.hash)?.get(key)
  while (block !== undefined) {
    yield block
    block = metadata.headMap(chain.outline(block).parentHash)?.get(key)
  }
}

/** Bytes of a hash. */
const HASH = 32

/** Hashes of blocks in one array: a long history may be in a million of them. */
export class BlockHashes {
  #bytes: Uint8Array = new Uint8Array(64 * HASH)
  #end = 0

  add(hash: BlockHash): void {
    if (this.#end === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#end)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(hash, this.#end)
    this.#end += HASH
  }

  /** From the one that was added last to the one that was added first. */
  *lastToFirst(): Generator<BlockHash> {
    for (let end = this.#end; end > 0; end -= HASH) yield toBlockHash(this.#bytes.slice(end - HASH, end))
  }
}
