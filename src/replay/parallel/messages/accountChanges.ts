/**
 * Changes of accounts on their way to another thread. Addresses and slots come again and again: they are sent once, and by their number
 * from then on. Texts are made once by whoever reads, too.
 */
import { type Hex, fromHex, toHex } from '../../../primitives/bytes.ts'
import { type AccountChange, EMPTY_CODE_HASH, type WrittenAccount, isEmptyCodeHash } from '../../../state/account.ts'
import type { ByteReader } from './ByteReader.ts'
import type { ByteWriter } from './ByteWriter.ts'

/** So many texts have numbers at a time; then numbers begin anew. */
const TEXTS = 65_536
/** Instead of a number: the bytes follow, and get the next one. */
const NEW = 0xffff_ffff

const [DELETED, HAS_CODE_HASH, HAS_CODE, STORAGE_CLEARED] = [1, 2, 4, 8] as const

/** Writes changes for an {@link AccountChangeReader} that reads all of them in the same order. */
export class AccountChangeWriter {
  readonly #to: ByteWriter
  readonly #numbers = new Map<Hex, number>()

  constructor(to: ByteWriter) {
    this.#to = to
  }

  write(changes: readonly AccountChange[]): void {
    const to = this.#to
    to.number(changes.length)
    for (const change of changes) {
      this.#text(change.address)
      if (change.deleted) to.number(DELETED)
      else this.#fields(change)
    }
  }

  #fields({ nonce, balance, codeHash, code, storageCleared, slots }: WrittenAccount): void {
    const to = this.#to
    const hasCodeHash = !isEmptyCodeHash(codeHash)
    to.number(
      (hasCodeHash ? HAS_CODE_HASH : 0) | (code === undefined ? 0 : HAS_CODE) | (storageCleared ? STORAGE_CLEARED : 0),
    )
    to.scalar(nonce)
    to.scalar(balance)
    if (hasCodeHash) to.fixed(codeHash)
    if (code !== undefined) to.bytes(code)
    to.number(slots.size)
    for (const [slot, value] of slots) {
      this.#text(slot)
      to.bytes(value)
    }
  }

  #text(text: Hex): void {
    const number = this.#numbers.get(text)
    this.#to.number(number ?? NEW)
    if (number !== undefined) return
    this.#to.bytes(fromHex(text))
    if (this.#numbers.size === TEXTS) this.#numbers.clear()
    this.#numbers.set(text, this.#numbers.size)
  }
}

/** Reads what an {@link AccountChangeWriter} has written. Bytes are no views: states keep some of them. */
export class AccountChangeReader {
  #texts: Hex[] = []

  read(from: ByteReader): AccountChange[] {
    const changes: AccountChange[] = []
    for (let count = from.number(); count > 0; count--) {
      const address = this.#text(from)
      const flags = from.number()
      changes.push((flags & DELETED) !== 0 ? { address, deleted: true } : this.#fields(from, address, flags))
    }
    return changes
  }

  #fields(from: ByteReader, address: Hex, flags: number): AccountChange {
    const nonce = from.scalar()
    const balance = from.scalar()
    const codeHash = (flags & HAS_CODE_HASH) !== 0 ? from.fixedCopy(32) : EMPTY_CODE_HASH
    const code = (flags & HAS_CODE) !== 0 ? from.bytesCopy() : undefined
    const slots = new Map<Hex, Uint8Array>()
    for (let count = from.number(); count > 0; count--) slots.set(this.#text(from), from.bytesCopy())
    const storageCleared = (flags & STORAGE_CLEARED) !== 0
    return { address, deleted: false, nonce, balance, codeHash, code, storageCleared, slots }
  }

  #text(from: ByteReader): Hex {
    const number = from.number()
    const known = number === NEW ? undefined : this.#texts[number]
    if (known !== undefined) return known
    const text = toHex(from.bytes())
    if (this.#texts.length === TEXTS) this.#texts = []
    this.#texts.push(text)
    return text
  }
}
