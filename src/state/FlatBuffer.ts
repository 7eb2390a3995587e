import { EMPTY_BYTES, type Hex, equalBytes, toHex } from '../primitives/bytes.ts'
import { RIPEMD160_PRECOMPILE } from '../primitives/addresses.ts'
import { AccountImage } from './AccountImage.ts'
import { type AccountChange, type EmptinessFields, isEmptyAccount } from './account.ts'
import type { ExecutionBuffer } from './ExecutionBuffer.ts'
import { codeHashOf, type WorldState } from './WorldState.ts'

const FORCE_DELETED_WHEN_EMPTY = toHex(RIPEMD160_PRECOMPILE)

/** An account in the buffer. */
class BufferedAccount extends AccountImage {
  /** Whether it was created or cleared in the buffer, so that gas rules see every slot as originally zero. */
  startedEmpty = false
  /** Whether it has changed since the last flush. */
  dirty = false
}

/**
 * The state that one private transaction executes on (spec 02 §7.1): one flat buffer shared by all frames over a working
 * copy of the group's state. There is no journal a frame: a frame that succeeds flushes the whole buffer into the
 * working copy, a frame that fails drops the whole buffer, its callers' unflushed writes included.
 */
export class FlatBuffer implements ExecutionBuffer {
  readonly #world: WorldState
  readonly #buffer = new Map<Hex, BufferedAccount>()
  /** What has been flushed: image, or `undefined` for an account deleted from the working copy. */
  readonly #working = new Map<Hex, AccountImage | undefined>()

  constructor(world: WorldState) {
    this.#world = world
  }

  /** The account for reading: from the buffer, else from the working copy. */
  read(address: Hex): EmptinessFields | undefined {
    return this.#buffer.get(address) ?? this.#flushed(address)
  }

  /** Loads the account into the buffer for writing; `undefined` when there is none. */
  load(address: Hex): AccountImage | undefined {
    const buffered = this.#buffer.get(address)
    if (buffered !== undefined) return buffered
    const flushed = this.#flushed(address)
    if (flushed === undefined) return undefined
    const loaded = new BufferedAccount(flushed)
    this.#buffer.set(address, loaded)
    return loaded
  }

  /** Puts a fresh account (nonce 0, balance 0, no code, no storage) into the buffer, whatever was there before. */
  create(address: Hex): AccountImage {
    const created = new BufferedAccount()
    created.startedEmpty = true
    created.dirty = true
    created.storageCleared = this.#working.has(address) || this.#flushed(address) !== undefined
    this.#buffer.set(address, created)
    return created
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
    const buffered = this.#buffer.get(address)
    const pending = buffered?.slots.get(slot)
    if (pending !== undefined) return pending
    return buffered?.storageCleared === true ? EMPTY_BYTES : this.#flushedSlot(address, slot)
  }

  /** The value that SSTORE's gas rules call original: that of the last flush (spec 02 §7.1). */
  originalSlot(address: Hex, slot: Hex): Uint8Array {
    const buffered = this.#buffer.get(address)
    if (buffered?.startedEmpty === true) return EMPTY_BYTES
    return this.#flushedSlot(address, slot)
  }

  code(address: Hex): Uint8Array {
    const buffered = this.#buffer.get(address)
    if (buffered?.code !== undefined) return buffered.code
    const record = buffered ?? this.#flushed(address)
    if (record === undefined) return EMPTY_BYTES
    const flushed = this.#working.get(address)
    if (flushed?.code !== undefined && equalBytes(flushed.codeHash, record.codeHash)) return flushed.code
    return this.#world.code(record.codeHash)
  }

  /** Nothing to remember: frames share the buffer. */
  checkpoint(): void {}

  /** A frame has succeeded: everything in the buffer reaches the working copy; the buffer's accounts are kept. */
  flush(): void {
    for (const [address, account] of this.#buffer) {
      if (!account.dirty) continue
      let target = this.#working.get(address)
      if (target === undefined || account.storageCleared) {
        const code = target?.code
        target = new AccountImage(target)
        target.code = code
        target.storageCleared = account.storageCleared
        this.#working.set(address, target)
      }
      if (account.code !== undefined || !equalBytes(account.codeHash, target.codeHash)) target.code = account.code
      target.nonce = account.nonce
      target.balance = account.balance
      target.codeHash = account.codeHash
      target.takeSlots(account)
      account.storageCleared = false
      account.dirty = false
    }
  }

  /** A frame has failed: the buffer is emptied, and `0x…03` is deleted if it was in there and empty (EIP-158 quirk). */
  drop(): void {
    const ripemd = this.#buffer.get(FORCE_DELETED_WHEN_EMPTY)
    this.#buffer.clear()
    if (ripemd !== undefined && isEmptyAccount(ripemd)) this.#working.set(FORCE_DELETED_WHEN_EMPTY, undefined)
  }

  /** What has been flushed, to be written into the group's state when the transaction succeeds. */
  changes(): AccountChange[] {
    const changes: AccountChange[] = []
    for (const [address, account] of this.#working) {
      if (account === undefined) changes.push({ address, deleted: true })
      else {
        const { nonce, balance, codeHash, code, storageCleared, slots } = account
        changes.push({ address, deleted: false, nonce, balance, codeHash, code, storageCleared, slots })
      }
    }
    return changes
  }

  #change(address: Hex): BufferedAccount {
    const account = (this.load(address) ?? this.create(address)) as BufferedAccount
    account.dirty = true
    return account
  }

  #flushed(address: Hex): EmptinessFields | undefined {
    return this.#working.has(address) ? this.#working.get(address) : this.#world.account(address)
  }

  #flushedSlot(address: Hex, slot: Hex): Uint8Array {
    if (this.#working.has(address)) {
      const flushed = this.#working.get(address)
      const value = flushed?.slots.get(slot)
      if (value !== undefined) return value
      if (flushed === undefined || flushed.storageCleared) return EMPTY_BYTES
    }
    return this.#world.slot(address, slot)
  }
}
