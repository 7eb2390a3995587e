import { Worker } from 'node:worker_threads'
import { availableParallelism } from 'node:os'
import { RecentMap } from '../../primitives/RecentMap.ts'
import { SLOTS, SignatureTable } from './SignatureTable.ts'

/** So many signatures must have been asked for before a thread is worth starting. */
const WORTH_A_THREAD = 128
/** When the thread may have died: then what it has taken is done here. */
const PATIENCE_MS = 50

/** Public keys that a thread recovers before they are needed. */
export class SignaturesAhead {
  /** None any more once a thread has failed: the next one would, too. */
  #program: URL | undefined
  #table: SignatureTable | undefined
  /** Slots of the table by what was asked for in them; it holds if {@link #ids} says the same. */
  readonly #slots = new RecentMap<string, number>(SLOTS)
  /** What was asked for and has not been answered, by slots. */
  readonly #ids: (string | undefined)[] = []
  #asked = 0

  /** @param program what the thread runs; without one, or with one core only, nothing is done ahead. */
  constructor(program: URL | undefined) {
    this.#program = availableParallelism() > 1 ? program : undefined
  }

  /**
   * Lets the thread recover a public key, unless it is asked for already or there is too much to do.
   * @param id of the digest with the signature. @param digest 32 bytes. @param signature r and s, 32 bytes each.
   */
  ask(id: string, digest: Uint8Array, signature: Uint8Array, recId: number): void {
    if (this.#program === undefined || this.#slotOf(id) !== undefined) return
    if (this.#asked < WORTH_A_THREAD && ++this.#asked < WORTH_A_THREAD) return
    this.#table ??= this.#start(this.#program)
    const slot = this.#table?.nextSlot
    if (slot === undefined) return
    this.#ids[slot] = id
    this.#slots.set(id, slot)
    this.#table?.ask(digest, signature, recId)
  }

  /** A public key that {@link ask} was for; `undefined` when it is to be recovered here. */
  answer(id: string): Uint8Array | undefined {
    const slot = this.#slotOf(id)
    if (slot === undefined) return undefined
    this.#ids[slot] = undefined
    return this.#table?.answer(slot, PATIENCE_MS)
  }

  #slotOf(id: string): number | undefined {
    const slot = this.#slots.get(id)
    return slot !== undefined && this.#ids[slot] === id ? slot : undefined
  }

  /** Starts the thread, which ends by itself when it has had nothing to do, and does not keep the process alive. */
  #start(program: URL): SignatureTable | undefined {
    const table = new SignatureTable()
    this.#ids.length = 0
    try {
      const thread = new Worker(program, { execArgv: [], workerData: table.shared })
      thread.on('error', () => (this.#program = undefined))
      thread.on('exit', () => (this.#table = undefined))
      thread.unref()
      return table
    } catch {
      // The machine gives no more threads; asked again later.
      this.#asked = 0
      return undefined
    }
  }
}
