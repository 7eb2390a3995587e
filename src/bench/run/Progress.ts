/** What a progress display says: never more than one line. */
export interface ProgressOutput {
  /** Whether {@link show} replaces what it showed before. */
  readonly interactive: boolean
  /** Shows a line in place of the one before. */
  readonly show: (line: string) => void
  /** Writes a line that stays. */
  readonly write: (line: string) => void
}

const BAR = 20
/** Where nothing can be replaced, a line is written each time so much more is done. */
const STEP = 0.05
/** Until a piece has ended or so much is done, nothing can be said about the time left. */
const TELLING = 0.1

/**
 * Tells how far a benchmark is: a bar with rate and time left, or a line for every 5 %. What is noted is not counted, and the time
 * that it takes is not, either.
 */
export class Progress {
  #total: number
  readonly #output: ProgressOutput
  readonly #now: () => number
  /** Milliseconds that pieces have taken, until {@link #last}. */
  #counted = 0
  #last: number
  #written = 0
  #finished = 0
  #current = 0

  /**
   * @param total expected work, in any unit.
   * @param now monotonic time in milliseconds.
   */
  constructor(total: number, output: ProgressOutput, now: () => number) {
    this.#total = total
    this.#output = output
    this.#now = now
    this.#last = now()
  }

  /** Work that is done in the piece that is under way. @param rate transactions a second. */
  update(work: number, what: string, rate: number | undefined): void {
    this.#count()
    this.#current = work
    this.#tell(what, rate)
  }

  /** A piece of so much work has ended. */
  finish(work: number, what: string, rate?: number): void {
    this.#count()
    this.#finished += work
    this.#current = 0
    this.#tell(what, rate)
  }

  /** So much work will not take place. */
  skip(work: number): void {
    this.#total -= work
  }

  /** Something that is not counted. */
  note(what: string): void {
    this.#last = this.#now()
    if (this.#output.interactive) this.#output.show(`${this.#bar()} ${what}`)
  }

  #count(): void {
    const now = this.#now()
    this.#counted += now - this.#last
    this.#last = now
  }

  get #fraction(): number {
    return this.#total <= 0 ? 1 : Math.min(1, (this.#finished + this.#current) / this.#total)
  }

  #tell(what: string, rate: number | undefined): void {
    const speed = rate === undefined ? '' : `, ${Math.round(rate)} tx/s`
    // Names may be longer than the terminal is wide.
    if (this.#output.interactive) return this.#output.show(`${this.#bar()}${speed} ${what}`)
    const fraction = this.#fraction
    if (fraction < this.#written + STEP && !(fraction === 1 && this.#written < 1)) return
    this.#written = Math.floor(fraction / STEP + 1e-9) * STEP
    this.#output.write(`${percent(fraction)} ${what}${speed}${this.#left()}`)
  }

  #bar(): string {
    const done = Math.round(this.#fraction * BAR)
    return `${'█'.repeat(done)}${'░'.repeat(BAR - done)} ${percent(this.#fraction)}${this.#left()}`
  }

  #left(): string {
    const fraction = this.#fraction
    if (fraction >= 1 || (this.#finished === 0 && fraction < TELLING)) return ''
    const seconds = (this.#counted / 1000 / fraction) * (1 - fraction)
    const whole = Math.ceil(seconds)
    return whole >= 90 ? `, ${Math.ceil(whole / 60)} min left` : `, ${whole} s left`
  }
}

const percent = (fraction: number): string => `${Math.floor(fraction * 100 + 1e-9)} %`
