/** Stages of a replay, in the order in which reports list them. `other`: everything that no stage claims. */
export const STAGES = ['decode', 'recovery', 'evm', 'trie', 'keccak', 'storage', 'public chain', 'other'] as const

/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number]

/** What a stage has taken. */
export interface StageTime {
  readonly milliseconds: number
  /** How often it was entered. */
  readonly calls: number
}

/**
 * The clock that is told where time goes; `undefined` unless somebody measures. Code that belongs to a stage says so:
 *
 *     stageClock?.enter('trie')
 *     try { … } finally { stageClock?.leave('trie') }
 */
export let stageClock: StageClock | undefined

/** Switches measuring on, or off with `undefined`. */
export function setStageClock(clock: StageClock | undefined): void {
  stageClock = clock
}

/**
 * Adds up the time of stages. Times are exclusive: a stage that is entered inside another one takes its time away from that
 * one. A stage may be left after a pause; what no other stage claims meanwhile is its time.
 */
export class StageClock {
  readonly #now: () => number
  readonly #times: Record<Stage, { milliseconds: number; calls: number }>
  readonly #open: Stage[] = []
  #since: number

  /** @param now monotonic time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
    this.#times = Object.fromEntries(STAGES.map((stage) => [stage, { milliseconds: 0, calls: 0 }])) as never
    this.#since = now()
  }

  /** A stage begins. */
  enter(stage: Stage): void {
    this.#settle()
    this.#times[stage].calls++
    this.#open.push(stage)
  }

  /** The innermost of these stages ends; nothing happens when there is none. */
  leave(stage: Stage): void {
    this.#settle()
    const index = this.#open.lastIndexOf(stage)
    if (index >= 0) this.#open.splice(index, 1)
  }

  /** What every stage has taken so far. */
  read(): Readonly<Record<Stage, StageTime>> {
    this.#settle()
    return structuredClone(this.#times)
  }

  #settle(): void {
    const now = this.#now()
    this.#times[this.#open.at(-1) ?? 'other'].milliseconds += now - this.#since
    this.#since = now
  }
}
