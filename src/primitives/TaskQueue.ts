/** Runs work one piece after another, in the order in which it was given. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve()
  #unfinished = 0
  /** Whether {@link runAtOnce} is in its work now. */
  #isAtOnce = false
  /** Lets what was given in the middle of that begin; nothing was as long as there is none. */
  #release: (() => void) | undefined

  /** Whether work would have to wait. */
  get busy(): boolean {
    return this.#unfinished > 0
  }

  /** Runs work after all that was given before it, however that ended. @returns what the work gives, or its error. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isAtOnce && this.#release === undefined) {
      this.#last = new Promise<void>((resolve) => (this.#release = resolve))
    }
    this.#unfinished++
    const result = this.#last.then(work)
    const ended = (): void => void this.#unfinished--
    this.#last = result.then(ended, ended)
    return result
  }

  /**
   * As {@link run}; but work before which there is nothing is begun at once, and done without a promise if it needs none.
   * @throws what such work throws.
   */
  runAtOnce<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.busy) return this.run(async () => work())
    this.#unfinished++
    this.#isAtOnce = true
    let result: T | Promise<T> | undefined
    try {
      result = work()
    } finally {
      this.#isAtOnce = false
      if (!(result instanceof Promise)) this.#endAtOnce()
    }
    if (!(result instanceof Promise)) return result
    const ended = (): void => this.#endAtOnce()
    const settled = result.then(ended, ended)
    if (this.#release === undefined) this.#last = settled
    return result
  }

  /** Settles when all work given so far has ended; never rejects. */
  async idle(): Promise<void> {
    await this.#last
  }

  #endAtOnce(): void {
    this.#unfinished--
    this.#release?.()
    this.#release = undefined
  }
}
