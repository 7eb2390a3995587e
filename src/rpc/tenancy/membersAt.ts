import type { PublicBlock } from '../../chain/PublicBlock.ts'
import { readMembers } from '../../execution/askManagement.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { simulationContext } from '../../node/simulationContext.ts'
import { toBase64 } from '../../primitives/bytes.ts'
import type { GroupId } from '../../primitives/identifiers.ts'

/** Members of a group after a block (base64, padded); `undefined`: there is no list of members then. */
export async function membersAt(node: NodeContext, block: PublicBlock, group: GroupId): Promise<string[] | undefined> {
  return (await readMembers(simulationContext(node, block, group)))?.map(toBase64)
}
