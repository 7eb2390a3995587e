import { DEFAULT_MANAGEMENT_CONTRACT, MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { type Hex, toHex, trimLeft } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { AccountChange, WrittenAccount } from '../state/account.ts'
import { codeHashOf } from '../state/WorldState.ts'
import type { Era } from './eras.ts'

/** An account that every group starts with, beside the management contracts. */
export interface PrivateGenesisAccount {
  /** 20 bytes, hex. */
  readonly address: Hex
  readonly nonce: bigint
  /** In wei. */
  readonly balance: bigint
  readonly code: Uint8Array
  /** Slots (32-byte hex) with values of up to 32 bytes. */
  readonly storage: ReadonlyMap<Hex, Uint8Array>
}

/** Gives the accounts that a group starts with; asked with the group and the number of the block being executed. */
export type PrivateGenesisProvider = (groupId: GroupId, blockNumber: bigint) => readonly PrivateGenesisAccount[]

const SLOT_0: Hex = `0x${'00'.repeat(32)}`

/**
 * The accounts of a group before its first transaction (spec 02 §5): those of the provider in the given order, then the
 * management contract and its proxy, which overwrite them. Applied whenever a group's root is the empty root.
 * @param era `undefined` for offchain groups, which have no management contracts.
 */
export function groupGenesis(era: Era | undefined, accounts: readonly PrivateGenesisAccount[] = []): AccountChange[] {
  return [...accounts.map(providedAccount), ...(era === undefined ? [] : managementAccounts(era))]
}

function providedAccount({ address, nonce, balance, code, storage }: PrivateGenesisAccount): AccountChange {
  const slots = new Map([...storage].map(([slot, value]) => [slot, trimLeft(value)]))
  return fresh(address, { nonce, balance, codeHash: codeHashOf(code), code, slots })
}

function managementAccounts({ managementCodeHash, proxyCodeHash }: Era): AccountChange[] {
  const implementation = new Map([[SLOT_0, trimLeft(DEFAULT_MANAGEMENT_CONTRACT)]])
  // The code itself is not stored: the hash is Besu's, and the code store knows what runs for it.
  return [
    fresh(toHex(DEFAULT_MANAGEMENT_CONTRACT), { codeHash: managementCodeHash }),
    fresh(toHex(MANAGEMENT_PROXY), { codeHash: proxyCodeHash, slots: implementation }),
  ]
}

function fresh(address: Hex, fields: Partial<WrittenAccount>): AccountChange {
  return {
    address,
    deleted: false,
    nonce: 0n,
    balance: 0n,
    codeHash: codeHashOf(new Uint8Array(0)),
    code: undefined,
    storageCleared: true,
    slots: new Map(),
    ...fields,
  }
}
