import type { MarkerPoint } from '../chain/BlockExecutor.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import { isCoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { ReceivedPayload } from '../enclave/Enclave.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import { openFlexibleMarker } from './flexibleMarker.ts'
import type { ImportedMarker, SkipReason } from './ImportReport.ts'
import type { MarkerExecutions } from './MarkerExecutions.ts'
import type { NodeContext } from './NodeContext.ts'
import { openOffchainMarker } from './offchainMarker.ts'

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
  executions: MarkerExecutions,
): Promise<ImportedMarker> {
  const { hash, to, data } = point.transaction
  const marker = toHex(hash)
  const skipped = (reason: SkipReason, group?: GroupId): ImportedMarker => ({
    marker,
    group: group && toBase64(group),
    result: 'skipped',
    reason,
    status: undefined,
    capped: false,
  })
  const handle = isMarker(to, data, node.privacy) ? parseMarkerData(data)?.handle : undefined
  if (handle === undefined) return skipped('not-a-marker')
  let group: GroupId | undefined
  try {
    const received = await receive(node, handle)
    if (received === undefined) return skipped('payload-not-here')
    const opening = open(node, block, received)
    const opened = opening instanceof Promise ? await opening : opening
    if (typeof opened === 'string') return skipped(opened)
    group = opened.group
    const executing = executions.execute(point, received.payload, opened)
    const outcome = executing instanceof Promise ? await executing : executing
    const result = { marker, group: toBase64(group) }
    if (outcome.kind === 'refused') {
      return { ...result, result: 'refused', reason: outcome.reason, status: undefined, capped: false }
    }
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

function open(node: NodeContext, block: PublicBlock, received: ReceivedPayload) {
  return node.privacy === 'flexible' ? openFlexibleMarker(node, block, received) : openOffchainMarker(node, received)
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
