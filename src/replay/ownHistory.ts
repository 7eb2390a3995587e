import { CoterieError } from '../errors/CoterieError.ts'
import { toHex } from '../primitives/bytes.ts'
import type { EnclaveKey, GroupId, PayloadHandle } from '../primitives/identifiers.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { envelopeInPayload } from '../transaction/privatePayload.ts'
import { decodeHistoryBlob, type HistoryBlobEntry } from '../transaction/historyBlob.ts'
import { parseMarkerData } from '../transaction/markerTransaction.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import type { BlockMetadataEntry } from '../transaction/privateMetadata.ts'
import type { ReplayContext } from './ReplayContext.ts'

/**
 * A group's whole history as the node knows it at its head, for a newcomer (spec 01 §8.4): every successful transaction in
 * order of execution with the root after it. Empty when the node has none.
 * @param ownKey enclave key in whose name the payloads are asked for; `undefined`: of any key of the node.
 * @throws {EnclaveError} when the enclave cannot give a payload.
 */
export async function ownHistory(
  context: ReplayContext,
  group: GroupId,
  ownKey: EnclaveKey | undefined,
): Promise<HistoryBlobEntry[]> {
  const entries = successfulMarkers(context, group)
  const known = await fromOlderBlob(context, group, entries.length)
  const history: HistoryBlobEntry[] = []
  for (const [index, { markerHash, stateRoot }] of entries.entries()) {
    const transaction = known[index]?.transaction ?? (await ownTransaction(context, markerHash, ownKey))
    history.push({ transaction, markerHash, stateRoot })
  }
  return history
}

/** Successful markers of a group up to the node's head, oldest first, found by going from head to head. */
export function successfulMarkers({ metadata, chain, canonical }: ReplayContext, group: GroupId): BlockMetadataEntry[] {
  const key = toHex(group)
  const lists: BlockMetadataEntry[][] = []
  let block = metadata.headMap(canonical.head.hash)?.get(key)
  while (block !== undefined) {
    lists.push(metadata.metadata(block, group) ?? [])
    block = metadata.headMap(chain.requireBlock(block).parentHash)?.get(key)
  }
  return lists.reverse().flat()
}

/** A node that was hydrated itself has the first transactions in the blob that it got. */
async function fromOlderBlob(context: ReplayContext, group: GroupId, length: number): Promise<HistoryBlobEntry[]> {
  const key = context.metadata.addDataKey(group)
  if (key === undefined || length === 0) return []
  const { payload } = await context.enclave.receive(key)
  return decodeHistoryBlob(payloadBytes(payload))
}

async function ownTransaction(
  { canonical, chain, enclave }: ReplayContext,
  marker: BlockMetadataEntry['markerHash'],
  ownKey: EnclaveKey | undefined,
): Promise<PrivateTransaction> {
  const place = canonical.place(marker)
  const data = place && chain.requireBlock(place.block).transactions[place.index]?.data
  const handle: PayloadHandle | undefined = data && parseMarkerData(data)?.handle
  if (handle === undefined) {
    throw new CoterieError('STATE_INCONSISTENT', `the marker ${toHex(marker)} is not on the canonical chain`)
  }
  const { payload } = await enclave.receive(handle, ownKey)
  return envelopeInPayload(payload).transaction
}
