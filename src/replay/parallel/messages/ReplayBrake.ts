const [STOPPED, FREED, STEPS, HELD] = [0, 1, 2, 3] as const
/** Bytes that a thread may have sent and nobody has done with. */
const MOST_UNFREED = 64 * 2 ** 20
const UNIT = 1024

/**
 * What keeps a replay thread from running too far ahead, and tells whether it gets on; shared by the thread and those who take what
 * it makes.
 */
export class ReplayBrake {
  readonly shared: SharedArrayBuffer
  readonly #values: Int32Array
  #sent = 0

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.shared = shared
    this.#values = new Int32Array(shared)
  }

  /** Whether the thread is to stop. */
  get isStopped(): boolean {
    return Atomics.load(this.#values, STOPPED) === 1
  }

  /** How many steps the thread has made, modulo 2³². */
  get steps(): number {
    return Atomics.load(this.#values, STEPS)
  }

  /** Whether the thread waits in {@link sent}. */
  get isHeld(): boolean {
    return Atomics.load(this.#values, HELD) === 1
  }

  /** The thread has got on: by a transaction, for instance. */
  step(): void {
    Atomics.add(this.#values, STEPS, 1)
  }

  /** The thread has sent so many bytes: waits, which blocks it, while too many are under way. */
  sent(bytes: number): void {
    this.#sent = (this.#sent + unitsOf(bytes)) | 0
    for (;;) {
      const freed = Atomics.load(this.#values, FREED)
      if (this.isStopped || ((this.#sent - freed) | 0) * UNIT <= MOST_UNFREED) return
      Atomics.store(this.#values, HELD, 1)
      Atomics.wait(this.#values, FREED, freed)
      this.step()
      Atomics.store(this.#values, HELD, 0)
    }
  }

  /** So many bytes that were sent at once are done with. */
  freed(bytes: number): void {
    Atomics.add(this.#values, FREED, unitsOf(bytes))
    Atomics.notify(this.#values, FREED)
  }

  stop(): void {
    Atomics.store(this.#values, STOPPED, 1)
    this.freed(UNIT)
  }
}

const unitsOf = (bytes: number): number => Math.ceil(bytes / UNIT)
