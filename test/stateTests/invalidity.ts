import { isAtLeast } from '../../src/chain/hardfork.ts'
import type { ExecutionEnvironment } from '../../src/execution/environment.ts'
import type { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import { isEmptyCodeHash } from '../../src/state/account.ts'
import { type OrdinaryTransaction, intrinsicGas } from './ordinaryTransaction.ts'

const BLOB_GAS = 131_072n
const MAX_BLOBS = 6
const MAX_NONCE = 2n ** 64n - 1n
const MAX_INIT_CODE = 49_152
const WORD_LIMIT = 2n ** 256n

/** Why an ordinary transaction must not be executed; `undefined` if it may. */
export function invalidity(
  transaction: OrdinaryTransaction,
  buffer: JournaledBuffer,
  { fork, baseFee = 0n, gasLimit: blockGasLimit }: ExecutionEnvironment,
  blobBaseFee: bigint,
): string | undefined {
  const { sender, to, nonce, gasLimit, value, data, maxFee, maxPriorityFee, accessList, blobs } = transaction
  const account = buffer.read(sender)
  const blobCount = BigInt(blobs?.hashes.length ?? 0)
  const cost = gasLimit * maxFee + value + blobCount * BLOB_GAS * (blobs?.maxFee ?? 0n)
  const rules: readonly (readonly [string, boolean])[] = [
    ['an access list before berlin', accessList !== undefined && !isAtLeast(fork, 'berlin')],
    ['a fee market before london', transaction.hasFeeMarket && !isAtLeast(fork, 'london')],
    ['blobs before cancun', blobs !== undefined && !isAtLeast(fork, 'cancun')],
    ['the sender has code', account !== undefined && !isEmptyCodeHash(account.codeHash)],
    ['another nonce', (account?.nonce ?? 0n) !== nonce],
    ['the last nonce', nonce >= MAX_NONCE],
    ['more gas than the block has', gasLimit > blockGasLimit],
    ['too little gas', gasLimit < intrinsicGas(transaction, fork)],
    ['less than the base fee', maxFee < baseFee],
    ['a tip above the fee', transaction.hasFeeMarket && maxPriorityFee > maxFee],
    ['too little money', (account?.balance ?? 0n) < cost || cost >= WORD_LIMIT],
    ['too much init code', to === undefined && isAtLeast(fork, 'shanghai') && data.length > MAX_INIT_CODE],
    ['a creation with blobs', blobs !== undefined && to === undefined],
    ['no blobs, or too many', blobs !== undefined && (blobCount === 0n || blobCount > MAX_BLOBS)],
    ['a blob hash of another version', blobs?.hashes.some(([version]) => version !== 1) === true],
    ['less than the blob base fee', blobs !== undefined && blobs.maxFee < blobBaseFee],
  ]
  return rules.find(([, broken]) => broken)?.[0]
}
