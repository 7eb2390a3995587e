import { type Hex, toHex } from '../primitives/bytes.ts'
import type { PrivateLog } from '../transaction/privateReceipt.ts'

/** An event at the doors, private or public. */
export interface LogView {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** @internal A stored event at the doors. */
export function logView({ address, topics, data }: PrivateLog): LogView {
  return { address: toHex(address), topics: topics.map(toHex), data: toHex(data) }
}
