/** Runs asynchronous work one piece after another, in the order in which it was given. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve()
  #unfinished = 0

  /** Whether work would have to wait. */
  get busy(): boolean {
    return this.#unfinished > 0
  }

  /** Runs work after all that was given before it, however that ended. @returns what the work gives, or its error. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#unfinished++
    const result = this.#last.then(work)
    const ended = (): void => void this.#unfinished--
    this.#last = result.then(ended, ended)
    return result
  }

  /** Settles when all work given so far has ended; never rejects. */
  async idle(): Promise<void> {
    await this.#last
  }
}
