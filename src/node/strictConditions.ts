import type { PublicBlock } from '../chain/PublicBlock.ts'
import { eraRuleOfGroup, readLocked } from '../execution/askManagement.ts'
import type { MarkerContext } from '../execution/executeMarker.ts'
import { eraOfAdd, isToProxy, UNLOCK_CALL } from '../management/managementCalls.ts'
import { storedOwner } from '../management/storedMembership.ts'
import { equalBytes } from '../primitives/bytes.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * What strict mode demands beyond the gate (rules `lock-before-add` and `lock-for-owner`): an add needs a lock from an
 * earlier block, and while a group is locked only its owner may act, by adding or unlocking. `undefined` on a node that
 * follows Besu. A group's creation is not concerned.
 */
export function strictConditions(
  node: NodeContext,
  context: MarkerContext,
  block: PublicBlock,
): MarkerContext['mayExecute'] {
  const { rules } = node.settings
  if (!rules.has('lock-before-add') && !rules.has('lock-for-owner')) return undefined
  return async (transaction) => {
    const before = resolveRoot(node.metadata, block.parentHash, context.groupId)
    if (equalBytes(before, EMPTY_ROOT) || !isToProxy(transaction.to)) return undefined
    const isAdd =
      eraOfAdd(transaction.to, transaction.payload, eraRuleOfGroup(context.world, context.era)) !== undefined
    // The newcomer knows nothing of what else the block did to the group.
    if (isAdd && !equalBytes(context.world.root(), before)) return 'locked-in-this-block'
    if (isAdd && (await readLocked({ ...context, world: node.states.reader(context.groupId, before) })) !== true) {
      return 'locked-in-this-block'
    }
    if ((await readLocked(context)) !== true) return undefined
    const mayAct = isAdd || equalBytes(transaction.payload, UNLOCK_CALL)
    // A contract of another make knows its owner itself.
    const owner = storedOwner(context.world) ?? recoverSender(transaction)
    return mayAct && equalBytes(owner, recoverSender(transaction)) ? undefined : 'locked-for-owner'
  }
}
