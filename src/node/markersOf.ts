import type { PublicBlock } from '../chain/PublicBlock.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import type { PrivacyMode } from '../transaction/privacyMode.ts'

/** A marker transaction of a block as everybody sees it; payload handles are base64. */
export interface MarkerView {
  /** Hash of the marker, hex. */
  readonly marker: Hex
  /** Position among the transactions of the block. */
  readonly index: number
  /** Signer of the marker (not of the private transaction), hex. */
  readonly sender: Hex
  /** Handle of the envelope in the enclaves. */
  readonly handle: string
  /** Handle of the history that newcomers replay; `undefined` for a marker of 32 bytes (spec 01 §7.1). */
  readonly historyHandle: string | undefined
}

/** The markers of a block in their order, whomever they are for. */
export function markersOf(block: PublicBlock, mode: PrivacyMode): MarkerView[] {
  return block.transactions.flatMap(({ to, data, hash, sender }, index) => {
    const handles = isMarker(to, data, mode) ? parseMarkerData(data) : undefined
    if (handles === undefined) return []
    const { handle, blobHandle } = handles
    const historyHandle = blobHandle && toBase64(blobHandle)
    return [{ marker: toHex(hash), index, sender: toHex(sender()), handle: toBase64(handle), historyHandle }]
  })
}
