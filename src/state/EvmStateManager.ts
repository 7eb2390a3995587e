import type { AccountFields, StateManagerInterface } from '@ethereumjs/common'
import type { Account, Address } from '@ethereumjs/util'
import { CoterieError } from '../errors/CoterieError.ts'

/** What an EVM run never asks of a state manager, so that a concrete one only holds what matters. */
export abstract class EvmStateManager implements StateManagerInterface {
  abstract readonly originalStorageCache: StateManagerInterface['originalStorageCache']
  abstract getAccount(address: Address): Promise<Account | undefined>
  abstract putAccount(address: Address, account?: Account): Promise<void>
  abstract deleteAccount(address: Address): Promise<void>
  abstract modifyAccountFields(address: Address, fields: AccountFields): Promise<void>
  abstract putCode(address: Address, value: Uint8Array): Promise<void>
  abstract getCode(address: Address): Promise<Uint8Array>
  abstract getStorage(address: Address, key: Uint8Array): Promise<Uint8Array>
  abstract putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void>
  abstract clearStorage(address: Address): Promise<void>
  abstract checkpoint(): Promise<void>
  abstract commit(): Promise<void>
  abstract revert(): Promise<void>

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length
  }

  getStateRoot(): Promise<Uint8Array> {
    return unsupported('getStateRoot')
  }

  setStateRoot(): Promise<void> {
    return unsupported('setStateRoot')
  }

  hasStateRoot(): Promise<boolean> {
    return unsupported('hasStateRoot')
  }

  clearCaches(): void {
    // Nothing is cached here: the state behind this adapter is its own cache.
  }

  shallowCopy(): StateManagerInterface {
    throw new CoterieError('INVALID_ARGUMENT', 'this state manager belongs to one execution and cannot be copied')
  }
}

function unsupported(method: string): Promise<never> {
  return Promise.reject(
    new CoterieError('INVALID_ARGUMENT', `${method} is not part of an EVM run; ask the world state`),
  )
}
