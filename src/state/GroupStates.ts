import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import { WorldState, type WorldStateSink, type WorldStateSource } from './WorldState.ts'

const READERS = 32

/** The private states that a node holds in memory: one a group to execute on, and some others to read from. */
export class GroupStates {
  readonly #source: WorldStateSource
  readonly #live = new Map<string, WorldState>()
  readonly #readers = new Map<string, WorldState>()

  constructor(source: WorldStateSource) {
    this.#source = source
  }

  /** The group's state at a root, to be changed by execution. */
  at(group: GroupId, root: StateRoot): WorldState {
    const key = toHex(group)
    const live = this.#live.get(key)
    if (live !== undefined && equalBytes(live.root(), root)) return live
    const opened = new WorldState(this.#source, root)
    this.#live.set(key, opened)
    return opened
  }

  /** A state at a root that nobody changes, for queries. */
  reader(root: StateRoot): WorldState {
    const key = toHex(root)
    const known = this.#readers.get(key)
    if (known !== undefined) {
      known.trim()
      return known
    }
    const opened = new WorldState(this.#source, root)
    this.#readers.set(key, opened)
    const oldest = this.#readers.size > READERS ? this.#readers.keys().next().value : undefined
    if (oldest !== undefined) this.#readers.delete(oldest)
    return opened
  }

  /** Forgets the state of a group that was executed on and has not been collected. */
  drop(group: GroupId): void {
    this.#live.delete(toHex(group))
  }

  /** Hands over what execution has made of a group's state. */
  collect(group: GroupId, sink: WorldStateSink): void {
    const live = this.#live.get(toHex(group))
    live?.collect(sink)
    live?.trim()
  }

  /** Forgets everything in memory, because what was collected has not been written. */
  forget(): void {
    this.#live.clear()
    this.#readers.clear()
  }
}
