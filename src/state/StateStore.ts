import type { StagedStore } from '../storage/StagedStore.ts'
import type { PackedOperations } from '../storage/PackedOperations.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import type { WorldStateSink, WorldStateSource } from './WorldState.ts'

/** Where they are: nodes and code by hash, preimages by the hash of what they are. */
export const stateKeySpaces = defineKeySpaces({ node: 0x20, code: 0x21, preimage: 0x22 })

/** World states in a store: trie nodes and code by their hashes, and what is behind hashed trie keys. */
export class StateStore implements WorldStateSource, WorldStateSink {
  protected readonly store: StagedStore

  constructor(store: StagedStore) {
    this.store = store
  }

  /** A trie node by its hash. */
  get(hash: Uint8Array): Uint8Array | undefined {
    return this.store.get(stateKeySpaces.node.transientKey(hash))
  }

  code(hash: Uint8Array): Uint8Array | undefined {
    return this.store.get(stateKeySpaces.code.transientKey(hash))
  }

  /** Address or slot behind a trie key, for people to read. */
  preimageOf(hash: Uint8Array): Uint8Array | undefined {
    return this.store.get(stateKeySpaces.preimage.transientKey(hash))
  }

  /** Stages operations that put what such stores hold, under the keys of {@link stateKeySpaces}. */
  putAll(operations: PackedOperations): void {
    this.store.putAllAhead(operations)
  }

  putNode(hash: Uint8Array, encoded: Uint8Array): void {
    this.store.putAhead(stateKeySpaces.node.transientKey(hash), encoded)
  }

  putCode(hash: Uint8Array, code: Uint8Array): void {
    this.store.putAhead(stateKeySpaces.code.transientKey(hash), code)
  }

  putPreimage(hash: Uint8Array, preimage: Uint8Array): void {
    this.store.putAhead(stateKeySpaces.preimage.transientKey(hash), preimage)
  }
}
