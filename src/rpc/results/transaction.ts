import type { TypedTransaction } from '@ethereumjs/tx'
import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { PublicTransaction } from '../../chain/PublicTransaction.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data, quantity } from './scalars.ts'

type Fields = Readonly<Record<string, JsonValue>>

/** A transaction of a block (spec 03 §15.6); null when there is none at the index. */
export function minedTransaction(block: PublicBlock, index: number): JsonValue {
  const transaction = block.transactions[index]
  if (transaction === undefined) return null
  const { source } = transaction
  const chainId = chainIdOf(source)
  return {
    ...accessListOf(source),
    blockHash: data(block.hash),
    blockNumber: quantity(block.number),
    ...(chainId === undefined ? {} : { chainId: quantity(chainId) }),
    from: data(transaction.sender()),
    gas: quantity(transaction.gasLimit),
    gasPrice: quantity(transaction.gasPrice(block.baseFee)),
    ...feesOf(source),
    hash: data(transaction.hash),
    input: data(transaction.data),
    nonce: quantity(transaction.nonce),
    to: transaction.to === undefined ? null : data(transaction.to),
    transactionIndex: quantity(index),
    type: quantity(transaction.type),
    value: quantity(transaction.value),
    ...signatureOf(source),
  }
}

/** A transaction that waits in the pool. */
export function pendingTransaction(transaction: PublicTransaction): JsonValue {
  const { source } = transaction
  const chainId = chainIdOf(source)
  return {
    blockHash: null,
    blockNumber: null,
    from: data(transaction.sender()),
    gas: quantity(transaction.gasLimit),
    gasPrice: quantity(transaction.maxGasPrice),
    ...feesOf(source),
    hash: data(transaction.hash),
    input: data(transaction.data),
    nonce: quantity(transaction.nonce),
    to: transaction.to === undefined ? null : data(transaction.to),
    transactionIndex: null,
    value: quantity(transaction.value),
    ...signatureOf(source),
    ...accessListOf(source),
    chainId: chainId === undefined ? null : quantity(chainId),
    publicKey: publicKeyOf(source),
    raw: data(source.serialize()),
    type: quantity(transaction.type),
  }
}

/** A legacy transaction names its chain in `v`, or not at all (EIP-155). */
function chainIdOf(source: TypedTransaction): bigint | undefined {
  if ('accessList' in source) return source.chainId
  const v = source.v ?? 0n
  return v > 36n ? (v - 35n) / 2n : undefined
}

function accessListOf(source: TypedTransaction): Fields {
  if (!('accessList' in source)) return {}
  const list = source.accessList.map(([address, storageKeys]) => ({
    address: data(address),
    storageKeys: storageKeys.map(data),
  }))
  return { accessList: list }
}

function feesOf(source: TypedTransaction): Fields {
  if (!('maxFeePerGas' in source)) return {}
  return {
    maxPriorityFeePerGas: quantity(source.maxPriorityFeePerGas),
    maxFeePerGas: quantity(source.maxFeePerGas),
  }
}

function signatureOf(source: TypedTransaction): Fields {
  const { v = 0n, r = 0n, s = 0n } = source
  const parity = 'accessList' in source ? { yParity: quantity(v) } : {}
  return { ...parity, v: quantity(v), r: quantity(r), s: quantity(s) }
}

/** 64 bytes; null where nobody has signed. */
function publicKeyOf(source: TypedTransaction): JsonValue {
  try {
    return data(source.getSenderPublicKey())
  } catch {
    return null
  }
}
