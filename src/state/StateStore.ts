import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import type { WorldStateSink, WorldStateSource } from './WorldState.ts'

const spaces = defineKeySpaces({ node: 0x20, code: 0x21, preimage: 0x22 })

/** World states in a store: trie nodes and code by their hashes, and what is behind hashed trie keys. */
export class StateStore implements WorldStateSource, WorldStateSink {
  protected readonly store: StagedStore

  constructor(store: StagedStore) {
    this.store = store
  }

  /** A trie node by its hash. */
  get(hash: Uint8Array): Uint8Array | undefined {
    return this.store.get(spaces.node.key(hash))
  }

  code(hash: Uint8Array): Uint8Array | undefined {
    return this.store.get(spaces.code.key(hash))
  }

  /** Address or slot behind a trie key, for people to read. */
  preimageOf(hash: Uint8Array): Uint8Array | undefined {
    return this.store.get(spaces.preimage.key(hash))
  }

  putNode(hash: Uint8Array, encoded: Uint8Array): void {
    this.store.putAhead(spaces.node.key(hash), encoded)
  }

  putCode(hash: Uint8Array, code: Uint8Array): void {
    this.store.putAhead(spaces.code.key(hash), code)
  }

  putPreimage(hash: Uint8Array, preimage: Uint8Array): void {
    this.store.putAhead(spaces.preimage.key(hash), preimage)
  }
}
