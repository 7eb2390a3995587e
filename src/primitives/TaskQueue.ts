/** Runs asynchronous work one piece after another, in the order in which it was given. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs work after all that was given before it, however that ended. @returns what the work gives, or its error. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Settles when all work given so far has ended; never rejects. */
  async idle(): Promise<void> {
    await this.#last
  }
}
