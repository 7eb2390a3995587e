import { type Hex, toHex } from '../primitives/bytes.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'
import { type LogView, logView } from './LogView.ts'

/** A private receipt at the doors; bytes are hex. */
export interface PrivateReceiptView {
  readonly status: 0 | 1 | 2
  readonly output: Hex
  readonly logs: readonly LogView[]
  /** Present when the transaction ended by a REVERT; possibly `0x`. */
  readonly revertReason?: Hex
}

/** A stored receipt at the doors. */
export function receiptView({ status, output, logs, revertReason }: PrivateReceipt): PrivateReceiptView {
  return {
    status,
    output: toHex(output),
    logs: logs.map(logView),
    ...(revertReason === undefined ? {} : { revertReason: toHex(revertReason) }),
  }
}
