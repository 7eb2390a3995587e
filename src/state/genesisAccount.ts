import { type Hex, trimLeft } from '../primitives/bytes.ts'
import type { WrittenAccount } from './account.ts'
import { codeHashOf } from './WorldState.ts'

/** An account that a state starts with. */
export interface GenesisAccount {
  /** 20 bytes, hex. */
  readonly address: Hex
  readonly nonce: bigint
  /** In wei. */
  readonly balance: bigint
  readonly code: Uint8Array
  /** Slots (32-byte hex) with values of up to 32 bytes. */
  readonly storage: ReadonlyMap<Hex, Uint8Array>
}

/** What writes such an account, over whatever is at its address. */
export function genesisChange({ address, nonce, balance, code, storage }: GenesisAccount): WrittenAccount {
  return {
    address,
    deleted: false,
    nonce,
    balance,
    codeHash: codeHashOf(code),
    code: code.length === 0 ? undefined : code,
    storageCleared: true,
    slots: new Map([...storage].map(([slot, value]) => [slot, trimLeft(value)])),
  }
}
