import type { Account, Address } from '@ethereumjs/util'
import { EvmStateManager } from '../../state/EvmStateManager.ts'
import { type Hex, toHex, trimLeft } from '../../primitives/bytes.ts'
import { FrozenAccountError, InternalExecutionError } from '../executionErrors.ts'
import type { ResolvedState } from '../ResolvedState.ts'
import { AccountView } from './AccountView.ts'

/**
 * Lets `@ethereumjs/evm` run on a {@link ResolvedState}: the asynchronous methods that it wants over synchronous ones.
 * There is no checkpoint a frame: `commit` flushes the flat buffer and `revert` drops it (spec 02 §7.1, §16).
 */
export class PrivateStateManager extends EvmStateManager {
  /** The state of the execution that is running. */
  state!: ResolvedState

  override readonly originalStorageCache = {
    get: async (address: Address, key: Uint8Array): Promise<Uint8Array> =>
      this.state.originalSlot(keyOf(address), toHex(key)),
    clear: (): void => undefined,
  }

  override async getAccount(address: Address): Promise<Account> {
    return new AccountView(this.state, keyOf(address))
  }

  /** Accounts are views: whoever changed one has changed the state already. */
  override async putAccount(): Promise<void> {}

  override async getCode(address: Address): Promise<Uint8Array> {
    return this.state.code(keyOf(address))
  }

  override async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.state.slot(keyOf(address), toHex(key))
  }

  /**
   * @throws {FrozenAccountError} for a public account: the frame reverts without data.
   */
  override async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const account = keyOf(address)
    if (this.state.writeTarget(account) !== 'private') throw new FrozenAccountError()
    this.state.buffer.setSlot(account, toHex(key), trimLeft(value))
  }

  override async checkpoint(): Promise<void> {
    this.state.buffer.checkpoint()
  }

  override async commit(): Promise<void> {
    this.state.buffer.flush()
  }

  override async revert(): Promise<void> {
    this.state.buffer.drop()
  }

  override async deleteAccount(): Promise<void> {
    throw new InternalExecutionError('private accounts are never deleted')
  }

  override async modifyAccountFields(): Promise<void> {
    throw new InternalExecutionError('private accounts change only through ResolvedState')
  }

  override async putCode(): Promise<void> {
    throw new InternalExecutionError('code changes only through ResolvedState')
  }

  override async clearStorage(): Promise<void> {
    throw new InternalExecutionError('storage is cleared only through ResolvedState')
  }
}

/** An address as the key that the state uses. */
export function keyOf(address: Address): Hex {
  return toHex(address.bytes)
}
