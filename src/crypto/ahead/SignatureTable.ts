import type { SignatureBackend } from '../SignatureBackend.ts'

/** Signatures that the table has room for; a power of two. */
export const SLOTS = 2048
/** Of a digest or half a signature, in bytes. */
const WORD = 32
/** A digest and a signature, and the public key in their place once it is known, are next to each other. */
const [SIGNATURE, KEY, RECOVERY_ID, SLOT_BYTES] = [WORD, 3 * WORD, 5 * WORD, 5 * WORD + 1] as const

/** What a slot is. Whoever changes {@link ASKED} to something else has the signature to itself. */
const [FREE, ASKED, TAKEN, DONE, FAILED] = [0, 1, 2, 3, 4] as const

/** What two threads share. */
export interface SharedSignatures {
  /** Digests, signatures, recovery ids, public keys. */
  readonly bytes: SharedArrayBuffer
  /** How many have been asked so far, then what each slot is. */
  readonly states: SharedArrayBuffer
}

/** Signatures whose public keys one thread asks for and another recovers, in the order in which they were asked. */
export class SignatureTable {
  readonly shared: SharedSignatures
  readonly #bytes: Uint8Array
  readonly #states: Int32Array
  #next = 0

  constructor(
    shared: SharedSignatures = {
      bytes: new SharedArrayBuffer(SLOTS * SLOT_BYTES),
      states: new SharedArrayBuffer((1 + SLOTS) * Int32Array.BYTES_PER_ELEMENT),
    },
  ) {
    this.shared = shared
    this.#bytes = new Uint8Array(shared.bytes)
    this.#states = new Int32Array(shared.states)
  }

  /** The slot that the next {@link ask} takes; `undefined` when the other thread is so far behind that there is none. */
  get nextSlot(): number | undefined {
    const slot = this.#next & (SLOTS - 1)
    const state = Atomics.load(this.#states, 1 + slot)
    return state === ASKED || state === TAKEN ? undefined : slot
  }

  /** Asks for a public key, in {@link nextSlot}. @param digest 32 bytes. @param signature r and s, 32 bytes each. */
  ask(digest: Uint8Array, signature: Uint8Array, recId: number): void {
    const slot = this.#next & (SLOTS - 1)
    const at = slot * SLOT_BYTES
    this.#bytes.set(digest, at)
    this.#bytes.set(signature, at + SIGNATURE)
    this.#bytes[at + RECOVERY_ID] = recId
    Atomics.store(this.#states, 1 + slot, ASKED)
    this.#next = (this.#next + 1) | 0
    Atomics.store(this.#states, 0, this.#next)
    Atomics.notify(this.#states, 0)
  }

  /**
   * The public key (64 bytes) that was asked for in a slot, which is free then; waits for it if the other thread is at it.
   * @param milliseconds that it waits at most.
   * @returns `undefined` when the other thread has not begun, has found no key, or has died.
   */
  answer(slot: number, milliseconds: number): Uint8Array | undefined {
    if (Atomics.compareExchange(this.#states, 1 + slot, ASKED, FREE) === ASKED) return undefined
    Atomics.wait(this.#states, 1 + slot, TAKEN, milliseconds)
    if (Atomics.load(this.#states, 1 + slot) !== DONE) return undefined
    const at = slot * SLOT_BYTES + KEY
    return this.#bytes.slice(at, at + 2 * WORD)
  }

  /**
   * Recovers what is asked for, until nothing has been for some time; which blocks the thread.
   * @param milliseconds that it waits for the next signature.
   */
  recoverAll(recover: SignatureBackend['recover'], milliseconds: number): void {
    for (let position = 0; ; position = (position + 1) | 0) {
      while (Atomics.load(this.#states, 0) === position) {
        if (Atomics.wait(this.#states, 0, position, milliseconds) === 'timed-out') return
      }
      this.#recover(position & (SLOTS - 1), recover)
    }
  }

  #recover(slot: number, recover: SignatureBackend['recover']): void {
    if (Atomics.compareExchange(this.#states, 1 + slot, ASKED, TAKEN) !== ASKED) return
    const at = slot * SLOT_BYTES
    const [digest, signature] = [this.#bytes.slice(at, at + WORD), this.#bytes.slice(at + SIGNATURE, at + KEY)]
    let state: typeof DONE | typeof FAILED = DONE
    try {
      this.#bytes.set(recover(digest, signature, this.#bytes[at + RECOVERY_ID] ?? 0), at + KEY)
    } catch {
      // Whoever needs the key tries again, and is told what is wrong.
      state = FAILED
    }
    Atomics.store(this.#states, 1 + slot, state)
    Atomics.notify(this.#states, 1 + slot)
  }
}
