import type { Hex } from '../primitives/bytes.ts'
import { type AccountRecord, EMPTY_CODE_HASH } from './account.ts'

/** An account while it is being changed: the leaf's fields, pending code and pending storage writes. */
export class AccountImage {
  nonce: bigint
  balance: bigint
  codeHash: Uint8Array
  /** New code, `undefined` as long as it has not been set. */
  code: Uint8Array | undefined
  /** Pending slot writes. */
  readonly slots: Map<Hex, Uint8Array>
  /** Whether storage from before is gone. */
  storageCleared: boolean

  constructor(from?: Pick<AccountRecord, 'nonce' | 'balance' | 'codeHash'>) {
    this.nonce = from?.nonce ?? 0n
    this.balance = from?.balance ?? 0n
    this.codeHash = from?.codeHash ?? EMPTY_CODE_HASH
    this.code = undefined
    this.slots = new Map()
    this.storageCleared = false
  }

  /** An independent copy with its own slot writes. */
  copy(): AccountImage {
    const copy = new AccountImage(this)
    copy.code = this.code
    copy.storageCleared = this.storageCleared
    for (const [slot, value] of this.slots) copy.slots.set(slot, value)
    return copy
  }
}
