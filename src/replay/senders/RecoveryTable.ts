import { keccak256Into } from '../../crypto/keccak.ts'
import { isCoterieError } from '../../errors/CoterieError.ts'
import { type Address, toAddress } from '../../primitives/identifiers.ts'
import type { TransactionId } from '../../transaction/knownSenders.ts'
import { senderOfWire } from '../../transaction/senderOfWire.ts'

/** Transactions that a thread takes on at a time. */
export const CHUNK = 32

/** Bytes of a result: whether there is one, the sender (20 bytes), the transaction's id (32 bytes). */
const RESULT = 53
/** Where the id is in a result. */
const ID = 21
const [NOTHING, FOUND, NO_SENDER, NOTED] = [0, 1, 2, 3] as const
/** What a chunk is. */
const [OPEN, DONE] = [0, 1] as const

/** What the threads share. */
export interface SharedRecovery {
  /** Wire forms of the transactions, one after the other. */
  readonly wires: SharedArrayBuffer
  /** Where each begins, and where the last ends. */
  readonly bounds: SharedArrayBuffer
  readonly results: SharedArrayBuffer
  /** Number of the next chunk that nobody has taken, then the state of each. */
  readonly chunks: SharedArrayBuffer
}

/** Some transactions whose senders several threads find out together: each takes the next chunk that nobody has taken. */
export class RecoveryTable {
  readonly shared: SharedRecovery
  readonly #wires: Uint8Array
  readonly #bounds: Uint32Array
  readonly #results: Uint8Array
  readonly #chunks: Int32Array

  constructor(shared: SharedRecovery) {
    this.shared = shared
    this.#wires = new Uint8Array(shared.wires)
    this.#bounds = new Uint32Array(shared.bounds)
    this.#results = new Uint8Array(shared.results)
    this.#chunks = new Int32Array(shared.chunks)
  }

  /** @param wires the signed transactions. */
  static of(wires: readonly Uint8Array[]): RecoveryTable {
    const bytes = wires.reduce((sum, { length }) => sum + length, 0)
    const table = new RecoveryTable({
      wires: new SharedArrayBuffer(bytes),
      bounds: new SharedArrayBuffer((wires.length + 1) * 4),
      results: new SharedArrayBuffer(wires.length * RESULT),
      chunks: new SharedArrayBuffer((1 + Math.ceil(wires.length / CHUNK)) * 4),
    })
    let end = 0
    for (const [index, wire] of wires.entries()) {
      table.#wires.set(wire, end)
      end += wire.length
      table.#bounds[index + 1] = end
    }
    return table
  }

  /** Number of transactions. */
  get length(): number {
    return this.#bounds.length - 1
  }

  /** The wire form of a transaction. */
  wire(index: number): Uint8Array {
    return this.#wires.slice(this.#bounds[index], this.#bounds[index + 1])
  }

  /** Notes a sender that is known already; before anybody else has the table. */
  note(index: number, id: TransactionId, sender: Address): void {
    const at = index * RESULT
    this.#results.set(Buffer.from(id, 'latin1'), at + ID)
    this.#putSender(at, sender, NOTED)
  }

  /** Whether all senders were noted. */
  get isComplete(): boolean {
    for (let index = 0; index < this.length; index++) if (!this.isNoted(index)) return false
    return true
  }

  /** Whether a sender was noted. */
  isNoted(index: number): boolean {
    return this.#results[index * RESULT] === NOTED
  }

  /** Does the next chunk that nobody has taken. @returns whether there was one. */
  doNext(): boolean {
    const chunk = Atomics.add(this.#chunks, 0, 1)
    if (chunk >= this.#chunks.length - 1) return false
    this.doChunk(chunk)
    return true
  }

  /** Does a chunk, whether or not somebody else does it, too. */
  doChunk(chunk: number): void {
    const end = Math.min(this.length, (chunk + 1) * CHUNK)
    for (let index = chunk * CHUNK; index < end; index++) this.#recover(index)
    Atomics.store(this.#chunks, chunk + 1, DONE)
    Atomics.notify(this.#chunks, chunk + 1)
  }

  /** Nobody takes another chunk. */
  abandon(): void {
    Atomics.store(this.#chunks, 0, this.#chunks.length)
  }

  isDone(chunk: number): boolean {
    return Atomics.load(this.#chunks, chunk + 1) === DONE
  }

  /** Waits until a chunk is done, which blocks the thread. @param milliseconds at most. */
  awaitChunk(chunk: number, milliseconds: number): void {
    Atomics.wait(this.#chunks, chunk + 1, OPEN, milliseconds)
  }

  /** What has been found out about a transaction of a chunk that is done; `undefined` when no sender fits its signature. */
  result(index: number): { readonly sender: Address; readonly id: TransactionId } | undefined {
    const at = index * RESULT
    if (this.#results[at] !== FOUND && this.#results[at] !== NOTED) return undefined
    return {
      sender: toAddress(this.#results.slice(at + 1, at + 21)),
      id: Buffer.from(this.shared.results, at + ID, 32).toString('latin1'),
    }
  }

  #recover(index: number): void {
    const at = index * RESULT
    if (this.#results[at] !== NOTHING) return
    const wire = this.#wires.subarray(this.#bounds[index], this.#bounds[index + 1])
    try {
      keccak256Into(wire, this.#results, at + ID)
      this.#putSender(at, senderOfWire(wire), FOUND)
    } catch (error) {
      if (!isCoterieError(error)) throw error
      this.#results[at] = NO_SENDER
    }
  }

  #putSender(at: number, sender: Address, kind: typeof FOUND | typeof NOTED): void {
    this.#results.set(sender, at + 1)
    // Last: whoever sees it must find the rest.
    this.#results[at] = kind
  }
}
