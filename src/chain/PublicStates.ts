import { toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'
import { WorldState } from '../state/WorldState.ts'
import type { BlockHeader } from './BlockHeader.ts'
import type { ChainStore } from './ChainStore.ts'

/** States that stay in memory, at least. */
const STATES = 32

/** The public states after blocks: those used last are in memory, all others are read from the store. */
export class PublicStates {
  readonly #store: ChainStore
  readonly #states = new RecentMap<string, WorldState>(STATES)

  constructor(store: ChainStore) {
    this.#store = store
  }

  /** The state after a block, with what has been changed by hand since; nobody may apply anything to it. */
  after(block: BlockHeader): WorldState {
    const root = this.#store.alteredRoot(block.hash) ?? block.stateRoot
    const state = this.#states.get(toHex(root)) ?? new WorldState(this.#store, root)
    state.trim()
    this.keep(root, state)
    return state
  }

  /** A state of its own with further changes to another one, which stays as it is, because views read through to it. */
  withChanges(before: WorldState, buffer: JournaledBuffer): WorldState {
    const state = before.fork()
    state.apply(buffer.changes())
    return state
  }

  /** Keeps a state that has been collected. */
  keep(root: StateRoot, state: WorldState): void {
    this.#states.set(toHex(root), state)
  }

  /** Forgets what is in memory, because the store has been put back. */
  forget(): void {
    this.#states.clear()
  }
}
