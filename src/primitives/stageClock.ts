/**
 * Where the time of a replay goes. Off unless somebody measures: code that belongs to a stage asks for the clock and does
 * nothing when there is none.
 *
 *     const outer = stageClock()?.enter('trie')
 *     …
 *     if (outer !== undefined) stageClock()?.leave(outer)
 */

/** Stages of a replay. `other`: everything that no stage claims. */
export const STAGES = ['decode', 'recovery', 'evm', 'trie', 'keccak', 'storage', 'other'] as const

/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number]

/** Adds up the time of stages. A stage that is entered inside another one takes its time away from that one. */
export class StageClock {
  readonly #now: () => number
  readonly #milliseconds = new Map<Stage, number>()
  readonly #entries = new Map<Stage, number>()
  #stage: Stage = 'other'
  #since: number

  /** @param now monotonic time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** Begins a stage. @returns the stage around it, for {@link leave}. */
  enter(stage: Stage): Stage {
    const outer = this.#stage
    this.#turnTo(stage)
    this.#entries.set(stage, (this.#entries.get(stage) ?? 0) + 1)
    return outer
  }

  /** Goes back to the stage around. */
  leave(outer: Stage): void {
    this.#turnTo(outer)
  }

  /** Milliseconds of each stage so far, and how often it was entered. */
  read(): Record<Stage, { readonly milliseconds: number; readonly entries: number }> {
    this.#turnTo(this.#stage)
    const of = (stage: Stage): { milliseconds: number; entries: number } => {
      return { milliseconds: this.#milliseconds.get(stage) ?? 0, entries: this.#entries.get(stage) ?? 0 }
    }
    return {
      decode: of('decode'),
      recovery: of('recovery'),
      evm: of('evm'),
      trie: of('trie'),
      keccak: of('keccak'),
      storage: of('storage'),
      other: of('other'),
    }
  }

  #turnTo(stage: Stage): void {
    const now = this.#now()
    this.#milliseconds.set(this.#stage, (this.#milliseconds.get(this.#stage) ?? 0) + now - this.#since)
    this.#stage = stage
    this.#since = now
  }
}

let current: StageClock | undefined

/** The clock of this thread; `undefined` while nobody measures. */
export function stageClock(): StageClock | undefined {
  return current
}

/** From now on this clock counts; `undefined`: none. */
export function setStageClock(clock: StageClock | undefined): void {
  current = clock
}
