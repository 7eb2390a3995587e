import type { PublicReceipt } from '../chain/publicReceipt.ts'
import { type LogView, logView } from '../node/LogView.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'

/** A public receipt at the doors; bytes are hex. */
export interface PublicReceiptView {
  /** Transaction type (EIP-2718); 0 for legacy. */
  readonly type: number
  readonly status: 0 | 1
  readonly gasUsed: bigint
  readonly cumulativeGasUsed: bigint
  readonly logs: readonly LogView[]
  /** Address of the contract that a creation made. */
  readonly contractAddress: Hex | undefined
  /** In wei per gas. */
  readonly effectiveGasPrice: bigint
  /** Data of a REVERT; possibly `0x`. */
  readonly revertReason: Hex | undefined
  readonly blockHash: Hex
  /** Place of the transaction in its block, from 0. */
  readonly index: number
}

/** @internal A stored receipt at the doors. @param place where the transaction is. */
export function publicReceiptView(
  receipt: PublicReceipt,
  place: { readonly block: Uint8Array; readonly index: number },
): PublicReceiptView {
  const { contractAddress, revertReason } = receipt
  return {
    ...receipt,
    logs: receipt.logs.map(logView),
    contractAddress: contractAddress && toHex(contractAddress),
    revertReason: revertReason && toHex(revertReason),
    blockHash: toHex(place.block),
    index: place.index,
  }
}
