import type { PublicBlock } from '../chain/PublicBlock.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import type { NodeContext } from './NodeContext.ts'

/** A marker with the handle of the history that it names. */
export interface NamedHistory {
  readonly marker: Hex
  readonly key: PayloadHandle
}

/** The histories that the 64-byte markers of a block name. */
export function historiesOf({ privacy }: NodeContext, { transactions }: PublicBlock): NamedHistory[] {
  const histories: NamedHistory[] = []
  for (const { to, data, hash } of transactions) {
    const key = isMarker(to, data, privacy) ? parseMarkerData(data)?.blobHandle : undefined
    if (key !== undefined) histories.push({ marker: toHex(hash), key })
  }
  return histories
}
