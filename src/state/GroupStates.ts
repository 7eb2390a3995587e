import { equalBytes, toHex } from '../primitives/bytes.ts'
import { groupKey } from '../primitives/groupKey.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import { DEFAULT_STATE_MEMORY, WorldState, type WorldStateSink, type WorldStateSource } from './WorldState.ts'

const READERS = 32

/** Where the states of groups are read from. */
export interface GroupStateSource extends WorldStateSource {
  /** Called before a state is opened. @throws when the source knows that it does not have it. */
  requireState?(group: GroupId, root: StateRoot): void
}

/** The private states that a node holds in memory: one a group to execute on, and some others to read from. */
export class GroupStates {
  readonly #source: GroupStateSource
  readonly #memory: number
  /** The least recently used first. */
  readonly #live = new Map<string, WorldState>()
  readonly #readers = new Map<string, WorldState>()

  /** @param memory bytes that all states together may take, approximately; default {@link DEFAULT_STATE_MEMORY}. */
  constructor(source: GroupStateSource, memory: number = DEFAULT_STATE_MEMORY) {
    this.#source = source
    this.#memory = memory
  }

  /** Bytes that all states together may take, approximately. */
  get memory(): number {
    return this.#memory
  }

  /** Other states from the same source, none of them in memory yet: for work beside what the node goes on with. */
  apart(): GroupStates {
    return new GroupStates(this.#source, this.#memory)
  }

  /** The group's state at a root, to be changed by execution. @throws {CoterieError} `HISTORY_DEFERRED`. */
  at(group: GroupId, root: StateRoot): WorldState {
    const key = groupKey(group)
    const live = this.#live.get(key)
    if (live !== undefined && equalBytes(live.root(), root)) return live
    this.#source.requireState?.(group, root)
    const opened = new WorldState(this.#source, root, this.#memory)
    this.#live.set(key, opened)
    return opened
  }

  /** A state of a group at a root that nobody changes, for queries. @throws {CoterieError} `HISTORY_DEFERRED`. */
  reader(group: GroupId, root: StateRoot): WorldState {
    const key = toHex(root)
    const known = this.#readers.get(key)
    if (known !== undefined) {
      known.trim()
      return known
    }
    this.#source.requireState?.(group, root)
    const opened = this.#forkOfLive(group, root) ?? new WorldState(this.#source, root, this.#memory)
    this.#readers.set(key, opened)
    const oldest = this.#readers.size > READERS ? this.#readers.keys().next().value : undefined
    if (oldest !== undefined) this.#readers.delete(oldest)
    return opened
  }

  /** Whether execution has made something of a group's state that has not been collected. */
  hasUncollected(group: GroupId): boolean {
    return this.#live.get(groupKey(group))?.hasUncollected ?? false
  }

  /** Forgets the state of a group that was executed on and has not been collected. */
  drop(group: GroupId): void {
    this.#live.delete(groupKey(group))
  }

  /** Hands over what execution has made of a group's state. */
  collect(group: GroupId, sink: WorldStateSink): void {
    const key = groupKey(group)
    const live = this.#live.get(key)
    if (live === undefined) return
    live.collect(sink)
    live.trim()
    this.#live.delete(key)
    this.#live.set(key, live)
    this.#bound(live)
  }

  /** Forgets everything in memory, because what was collected has not been written. */
  forget(): void {
    this.#live.clear()
    this.#readers.clear()
  }

  /** What execution goes on with at a root, apart from it: it has in memory what is read first. */
  #forkOfLive(group: GroupId, root: StateRoot): WorldState | undefined {
    const live = this.#live.get(groupKey(group))
    if (live === undefined || live.hasUncollected || !equalBytes(live.root(), root)) return undefined
    return live.fork()
  }

  /** Forgets states other than `used`, those for reading first, while all together take too much memory. */
  #bound(used: WorldState): void {
    let memory = 0
    for (const states of [this.#live, this.#readers]) for (const state of states.values()) memory += state.memory
    for (const states of [this.#readers, this.#live]) {
      for (const [key, state] of states) {
        if (memory <= this.#memory) return
        if (state === used || state.hasUncollected) continue
        states.delete(key)
        memory -= state.memory
      }
    }
  }
}
