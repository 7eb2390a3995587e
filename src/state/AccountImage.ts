import type { Hex } from '../primitives/bytes.ts'
import { type AccountRecord, EMPTY_CODE_HASH } from './account.ts'

const NO_SLOTS: ReadonlyMap<Hex, Uint8Array> = new Map()

/** An account while it is being changed: the leaf's fields, pending code and pending storage writes. */
export class AccountImage {
  nonce: bigint
  balance: bigint
  codeHash: Uint8Array
  /** New code, `undefined` as long as it has not been set. */
  code: Uint8Array | undefined
  /** Whether storage from before is gone. */
  storageCleared: boolean
  // Most accounts that a transaction touches have none.
  #slots: Map<Hex, Uint8Array> | undefined

  constructor(from?: Pick<AccountRecord, 'nonce' | 'balance' | 'codeHash'>) {
    this.nonce = from?.nonce ?? 0n
    this.balance = from?.balance ?? 0n
    this.codeHash = from?.codeHash ?? EMPTY_CODE_HASH
    this.code = undefined
    this.#slots = undefined
    this.storageCleared = false
  }

  /** An independent copy with its own slot writes. */
  copy(): AccountImage {
    const copy = new AccountImage(this)
    copy.code = this.code
    copy.storageCleared = this.storageCleared
    if (this.#slots !== undefined) copy.#slots = new Map(this.#slots)
    return copy
  }

  /** Pending slot writes. */
  get slots(): ReadonlyMap<Hex, Uint8Array> {
    return this.#slots ?? NO_SLOTS
  }

  setSlot(slot: Hex, value: Uint8Array): void {
    this.#slots ??= new Map()
    this.#slots.set(slot, value)
  }

  deleteSlot(slot: Hex): void {
    this.#slots?.delete(slot)
  }

  clearSlots(): void {
    this.#slots = undefined
  }

  /** Adds the pending writes of another image, which has none left then. */
  takeSlots(from: AccountImage): void {
    if (this.#slots === undefined) this.#slots = from.#slots
    else for (const [slot, value] of from.slots) this.#slots.set(slot, value)
    from.#slots = undefined
  }
}
