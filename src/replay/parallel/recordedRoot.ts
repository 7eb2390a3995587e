import { type StateRoot, toStateRoot } from '../../primitives/identifiers.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import { METADATA_SIZE } from '../../transaction/isOrdinaryEntry.ts'

/** The recorded root after an entry, as a view of the history: what ends the entry, behind the transaction. */
export function recordedRoot(history: HistoryBlob, position: number): StateRoot {
  const { buffer, byteOffset, length } = history.transactionBytes(position)
  return toStateRoot(new Uint8Array(buffer, byteOffset + length + METADATA_SIZE - 32, 32))
}
