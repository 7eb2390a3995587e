import { EMPTY_BYTES, type Hex } from '../primitives/bytes.ts'
import { managementCodeSize } from '../management/managementCode.ts'
import type { ExecutionBuffer } from '../state/ExecutionBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import { type EmptinessFields, isEmptyAccount } from '../state/account.ts'
import { FrozenAccountError, InternalExecutionError } from './executionErrors.ts'

/** Where a write to an address goes (spec 02 §7.2). */
export type WriteTarget = 'private' | 'frozen' | 'absent'

/**
 * The accounts that private code sees: private ones shadow public ones as a whole as soon as they are not empty, and
 * public ones can be read but never changed (spec 02 §7.2).
 */
export class ResolvedState {
  readonly buffer: ExecutionBuffer
  readonly #public: PublicView

  constructor(buffer: ExecutionBuffer, publicView: PublicView) {
    this.buffer = buffer
    this.#public = publicView
  }

  /** The account for reading; `undefined` when it exists neither privately nor publicly. */
  read(address: Hex): EmptinessFields | undefined {
    const account = this.buffer.read(address)
    return account !== undefined && !isEmptyAccount(account) ? account : this.#public.account(address)
  }

  slot(address: Hex, slot: Hex): Uint8Array {
    return this.#readsPrivately(address) ? this.buffer.slot(address, slot) : this.#public.slot(address, slot)
  }

  /** The value that gas rules call original. */
  originalSlot(address: Hex, slot: Hex): Uint8Array {
    return this.#readsPrivately(address) ? this.buffer.originalSlot(address, slot) : this.#public.slot(address, slot)
  }

  code(address: Hex): Uint8Array {
    if (this.#readsPrivately(address)) return this.buffer.code(address)
    return this.#public.account(address) === undefined ? EMPTY_BYTES : this.#public.code(address)
  }

  /** Length of the code; of a management contract the length that its era's code has in Besu (spec 08). */
  codeSize(address: Hex): number {
    const account = this.read(address)
    return (account && managementCodeSize(account.codeHash)) ?? this.code(address).length
  }

  /** Loads the account for writing and says where writes go. */
  writeTarget(address: Hex): WriteTarget {
    const account = this.buffer.load(address)
    if (account !== undefined && !isEmptyAccount(account)) return 'private'
    const publicAccount = this.#public.account(address)
    if (publicAccount !== undefined && !isEmptyAccount(publicAccount)) return 'frozen'
    return account === undefined ? 'absent' : 'private'
  }

  /**
   * Makes sure that `address` can be written to, creating an empty private account where there is none.
   * @throws {FrozenAccountError} when writes would go to a public account.
   */
  requireWritable(address: Hex): void {
    const target = this.writeTarget(address)
    if (target === 'frozen') throw new FrozenAccountError()
    if (target === 'absent') this.buffer.create(address)
  }

  /**
   * Starts a message call: both accounts are loaded, the recipient is created when there is none, and value is moved.
   * Happens for every call, also of zero value and to precompiles (spec 02 §6.5).
   * @throws {FrozenAccountError} when value would move from or to a public account.
   */
  transfer(from: Hex, to: Hex, value: bigint): void {
    const source = this.writeTarget(from)
    const destination = this.writeTarget(to)
    if (destination === 'absent') this.buffer.create(to)
    if (value === 0n || from === to) return
    if (source === 'absent') throw new InternalExecutionError('value is moved from an account that does not exist')
    if (source === 'frozen' || destination === 'frozen') throw new FrozenAccountError()
    this.buffer.setBalance(from, (this.buffer.read(from)?.balance ?? 0n) - value)
    this.buffer.setBalance(to, (this.buffer.read(to)?.balance ?? 0n) + value)
  }

  #readsPrivately(address: Hex): boolean {
    const account = this.buffer.read(address)
    return account !== undefined && !isEmptyAccount(account)
  }
}
