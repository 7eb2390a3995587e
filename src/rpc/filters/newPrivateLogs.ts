import type { PublicBlock } from '../../chain/PublicBlock.ts'
import { isCoterieError } from '../../errors/CoterieError.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { type PlacedPrivateLog, privateLogsOfBlock } from '../../node/privateLogs.ts'
import { groupId } from '../parameters/groupId.ts'
import { RpcError } from '../RpcError.ts'

/**
 * Logs of a group in a block that has just been imported, for filters and subscriptions. Besu's import fails after the block is stored
 * where the group id is none or a marker of a side branch is not canonical; here there is just nothing (spec 03, corrections).
 */
export function newPrivateLogs(node: NodeContext, group: string, block: PublicBlock): PlacedPrivateLog[] {
  try {
    return privateLogsOfBlock(node, groupId(group, 'INTERNAL_ERROR'), block)
  } catch (error) {
    if (error instanceof RpcError || isCoterieError(error, 'NOT_FOUND') || isCoterieError(error, 'HISTORY_DEFERRED'))
      return []
    throw error
  }
}
