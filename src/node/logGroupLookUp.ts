import { toBase64 } from '../primitives/bytes.ts'
import { silentLogger } from '../primitives/Logger.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * Logs what a Tessera enclave logs whenever a Besu node sends or receives something of a flexible privacy group: that it does
 * not have the group. It cannot: the members are in private state. Users meet the line and wonder.
 */
export function logGroupLookUp(node: NodeContext, group: GroupId): void {
  if (node.logger === silentLogger) return
  node.logger.debug('PrivacyGroupNotFound: the enclave has no such group, as expected of a flexible one', {
    enclave: node.name,
    group: toBase64(group),
  })
}
