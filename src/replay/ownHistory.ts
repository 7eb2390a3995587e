import { CoterieError } from '../errors/CoterieError.ts'
import { toHex } from '../primitives/bytes.ts'
import type { EnclaveKey, GroupId, PayloadHandle } from '../primitives/identifiers.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { envelopeReadOnce } from '../transaction/privatePayload.ts'
import { HistoryBlob } from '../transaction/historyBlob.ts'
import { HistoryBlobWriter } from '../transaction/HistoryBlobWriter.ts'
import { parseMarkerData } from '../transaction/markerTransaction.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import type { BlockMetadataEntry } from '../transaction/privateMetadata.ts'
import { BlockHashes, blocksOfGroup } from './blocksOfGroup.ts'
import type { ReplayContext } from './ReplayContext.ts'

/**
 * A group's whole history as the node knows it at its head, for a newcomer (spec 01 §8.4): every successful transaction in
 * order of execution with the root after it. Empty when the node has none. Nothing is kept of an entry but its bytes: decoded, a long
 * history takes many times as much.
 * @param ownKey enclave key in whose name the payloads are asked for; `undefined`: of any key of the node.
 * @throws {EnclaveError} when the enclave cannot give a payload.
 */
export async function ownHistory(
  context: ReplayContext,
  group: GroupId,
  ownKey: EnclaveKey | undefined,
): Promise<HistoryBlobWriter> {
  const { metadata } = context
  const blocks = new BlockHashes()
  let entries = 0
  for (const block of blocksOfGroup(context, group)) {
    blocks.add(block)
    entries += metadata.metadata(block, group)?.length ?? 0
  }
  let older = await olderBlob(context, group, entries)
  const history = new HistoryBlobWriter(entries)
  for (const block of blocks.lastToFirst()) {
    for (const { markerHash, stateRoot } of metadata.metadata(block, group) ?? []) {
      if (older !== undefined && older.length <= history.length) older = undefined
      const known = older?.entry(history.length).transaction
      history.add(known ?? (await ownTransaction(context, markerHash, ownKey)), markerHash, stateRoot)
    }
  }
  if (history.length === entries) return history
  throw new CoterieError('STATE_INCONSISTENT', `the history of ${toHex(group)} has changed meanwhile; try again`)
}

/** Successful markers of a group up to the node's head, oldest first. */
export function successfulMarkers(context: ReplayContext, group: GroupId): BlockMetadataEntry[] {
  const lists: BlockMetadataEntry[][] = []
  for (const block of blocksOfGroup(context, group)) lists.push(context.metadata.metadata(block, group) ?? [])
  return lists.reverse().flat()
}

/** A node that was hydrated itself has the first transactions in the blob that it got. */
async function olderBlob(context: ReplayContext, group: GroupId, length: number): Promise<HistoryBlob | undefined> {
  const key = context.metadata.addDataKey(group)
  if (key === undefined || length === 0) return undefined
  const { payload } = await context.enclave.receive(key)
  return new HistoryBlob(payloadBytes(payload))
}

async function ownTransaction(
  { canonical, chain, enclave }: ReplayContext,
  marker: BlockMetadataEntry['markerHash'],
  ownKey: EnclaveKey | undefined,
): Promise<PrivateTransaction> {
  const place = canonical.place(marker)
  const data = place && chain.outline(place.block).dataOf(place.index)
  const handle: PayloadHandle | undefined = data && parseMarkerData(data)?.handle
  if (handle === undefined) {
    throw new CoterieError('STATE_INCONSISTENT', `the marker ${toHex(marker)} is not on the canonical chain`)
  }
  const { payload } = await enclave.receive(handle, ownKey)
  return envelopeReadOnce(payload).transaction
}
