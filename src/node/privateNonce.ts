import type { PublicBlock } from '../chain/PublicBlock.ts'
import { toHex } from '../primitives/bytes.ts'
import type { Address, GroupId } from '../primitives/identifiers.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import type { NodeContext } from './NodeContext.ts'

/** Private nonce of an account in a group after a block; 0 when there is no account or no group (spec 02 §11.1). */
export function privateNonce(node: NodeContext, block: PublicBlock, group: GroupId, account: Address): bigint {
  const root = resolveRoot(node.metadata, block.hash, group)
  return node.states.reader(group, root).account(toHex(account))?.nonce ?? 0n
}
