import { EMPTY_BYTES, type Hex, equalBytes, toHex } from '../primitives/bytes.ts'
import { RIPEMD160_PRECOMPILE } from '../primitives/addresses.ts'
import type { AccountImage } from './AccountImage.ts'
import { type AccountChange, type EmptinessFields, isEmptyAccount } from './account.ts'
import { AddressEntries, type AddressEntry, BufferedAccount, FlushedAccount } from './AddressEntries.ts'
import type { ExecutableState } from './ExecutableState.ts'
import type { ExecutionBuffer } from './ExecutionBuffer.ts'
import { codeHashOf } from './WorldState.ts'

const FORCE_DELETED_WHEN_EMPTY = toHex(RIPEMD160_PRECOMPILE)

/**
 * The state that one private transaction executes on (spec 02 §7.1): one flat buffer shared by all frames over a working
 * copy of the group's state. There is no journal a frame: a frame that succeeds flushes the whole buffer into the
 * working copy, a frame that fails drops the whole buffer, its callers' unflushed writes included.
 */
export class FlatBuffer implements ExecutionBuffer {
  readonly #world: ExecutableState
  readonly #entries = new AddressEntries()
  /** Every drop begins another one: the accounts that are buffered then are no longer. */
  #generation = 1
  /** The account that has changed last since the last flush; it names the others. */
  #lastDirty: BufferedAccount | undefined = undefined

  constructor(world: ExecutableState) {
    this.#world = world
  }

  /** The account for reading: from the buffer, else from the working copy. */
  read(address: Hex): EmptinessFields | undefined {
    const entry = this.#entries.find(address)
    return this.#buffered(entry) ?? this.#flushed(address, entry)
  }

  /** Loads the account into the buffer for writing; `undefined` when there is none. */
  load(address: Hex): AccountImage | undefined {
    return this.#load(address)
  }

  /** Puts a fresh account (nonce 0, balance 0, no code, no storage) into the buffer, whatever was there before. */
  create(address: Hex): AccountImage {
    return this.#create(address)
  }

  setNonce(address: Hex, nonce: bigint): void {
    this.#change(address).nonce = nonce
  }

  setBalance(address: Hex, balance: bigint): void {
    this.#change(address).balance = balance
  }

  setCode(address: Hex, code: Uint8Array, codeHash: Uint8Array = codeHashOf(code)): void {
    const account = this.#change(address)
    account.code = code
    account.codeHash = codeHash
  }

  setSlot(address: Hex, slot: Hex, value: Uint8Array): void {
    this.#change(address).setSlot(slot, value)
  }

  clearStorage(address: Hex): void {
    const account = this.#change(address)
    account.clearSlots()
    account.storageCleared = true
    account.startedEmpty = true
  }

  slot(address: Hex, slot: Hex): Uint8Array {
    const entry = this.#entries.find(address)
    const buffered = this.#buffered(entry)
    const pending = buffered?.slots.get(slot)
    if (pending !== undefined) return pending
    return buffered?.storageCleared === true ? EMPTY_BYTES : this.#flushedSlot(address, entry, slot)
  }

  /** The value that SSTORE's gas rules call original: that of the last flush (spec 02 §7.1). */
  originalSlot(address: Hex, slot: Hex): Uint8Array {
    const entry = this.#entries.find(address)
    return this.#buffered(entry)?.startedEmpty === true ? EMPTY_BYTES : this.#flushedSlot(address, entry, slot)
  }

  code(address: Hex): Uint8Array {
    const entry = this.#entries.find(address)
    const buffered = this.#buffered(entry)
    if (buffered?.code !== undefined) return buffered.code
    const record = buffered ?? this.#flushed(address, entry)
    if (record === undefined) return EMPTY_BYTES
    const flushed = entry?.flushed
    if (flushed?.code !== undefined && equalBytes(flushed.codeHash, record.codeHash)) return flushed.code
    return this.#world.code(record.codeHash)
  }

  /** Nothing to remember: frames share the buffer. */
  checkpoint(): void {}

  /** A frame has succeeded: everything in the buffer reaches the working copy; the buffer's accounts are kept. */
  flush(): void {
    for (let account = this.#lastDirty; account !== undefined; account = account.nextDirty) {
      const { entry } = account
      // It may have been created anew.
      if (entry.buffered !== account) continue
      let target = entry.flushed ?? undefined
      if (target === undefined || account.storageCleared) {
        target = new FlushedAccount(entry.address, target)
        target.storageCleared = account.storageCleared
        entry.flushed = target
      }
      if (account.code !== undefined || !equalBytes(account.codeHash, target.codeHash)) target.code = account.code
      target.nonce = account.nonce
      target.balance = account.balance
      target.codeHash = account.codeHash
      target.takeSlots(account)
      account.storageCleared = false
      account.dirty = false
    }
    this.#lastDirty = undefined
  }

  /** A frame has failed: the buffer is emptied, and `0x…03` is deleted if it was in there and empty (EIP-158 quirk). */
  drop(): void {
    const ripemd = this.#buffered(this.#entries.find(FORCE_DELETED_WHEN_EMPTY))
    if (ripemd !== undefined && isEmptyAccount(ripemd)) ripemd.entry.flushed = null
    this.#generation++
    this.#lastDirty = undefined
  }

  /** What has been flushed, to be written into the group's state when the transaction succeeds. */
  *changes(): Generator<AccountChange> {
    for (let entry = this.#entries.first; entry !== undefined; entry = entry.next) {
      if (entry.flushed !== undefined) yield entry.flushed ?? { address: entry.address, deleted: true }
    }
  }

  #load(address: Hex): BufferedAccount | undefined {
    const entry = this.#entries.find(address)
    const buffered = this.#buffered(entry)
    if (buffered !== undefined) return buffered
    const flushed = this.#flushed(address, entry)
    return flushed && this.#put(new BufferedAccount(entry ?? this.#entries.add(address), flushed))
  }

  #create(address: Hex): BufferedAccount {
    const entry = this.#entries.find(address) ?? this.#entries.add(address)
    const created = this.#put(new BufferedAccount(entry))
    created.startedEmpty = true
    created.storageCleared = entry.flushed !== undefined || this.#world.account(address) !== undefined
    this.#setDirty(created)
    return created
  }

  #put(account: BufferedAccount): BufferedAccount {
    account.entry.buffered = account
    account.entry.generation = this.#generation
    return account
  }

  #change(address: Hex): BufferedAccount {
    const account = this.#load(address) ?? this.#create(address)
    if (!account.dirty) this.#setDirty(account)
    return account
  }

  #setDirty(account: BufferedAccount): void {
    account.dirty = true
    account.nextDirty = this.#lastDirty
    this.#lastDirty = account
  }

  #buffered(entry: AddressEntry | undefined): BufferedAccount | undefined {
    return entry?.generation === this.#generation ? entry.buffered : undefined
  }

  #flushed(address: Hex, entry: AddressEntry | undefined): EmptinessFields | undefined {
    return entry?.flushed === undefined ? this.#world.account(address) : (entry.flushed ?? undefined)
  }

  #flushedSlot(address: Hex, entry: AddressEntry | undefined, slot: Hex): Uint8Array {
    const flushed = entry?.flushed
    if (flushed === null) return EMPTY_BYTES
    if (flushed !== undefined) {
      const value = flushed.slots.get(slot)
      if (value !== undefined) return value
      if (flushed.storageCleared) return EMPTY_BYTES
    }
    return this.#world.slot(address, slot)
  }
}
