import type { AccountFields } from '@ethereumjs/common'
import { Account, type Address } from '@ethereumjs/util'
import { type Hex, equalBytes, toHex, trimLeft } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH } from '../state/account.ts'
import { EvmStateManager } from '../state/EvmStateManager.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'

/** Lets `@ethereumjs/vm` execute public transactions on a {@link JournaledBuffer}. */
export class PublicStateManager extends EvmStateManager {
  /** The state of the block being executed. */
  buffer!: JournaledBuffer
  /** Account that is to look like one without code when it is read next: an impersonated contract may send (EIP-3607). */
  codeless: Hex | undefined

  override readonly originalStorageCache = {
    get: async (address: Address, key: Uint8Array): Promise<Uint8Array> =>
      this.buffer.originalSlot(keyOf(address), toHex(key)),
    clear: (): void => undefined,
  }

  override async getAccount(address: Address): Promise<Account | undefined> {
    const key = keyOf(address)
    const account = this.buffer.read(key)
    if (account === undefined) return undefined
    const isCodeless = this.codeless === key
    if (isCodeless) this.codeless = undefined
    return new Account(account.nonce, account.balance, undefined, isCodeless ? EMPTY_CODE_HASH : account.codeHash)
  }

  override async putAccount(address: Address, account?: Account): Promise<void> {
    const key = keyOf(address)
    if (account === undefined) {
      this.buffer.delete(key)
      return
    }
    const before = this.buffer.load(key) ?? this.buffer.create(key)
    if (before.nonce !== account.nonce) this.buffer.setNonce(key, account.nonce)
    if (before.balance !== account.balance) this.buffer.setBalance(key, account.balance)
  }

  override async deleteAccount(address: Address): Promise<void> {
    this.buffer.delete(keyOf(address))
  }

  override async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account()
    account.nonce = fields.nonce ?? account.nonce
    account.balance = fields.balance ?? account.balance
    await this.putAccount(address, account)
  }

  override async putCode(address: Address, code: Uint8Array): Promise<void> {
    const key = keyOf(address)
    if (!equalBytes(this.buffer.code(key), code)) this.buffer.setCode(key, code)
  }

  override async getCode(address: Address): Promise<Uint8Array> {
    return this.buffer.code(keyOf(address))
  }

  override async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.buffer.slot(keyOf(address), toHex(key))
  }

  override async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    this.buffer.setSlot(keyOf(address), toHex(key), trimLeft(value))
  }

  override async clearStorage(address: Address): Promise<void> {
    this.buffer.clearStorage(keyOf(address))
  }

  override async checkpoint(): Promise<void> {
    this.buffer.checkpoint()
  }

  override async commit(): Promise<void> {
    this.buffer.flush()
  }

  override async revert(): Promise<void> {
    this.buffer.drop()
  }
}

function keyOf(address: Address): Hex {
  return toHex(address.bytes)
}
