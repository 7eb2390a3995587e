import { concat, toBigInt, toScalar } from '../primitives/bytes.ts'
import { toAddress } from '../primitives/identifiers.ts'
import { encodeRlp } from '../transaction/encodeRlp.ts'
import { logsBloom } from '../transaction/logsBloom.ts'
import type { PrivateLog } from '../transaction/privateReceipt.ts'
import { decodeRlp } from '../transaction/strictRlp.ts'

/** An event of a public transaction; the same shape as a private one. */
export type PublicLog = PrivateLog

/** How a public transaction ended. */
export interface PublicReceipt {
  /** Transaction type (EIP-2718); 0 for legacy. */
  readonly type: number
  readonly status: 0 | 1
  readonly gasUsed: bigint
  readonly cumulativeGasUsed: bigint
  readonly logs: readonly PublicLog[]
  /** Address of the contract that a creation made. */
  readonly contractAddress: Uint8Array | undefined
  /** In wei per gas. */
  readonly effectiveGasPrice: bigint
  /** Data of a REVERT. */
  readonly revertReason: Uint8Array | undefined
}

/** A receipt as the receipts root of a block commits to it. */
export function consensusReceipt({ type, status, cumulativeGasUsed, logs }: PublicReceipt): Uint8Array {
  const list = encodeRlp([
    toScalar(BigInt(status)),
    toScalar(cumulativeGasUsed),
    logsBloom(logs),
    logs.map(({ address, topics, data }) => [address, topics, data]),
  ])
  return type === 0 ? list : concat(new Uint8Array([type]), list)
}

/** The receipts of a block as the chain store keeps them. */
export function encodePublicReceipts(receipts: readonly PublicReceipt[]): Uint8Array {
  return encodeRlp(
    receipts.map((receipt) => [
      toScalar(BigInt(receipt.type)),
      toScalar(BigInt(receipt.status)),
      toScalar(receipt.gasUsed),
      toScalar(receipt.cumulativeGasUsed),
      receipt.logs.map(({ address, topics, data }) => [address, topics, data]),
      receipt.contractAddress ?? new Uint8Array(0),
      toScalar(receipt.effectiveGasPrice),
      receipt.revertReason === undefined ? [] : [receipt.revertReason],
    ]),
  )
}

type Encoded = [Uint8Array, Uint8Array, Uint8Array, Uint8Array, EncodedLog[], Uint8Array, Uint8Array, Uint8Array[]]
type EncodedLog = [Uint8Array, Uint8Array[], Uint8Array]

/** Inverse of {@link encodePublicReceipts}. */
export function decodePublicReceipts(encoded: Uint8Array): PublicReceipt[] {
  return (decodeRlp(encoded, 'list of public receipts') as unknown as Encoded[]).map(
    ([type, status, gasUsed, cumulativeGasUsed, logs, contractAddress, effectiveGasPrice, revertReason]) => ({
      type: Number(toBigInt(type)),
      status: toBigInt(status) === 1n ? 1 : 0,
      gasUsed: toBigInt(gasUsed),
      cumulativeGasUsed: toBigInt(cumulativeGasUsed),
      logs: logs.map(([address, topics, data]) => ({ address: toAddress(address), topics, data })),
      contractAddress: contractAddress.length === 0 ? undefined : contractAddress,
      effectiveGasPrice: toBigInt(effectiveGasPrice),
      revertReason: revertReason[0],
    }),
  )
}
