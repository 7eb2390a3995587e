import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import type { Mining } from './options.ts'

/** What a {@link Miner} works with. */
export interface MinerParts {
  /** Makes a block. */
  readonly mine: () => Promise<unknown>
  /** Told, in one line, of a block that could not be made on the timer. */
  readonly warn: (message: string) => void
}

/** When blocks are made: at once, on a timer, or when somebody says so. */
export class Miner {
  readonly #parts: MinerParts
  #mode: Mining = 'manual'
  #timer: NodeJS.Timeout | undefined

  /** @throws {CoterieError} `INVALID_OPTION` for an interval that no timer can have. */
  constructor(mode: Mining, parts: MinerParts) {
    this.#parts = parts
    this.mode = mode
  }

  get mode(): Mining {
    return this.#mode
  }

  /** @throws {CoterieError} `INVALID_OPTION`; the former mode stays. */
  set mode(mode: Mining) {
    const intervalMs = intervalOf(mode)
    this.stop()
    this.#mode = mode
    if (intervalMs === undefined) return
    let busy = false
    const tick = async (): Promise<void> => {
      // A block that takes longer than the interval lets ticks pass.
      if (busy) return
      busy = true
      try {
        await this.#parts.mine()
      } catch (error) {
        if (isCoterieError(error, 'CLOSED')) return
        this.#parts.warn(`interval mining made no block: ${error instanceof Error ? error.message : String(error)}`)
      } finally {
        busy = false
      }
    }
    this.#timer = setInterval(() => void tick(), intervalMs)
    this.#timer.unref()
  }

  /** Ends the timer for good. */
  stop(): void {
    clearInterval(this.#timer)
  }

  /** @returns puts the mode of now back. */
  snapshot(): () => void {
    const mode = this.#mode
    return () => {
      if (this.#mode !== mode) this.mode = mode
    }
  }
}

/** Milliseconds between blocks; `undefined` without a timer. */
function intervalOf(mode: Mining): number | undefined {
  if (mode === 'auto' || mode === 'manual') return undefined
  const intervalMs: unknown = typeof mode === 'object' && mode !== null ? mode.intervalMs : undefined
  // A longer timer than 2^31-1 ms would fire at once.
  if (typeof intervalMs === 'number' && intervalMs > 0 && intervalMs <= 0x7fffffff) return intervalMs
  throw new CoterieError(
    'INVALID_OPTION',
    "mining must be 'auto', 'manual' or { intervalMs } with a number above 0 and at most 2147483647",
  )
}
