import { type Hex, toHex } from '../primitives/bytes.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'

/** A private receipt at the doors; bytes are hex. */
export interface PrivateReceiptView {
  readonly status: 0 | 1 | 2
  readonly output: Hex
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[]
  /** Present when the transaction ended by a REVERT; possibly `0x`. */
  readonly revertReason?: Hex
}

/** A stored receipt at the doors. */
export function receiptView({ status, output, logs, revertReason }: PrivateReceipt): PrivateReceiptView {
  return {
    status,
    output: toHex(output),
    logs: logs.map(({ address, topics, data }) => ({
      address: toHex(address),
      topics: topics.map(toHex),
      data: toHex(data),
    })),
    ...(revertReason === undefined ? {} : { revertReason: toHex(revertReason) }),
  }
}
