/** The time that one message of a client may take. */
export class Deadline {
  readonly #passed: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #hasPassed = false

  /** @param seconds default: no limit. */
  constructor(seconds: number | undefined) {
    if (seconds === undefined) return
    this.#passed = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#hasPassed = true
        resolve()
      }, seconds * 1000)
    })
  }

  get hasPassed(): boolean {
    return this.#hasPassed
  }

  /** What the work gives, or `late` when it takes too long; the work itself cannot be stopped. */
  async bound<T>(work: Promise<T>, late: T): Promise<T> {
    return this.#passed === undefined ? work : Promise.race([work, this.#passed.then(() => late)])
  }

  cancel(): void {
    clearTimeout(this.#timer)
  }
}
