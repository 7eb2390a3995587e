import { PackedOperations } from '../storage/PackedOperations.ts'
import { type StateStore, stateKeySpaces } from './StateStore.ts'
import type { WorldStateSink } from './WorldState.ts'

/** What a world state hands over, packed as it is stored, so that several stores can be given it. */
export class RecordedChanges implements WorldStateSink {
  readonly #operations = new PackedOperations()

  putNode(hash: Uint8Array, encoded: Uint8Array): void {
    this.#operations.set(stateKeySpaces.node.transientKey(hash), encoded)
  }

  putCode(hash: Uint8Array, code: Uint8Array): void {
    this.#operations.set(stateKeySpaces.code.transientKey(hash), code)
  }

  putPreimage(hash: Uint8Array, preimage: Uint8Array): void {
    this.#operations.set(stateKeySpaces.preimage.transientKey(hash), preimage)
  }

  /** To be called when everything has been recorded: stores take it over then instead of copying it. */
  seal(): void {
    this.#operations.seal()
  }

  /** Hands it over; as often as it is wanted. */
  handTo(store: StateStore): void {
    store.putAll(this.#operations)
  }
}
