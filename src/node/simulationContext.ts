import type { PublicBlock } from '../chain/PublicBlock.ts'
import { environmentOf } from '../execution/environment.ts'
import type { ExecutionContext } from '../execution/processPrivateTransaction.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * What a simulation runs on: the group's state and the public state after a block, with that block's header (spec 02
 * §11.2). A group that the node does not know is completely empty: there is no genesis.
 */
export function simulationContext(node: NodeContext, block: PublicBlock, group: GroupId): ExecutionContext {
  return {
    groupId: group,
    world: node.states.reader(group, resolveRoot(node.metadata, block.hash, group)),
    publicView: node.chain.stateAfter(block),
    environment: environmentOf(node.chain, block),
    engine: node.settings.engine,
    cap: node.settings.cap,
    journaled: node.settings.rules.has('journaled-state'),
  }
}
