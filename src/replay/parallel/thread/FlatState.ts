import { EMPTY_BYTES, type Hex, toHex } from '../../../primitives/bytes.ts'
import {
  type AccountChange,
  type EmptinessFields,
  type WrittenAccount,
  isEmptyCodeHash,
} from '../../../state/account.ts'
import type { ExecutableState } from '../../../state/ExecutableState.ts'

/** Approximate bytes in memory. */
const ACCOUNT_BYTES = 500
const SLOT_BYTES = 300

/** An account that was written. */
interface FlatAccount {
  nonce: bigint
  balance: bigint
  codeHash: Uint8Array
  readonly slots: Map<Hex, Uint8Array>
  /** Whether slots that are not in {@link slots} are those of the state before. */
  readonly continues: boolean
}

/**
 * A state without a trie, which cannot tell its root: what was written, over a state that is only read. It notes what is applied, for
 * whoever keeps the trie. An account that it has given changes with what is applied then.
 */
export class FlatState implements ExecutableState {
  readonly #base: ExecutableState
  /** `undefined`: it was deleted. */
  readonly #accounts = new Map<Hex, FlatAccount | undefined>()
  readonly #codes = new Map<Hex, Uint8Array>()
  readonly #isNew: boolean
  #present = 0
  #memory = 0
  #applied: AccountChange[] = []

  /** @param base the state to begin with; nobody changes it. */
  constructor(base: ExecutableState) {
    this.#base = base
    this.#isNew = base.isEmpty
  }

  /** Bytes that it takes in memory, approximately, the state before not counted. */
  get memory(): number {
    return this.#memory
  }

  get isEmpty(): boolean {
    // Nobody can delete all accounts of a group.
    return this.#isNew && this.#present === 0
  }

  account(address: Hex): EmptinessFields | undefined {
    const written = this.#accounts.get(address)
    if (written !== undefined || this.#isNew || this.#accounts.has(address)) return written
    return this.#base.account(address)
  }

  slot(address: Hex, slot: Hex): Uint8Array {
    const written = this.#accounts.get(address)
    const value = written?.slots.get(slot)
    if (value !== undefined) return value
    const isBefore = written === undefined ? !this.#accounts.has(address) : written.continues
    return this.#isNew || !isBefore ? EMPTY_BYTES : this.#base.slot(address, slot)
  }

  code(hash: Uint8Array): Uint8Array {
    if (isEmptyCodeHash(hash)) return EMPTY_BYTES
    const key = toHex(hash)
    const known = this.#codes.get(key)
    if (known !== undefined) return known
    const code = this.#base.code(hash)
    this.#codes.set(key, code)
    return code
  }

  apply(changes: Iterable<AccountChange>): void {
    for (const change of changes) {
      this.#applied.push(change)
      if (change.deleted) this.#delete(change.address)
      else this.#write(change)
    }
  }

  /** What was applied since the last call, in that order. */
  takeApplied(): AccountChange[] {
    const applied = this.#applied
    this.#applied = []
    return applied
  }

  #delete(address: Hex): void {
    if (this.#accounts.get(address) !== undefined) this.#present--
    this.#accounts.set(address, undefined)
  }

  #write({ address, nonce, balance, codeHash, code, storageCleared, slots }: WrittenAccount): void {
    let account = this.#accounts.get(address)
    if (account === undefined || storageCleared) {
      if (account === undefined) this.#present++
      const continues = !storageCleared && (account?.continues ?? !this.#accounts.has(address))
      account = { nonce, balance, codeHash, slots: new Map(), continues }
      this.#accounts.set(address, account)
      this.#memory += ACCOUNT_BYTES
    }
    account.nonce = nonce
    account.balance = balance
    account.codeHash = codeHash
    const before = account.slots.size
    for (const [slot, value] of slots) account.slots.set(slot, value)
    this.#memory += (account.slots.size - before) * SLOT_BYTES
    if (code === undefined || code.length === 0) return
    this.#codes.set(toHex(codeHash), code)
    this.#memory += code.length
  }
}
