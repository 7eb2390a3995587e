/** Counts what has begun and needs the network until it ends: the databases stay open for it. */
export class OperationsUnderWay {
  #count = 0
  #waiting: (() => void)[] = []

  /** Counts work from its beginning to its end, however that is. @returns what the work gives, or its error. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#count++
    try {
      return await work()
    } finally {
      this.#count--
      if (this.#count === 0) for (const proceed of this.#waiting.splice(0)) proceed()
    }
  }

  /** Settles as soon as nothing is under way; never rejects. */
  async idle(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((proceed) => this.#waiting.push(proceed))
  }
}
