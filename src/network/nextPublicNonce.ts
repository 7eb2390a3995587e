import type { PublicChain } from '../chain/PublicChain.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { toHex } from '../primitives/bytes.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'

/** Public nonce that an account should use next: after its waiting transactions, else the account's at the chain head. */
export function nextPublicNonce(chain: PublicChain, pool: TransactionPool, account: Address): bigint {
  return pool.nextNonce(account) ?? chain.stateAfter(chain.head).account(toHex(toAddress(account)))?.nonce ?? 0n
}
