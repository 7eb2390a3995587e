import { type GenesisAccountJson, genesisAccounts } from '../chain/genesisAccounts.ts'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import type { PrivateGenesisProvider } from '../management/groupGenesis.ts'
import { toBase64 } from '../primitives/bytes.ts'

/**
 * Gives the accounts that a group starts with, by address, as `alloc` of a genesis description has them. All nodes ask it, each
 * for itself, and whenever a group has no state: for the same group and block it must give the same.
 * @param group group id, base64. @param block number of the block that is being executed.
 */
export type PrivateGenesis = (group: string, block: bigint) => Readonly<Record<string, GenesisAccountJson>>

/**
 * @internal The option as groups are started with it. What it throws, and accounts that are none, end as `INVALID_OPTION`: the node then
 * refuses the block that starts the group.
 */
export function privateGenesisFrom(provide: PrivateGenesis): PrivateGenesisProvider {
  return (groupId, blockNumber) => {
    const group = toBase64(groupId)
    try {
      return genesisAccounts(provide(group, blockNumber))
    } catch (cause) {
      throw named(group, blockNumber, cause)
    }
  }
}

function named(group: string, block: bigint, cause: unknown): CoterieError {
  const problem = isCoterieError(cause, 'GENESIS_INVALID') ? cause.message : `it threw ${String(cause)}`
  const message = `privateGenesis, asked for group ${group} in block ${block}: ${problem}`
  return new CoterieError('INVALID_OPTION', message, { cause, details: { option: 'privateGenesis', group } })
}
