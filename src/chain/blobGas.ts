import { type Blob4844Tx, isBlob4844Tx } from '@ethereumjs/tx'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/** EIP-4844. */
export const BLOB_TRANSACTION = 3
const GAS_PER_BLOB = 131_072n

/** What the blobs of a transaction cost its sender in a block, in wei: it is taken up front, and nothing of it comes back. */
export function blobFee(transaction: PublicTransaction, block: Pick<PublicBlock, 'source'>): bigint {
  const source = withBlobs(transaction)
  return source === undefined ? 0n : gasOf(source) * block.source.header.getBlobGasPrice()
}

/** What the sender of a transaction must be able to pay for its blobs, in wei. */
export function maxBlobFee(transaction: PublicTransaction): bigint {
  const source = withBlobs(transaction)
  return source === undefined ? 0n : gasOf(source) * source.maxFeePerBlobGas
}

/** Asks for the library's object of no other transaction: it may have to be made first. */
function withBlobs(transaction: PublicTransaction): Blob4844Tx | undefined {
  if (transaction.type !== BLOB_TRANSACTION) return undefined
  const { source } = transaction
  return isBlob4844Tx(source) ? source : undefined
}

const gasOf = (source: Blob4844Tx): bigint => BigInt(source.numBlobs()) * GAS_PER_BLOB
