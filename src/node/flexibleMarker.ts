import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { ReceivedPayload } from '../enclave/Enclave.ts'
import { executeMarker } from '../execution/executeMarker.ts'
import { toGroupId } from '../primitives/identifiers.ts'
import { envelopeInPayload } from '../transaction/privatePayload.ts'
import { isFromSender } from './isFromSender.ts'
import { logGroupLookUp } from './logGroupLookUp.ts'
import type { NodeContext } from './NodeContext.ts'
import type { OpenedMarker } from './OpenedMarker.ts'
import type { SkipReason } from './ImportReport.ts'
import { strictConditions } from './strictConditions.ts'

/**
 * The payload of a marker of a flexible privacy group (spec 02 §3, steps 4 to 8): a versioned envelope, executed if the gate
 * agrees.
 * @throws {DecodeError} when it is no envelope; {@link RangeError} for a group id that has not 32 bytes.
 */
export function openFlexibleMarker(
  node: NodeContext,
  block: PublicBlock,
  received: ReceivedPayload,
): OpenedMarker | SkipReason {
  const envelope = envelopeInPayload(received.payload)
  if (!isFromSender(envelope.transaction, received)) return 'sender-key-mismatch'
  const { recipients } = envelope.transaction
  if (recipients.kind !== 'group') return 'no-group-id'
  const group = toGroupId(recipients.groupId)
  logGroupLookUp(node, group)
  return {
    group,
    execute: (context) => executeMarker({ ...context, mayExecute: strictConditions(node, context, block) }, envelope),
  }
}
