import type { MarkerPoint } from '../chain/BlockExecutor.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import { isCoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import type { MarkerOutcome } from '../execution/executeMarker.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import type { GroupId, PayloadHandle } from '../primitives/identifiers.ts'
import type { ReceivedPayload } from '../enclave/Enclave.ts'
import { type Steps, waitFor } from '../primitives/steps.ts'
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
export function* executeBlockMarker(
  node: NodeContext,
  block: PublicBlock,
  point: MarkerPoint,
  executions: MarkerExecutions,
): Steps<ImportedMarker> {
  const handle = handleIn(node, point)
  if (handle === undefined) return skipped(point, 'not-a-marker')
  let group: GroupId | undefined
  try {
    const receiving = node.enclave.receiveAtOnce?.(handle) ?? node.enclave.receive(handle)
    const received = receiving instanceof Promise ? yield* waitFor(receiving) : receiving
    const opening = open(node, block, received)
    const opened = opening instanceof Promise ? yield* waitFor(opening) : opening
    if (typeof opened === 'string') return skipped(point, opened)
    group = opened.group
    const executing = executions.execute(point, received.payload, opened)
    return executed(point, group, executing instanceof Promise ? yield* waitFor(executing) : executing)
  } catch (error) {
    const reason = skippedBecause(node, error)
    if (reason === undefined) throw error
    return skipped(point, reason, group)
  }
}

function handleIn({ privacy }: NodeContext, { transaction }: MarkerPoint): PayloadHandle | undefined {
  const { to, data } = transaction
  return isMarker(to, data, privacy) ? parseMarkerData(data)?.handle : undefined
}

function skipped({ transaction }: MarkerPoint, reason: SkipReason, group?: GroupId): ImportedMarker {
  return {
    marker: toHex(transaction.hash),
    group: group && toBase64(group),
    result: 'skipped',
    reason,
    status: undefined,
    capped: false,
  }
}

function executed({ transaction }: MarkerPoint, group: GroupId, outcome: MarkerOutcome): ImportedMarker {
  const wasRefused = outcome.kind === 'refused'
  return {
    marker: toHex(transaction.hash),
    group: toBase64(group),
    result: outcome.kind,
    reason: wasRefused ? outcome.reason : undefined,
    status: wasRefused ? undefined : outcome.receipt.status,
    capped: !wasRefused && outcome.outcome === 'capped',
  }
}

function open(node: NodeContext, block: PublicBlock, received: ReceivedPayload) {
  return node.privacy === 'flexible' ? openFlexibleMarker(node, block, received) : openOffchainMarker(node, received)
}

/** Why a marker counts for nothing though something has failed; `undefined` when the block is to be refused. */
function skippedBecause({ settings: { rules } }: NodeContext, error: unknown): SkipReason | undefined {
  if (error instanceof EnclaveError && error.kind === 'client') return 'payload-not-here'
  // Strict mode goes on with what Besu refuses.
  if (error instanceof DecodeError || error instanceof RangeError) {
    return rules.has('skip-malformed-payloads') ? 'malformed-payload' : undefined
  }
  if (isCoterieError(error, 'BLOCK_PROCESSING_FAILED') && error.details['question'] !== undefined) {
    return rules.has('skip-unanswering-groups') ? 'unanswering-group' : undefined
  }
  return undefined
}
