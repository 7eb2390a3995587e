import type { Worker } from 'node:worker_threads'
import { isCoterieError } from '../../errors/CoterieError.ts'
import { stageClock } from '../../primitives/StageClock.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import { knownSender, rememberSender, transactionId } from '../../transaction/knownSenders.ts'
import type { PrivateTransaction } from '../../transaction/privateTransaction.ts'
import { setSender } from '../../transaction/privateTransactionSignature.ts'
import { senderOfWire } from '../../transaction/senderOfWire.ts'
import { CHUNK, RecoveryTable } from './RecoveryTable.ts'
import { recoveryThreads } from './recoveryThreads.ts'

/** Transactions of a history that are handed to the threads at a time. */
const WINDOW = 8192
/** Shorter histories are not worth a thread. */
const WORTH_A_THREAD = 400
/** When a thread may have died: then its chunk is done here. */
const PATIENCE_MS = 500

/**
 * Finds out the senders of a history ahead of its execution, in other threads; this one helps where it would have to wait. A
 * sender that the process knows is not recovered again.
 */
export class SenderRecovery {
  readonly #blob: HistoryBlob
  readonly #threads: readonly Worker[]
  readonly #end: number
  /** Tables of the transactions that are under way, by the position of their first one. */
  readonly #tables = new Map<number, RecoveryTable | undefined>()
  #next: number

  /** @param first position of the first transaction to be executed. @param end position behind the last; default: the history's end. */
  constructor(blob: HistoryBlob, first: number, end: number = blob.length) {
    this.#blob = blob
    this.#next = first
    this.#end = end
    this.#threads = end - first >= WORTH_A_THREAD && !areKnown(blob, first) ? recoveryThreads() : []
    this.#prepare()
    this.#prepare()
  }

  /** Threads besides this one. */
  get threads(): number {
    return this.#threads.length
  }

  /** Makes the sender of a transaction known, if it has one. To be called in order. @param position in the history. */
  provide(position: number, transaction: PrivateTransaction): void {
    for (const [start, table] of this.#tables) {
      if (position < start || position >= start + WINDOW) continue
      if (table === undefined) this.#provideHere(position, transaction)
      else provideFrom(table, position - start, transaction)
      if (position === Math.min(start + WINDOW, this.#end) - 1) {
        this.#tables.delete(start)
        this.#prepare()
      }
      return
    }
  }

  /** Lets the threads leave undone what nobody will ask for. */
  end(): void {
    for (const table of this.#tables.values()) table?.abandon()
    this.#tables.clear()
  }

  #provideHere(position: number, transaction: PrivateTransaction): void {
    const wire = this.#blob.transactionBytes(position)
    const id = transactionId(wire)
    try {
      const sender = knownSender(id) ?? senderOfWire(wire)
      setSender(transaction, sender)
      rememberSender(id, sender)
    } catch (error) {
      // The execution finds out that there is none.
      if (!isCoterieError(error, 'DECODE_FAILED')) throw error
    }
  }

  #prepare(): void {
    const start = this.#next
    if (start >= this.#end) return
    this.#next = Math.min(start + WINDOW, this.#end)
    this.#tables.set(start, undefined)
    if (this.#threads.length === 0) return
    const wires = Array.from({ length: this.#next - start }, (_, index) => this.#blob.transactionBytes(start + index))
    const table = RecoveryTable.of(wires)
    this.#tables.set(start, table)
    for (const thread of this.#threads) thread.postMessage(table.shared)
  }
}

/** Makes a sender known that a table has, once it has been found out: here, if nobody else does it. @param index in the table. */
export function provideFrom(table: RecoveryTable, index: number, transaction: PrivateTransaction): void {
  const chunk = Math.floor(index / CHUNK)
  if (!table.isDone(chunk)) {
    stageClock?.enter('recovery')
    while (!table.isDone(chunk) && table.doNext()) {
      // Another one of those that nobody has taken.
    }
    if (!table.isDone(chunk)) table.awaitChunk(chunk, PATIENCE_MS)
    if (!table.isDone(chunk)) table.doChunk(chunk)
    stageClock?.leave('recovery')
  }
  const result = table.result(index)
  if (result === undefined) return
  setSender(transaction, result.sender)
  rememberSender(result.id, result.sender)
}

/** Whether the senders of the first transactions are known: then most of the others are, too. */
export function areKnown(blob: HistoryBlob, first: number): boolean {
  for (let index = first; index < Math.min(first + CHUNK, blob.length); index++) {
    if (knownSender(transactionId(blob.transactionBytes(index))) !== undefined) return true
  }
  return false
}
