import { type Hex, padLeft, toHex } from '../primitives/bytes.ts'
import type { GenesisAccount } from '../state/genesisAccount.ts'
import { MOST_NONCE, address, bytes, members, quantity } from './genesisFields.ts'

/** An account of a genesis description. */
export interface GenesisAccountJson {
  readonly balance?: string | number
  readonly nonce?: string | number
  readonly code?: string
  readonly storage?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

const MOST_BALANCE = 2n ** 256n - 1n

/**
 * Accounts as `alloc` of a genesis description has them, by address.
 * @throws {CoterieError} `GENESIS_INVALID` naming the account and the field.
 */
export function genesisAccounts(alloc: unknown): GenesisAccount[] {
  return members(alloc, "alloc (accounts by address, for instance { '0x…': { balance: '0x1' } })").map(accountFrom)
}

function accountFrom([name, account]: [string, unknown]): GenesisAccount {
  const fields = Object.fromEntries(members(account, `account ${name}`))
  const { nonce = 0, balance = 0, code = '0x', storage = {} } = fields
  return {
    address: toHex(address(name, 'alloc')),
    nonce: quantity(nonce, `nonce of ${name}`, MOST_NONCE),
    balance: quantity(balance, `balance of ${name}`, MOST_BALANCE),
    code: bytes(code, `code of ${name}`),
    storage: storageFrom(storage, `storage of ${name}`),
  }
}

function storageFrom(storage: unknown, what: string): ReadonlyMap<Hex, Uint8Array> {
  const slots = new Map<Hex, Uint8Array>()
  for (const [slot, value] of members(storage, what)) {
    slots.set(toHex(padLeft(bytes(slot, `${what}, a slot`, 32), 32)), bytes(value, `${what}, slot ${slot}`, 32))
  }
  return slots
}
