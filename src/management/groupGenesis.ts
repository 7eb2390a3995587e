import { DEFAULT_MANAGEMENT_CONTRACT, MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { EMPTY_BYTES, type Hex, toHex } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { AccountChange } from '../state/account.ts'
import { type GenesisAccount, genesisChange } from '../state/genesisAccount.ts'
import type { Era } from './eras.ts'

/** Gives the accounts that a group starts with; asked with the group and the number of the block being executed. */
export type PrivateGenesisProvider = (groupId: GroupId, blockNumber: bigint) => readonly GenesisAccount[]

const SLOT_0: Hex = `0x${'00'.repeat(32)}`

/**
 * The accounts of a group before its first transaction (spec 02 §5): those of the provider in the given order, then the
 * management contract and its proxy, which overwrite them. Applied whenever a group's root is the empty root.
 * @param era `undefined` for offchain groups, which have no management contracts.
 */
export function groupGenesis(era: Era | undefined, accounts: readonly GenesisAccount[] = []): AccountChange[] {
  return [...accounts.map(genesisChange), ...(era === undefined ? [] : managementAccounts(era))]
}

function managementAccounts({ managementCodeHash, proxyCodeHash }: Era): AccountChange[] {
  const implementation = new Map([[SLOT_0, DEFAULT_MANAGEMENT_CONTRACT]])
  return [
    contract(toHex(DEFAULT_MANAGEMENT_CONTRACT), managementCodeHash, new Map()),
    contract(toHex(MANAGEMENT_PROXY), proxyCodeHash, implementation),
  ]
}

/** The code itself is not stored: the hash is Besu's, and the code store knows what runs for it. */
function contract(address: Hex, codeHash: Uint8Array, storage: GenesisAccount['storage']): AccountChange {
  return { ...genesisChange({ address, nonce: 0n, balance: 0n, code: EMPTY_BYTES, storage }), codeHash }
}
