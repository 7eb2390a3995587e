import type { MarkerPoint } from '../chain/BlockExecutor.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import { isCoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { environmentOf } from '../execution/environment.ts'
import { type MarkerContext, executeMarker } from '../execution/executeMarker.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import { type GroupId, toGroupId } from '../primitives/identifiers.ts'
import type { ReceivedPayload } from '../enclave/Enclave.ts'
import type { BlockMetadataBuffer } from '../state/BlockMetadataBuffer.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { type Envelope, decodeEnvelope } from '../transaction/envelope.ts'
import { parseMarkerData } from '../transaction/markerTransaction.ts'
import type { ImportedMarker, SkipReason } from './ImportReport.ts'
import type { NodeContext } from './NodeContext.ts'
import { strictConditions } from './strictConditions.ts'

/**
 * Does what Besu's privacy precompile does for one marker of a block (spec 02 §3): fetch the payload, see whether it
 * concerns this node, execute it, record what came of it.
 * @throws {CoterieError} when the block cannot be processed on this node: enclave trouble, or a payload that is not what
 * it should be.
 */
export async function executeBlockMarker(
  node: NodeContext,
  block: PublicBlock,
  point: MarkerPoint,
  buffer: BlockMetadataBuffer,
): Promise<ImportedMarker> {
  const { hash, data } = point.transaction
  const skipped = (reason: SkipReason, group?: GroupId): ImportedMarker => ({
    marker: toHex(hash),
    group: group && toBase64(group),
    result: 'skipped',
    reason,
    status: undefined,
    capped: false,
  })
  const handle = parseMarkerData(data)?.handle
  if (handle === undefined) return skipped('not-a-marker')
  let group: GroupId | undefined
  try {
    const received = await receive(node, handle)
    if (received === undefined) return skipped('payload-not-here')
    const envelope = openEnvelope(received)
    if (envelope === undefined) return skipped('sender-key-mismatch')
    const { recipients } = envelope.transaction
    if (recipients.kind !== 'group') return skipped('no-group-id')
    group = toGroupId(recipients.groupId)
    const context = contextOf(node, block, point, buffer, group)
    const outcome = await executeMarker(context, envelope)
    const result = { marker: toHex(hash), group: toBase64(group) }
    if (outcome.kind === 'refused') {
      return { ...result, result: 'refused', reason: outcome.reason, status: undefined, capped: false }
    }
    buffer.addReceipt(hash, outcome.receipt)
    if (outcome.root !== undefined) buffer.addSuccess(group, hash, outcome.root)
    const { status } = outcome.receipt
    return { ...result, result: 'executed', reason: undefined, status, capped: outcome.outcome === 'capped' }
  } catch (error) {
    const reason = skippedByStrictMode(node, error)
    if (reason === undefined) throw error
    return skipped(reason, group)
  }
}

/** The payload, or `undefined` when it is not for this node. */
async function receive(node: NodeContext, handle: Parameters<typeof node.enclave.receive>[0]) {
  try {
    return await node.enclave.receive(handle)
  } catch (error) {
    if (error instanceof EnclaveError && error.kind === 'client') return undefined
    throw error
  }
}

/** Decodes a payload; `undefined` when it was not stored by the enclave key that it claims to be from. */
function openEnvelope({ payload, senderKey }: ReceivedPayload): Envelope | undefined {
  const envelope = decodeEnvelope(payloadBytes(payload))
  if (senderKey === undefined) throw new DecodeError('payload of a marker', 'the enclave names no sender of it')
  const { privateFrom } = envelope.transaction
  return privateFrom.length > 0 && toBase64(privateFrom) === senderKey ? envelope : undefined
}

function contextOf(
  node: NodeContext,
  block: PublicBlock,
  { view }: MarkerPoint,
  buffer: BlockMetadataBuffer,
  group: GroupId,
): MarkerContext {
  const { engine, cap, era, privateGenesis, rules } = node.settings
  const context: MarkerContext = {
    groupId: group,
    world: node.states.at(group, buffer.root(group)),
    publicView: view,
    environment: environmentOf(node.chain, block),
    engine,
    cap,
    journaled: rules.has('journaled-state'),
    era,
    privateGenesis,
  }
  return { ...context, mayExecute: strictConditions(node, context, block) }
}

function skippedByStrictMode({ settings: { rules } }: NodeContext, error: unknown): SkipReason | undefined {
  if (error instanceof DecodeError || error instanceof RangeError) {
    return rules.has('skip-malformed-payloads') ? 'malformed-payload' : undefined
  }
  if (isCoterieError(error, 'BLOCK_PROCESSING_FAILED') && error.details['question'] !== undefined) {
    return rules.has('skip-unanswering-groups') ? 'unanswering-group' : undefined
  }
  return undefined
}
