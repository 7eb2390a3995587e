import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import { type LenientTransaction, decodeLeniently } from './decodeLeniently.ts'
import { decodeTransaction } from './decodeTransaction.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import type { TransactionRules } from './PlainTransaction.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/** Fork that brought each type of transaction. */
const TYPES: readonly HardforkName[] = ['constantinoplefix', 'berlin', 'london']
/** No account can have it; a larger one cannot be decoded. */
const MAX_NONCE = 2n ** 64n - 1n

/**
 * Decodes a signed transaction for the pool. `@ethereumjs/tx` refuses while it decodes what Besu's pool looks at one after another, the
 * price first (spec 03 §15.4), so that a transaction that it refuses is looked at again in that order.
 * @param checkPrice refuses a price that the pool does not take, in wei per gas.
 * @throws {TransactionRefusedError} without a cause when the transaction could be read.
 */
export function decodeForPool(
  raw: Uint8Array,
  rules: TransactionRules,
  checkPrice: (price: bigint) => void,
): PublicTransaction {
  try {
    return decodeTransaction(raw, rules)
  } catch (cause) {
    const lenient = decodeLeniently(raw)
    if (lenient !== undefined) {
      checkPrice(lenient.maxGasPrice)
      check(lenient, rules)
    }
    throw refusalOf(cause, rules)
  }
}

function check({ type, chainId, nonce, hasSigner }: LenientTransaction, rules: TransactionRules): void {
  if (chainId !== undefined && chainId !== rules.chainId) {
    throw new TransactionRefusedError('WRONG_CHAIN_ID', `sign for ${rules.chainId}`)
  }
  if (!hasSigner()) throw new TransactionRefusedError('INVALID_SIGNATURE', 'sign it again')
  const since = TYPES[type]
  if (since !== undefined && !isAtLeast(rules.fork, since)) {
    throw new TransactionRefusedError('INVALID_TRANSACTION_TYPE', `there is type ${type} from ${since} on`)
  }
  if (nonce === MAX_NONCE) throw new TransactionRefusedError('NONCE_OVERFLOW', 'no account can have this nonce')
}

/** What the library's complaint means. */
function refusalOf(cause: unknown, { chainId }: TransactionRules): TransactionRefusedError {
  const problem = cause instanceof Error ? cause.message : String(cause)
  if (/maxFeePerGas cannot be less/.test(problem)) {
    return new TransactionRefusedError('MAX_PRIORITY_FEE_PER_GAS_EXCEEDS_MAX_FEE_PER_GAS', 'offer more in all', cause)
  }
  if (/chain ?id/i.test(problem)) return new TransactionRefusedError('WRONG_CHAIN_ID', `sign for ${chainId}`, cause)
  const hint = problem.split('\n')[0] ?? 'it cannot be decoded'
  return new TransactionRefusedError('INVALID_TRANSACTION_TYPE', hint, cause)
}
