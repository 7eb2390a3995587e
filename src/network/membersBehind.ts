import type { PublicBlock } from '../chain/PublicBlock.ts'
import { readMembers } from '../execution/askManagement.ts'
import type { Node } from '../node/Node.ts'
import { simulationContext } from '../node/simulationContext.ts'
import { withHistory } from '../node/withHistory.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import type { EnclaveKey, GroupId } from '../primitives/identifiers.ts'

/** A member whose node does not have the heaviest block of the network. */
export interface MemberBehind {
  /** Name of the node. */
  readonly node: string
  /** Number of its head. */
  readonly block: bigint
  /** The block that it has refused since its last import, hash in hex; `undefined`: it was given none that it refused. */
  readonly refused: Hex | undefined
}

/**
 * Members of a group whose head is lighter than that of the network, in the order of the nodes. Who is a member is asked of the node that is
 * furthest along; where it has no readable list, everybody counts who knows the group.
 * @param knowing the nodes that know the group.
 */
export async function membersBehind(
  nodes: readonly Node[],
  knowing: readonly Node[],
  group: GroupId,
): Promise<MemberBehind[]> {
  const late = nodes.filter(isBehind)
  if (late.length === 0) return []
  const members = await currentMembers(knowing, group)
  const isMember = (node: Node): boolean =>
    members.length === 0
      ? knowing.includes(node)
      : members.some((member) => node.enclaveKeys.includes(toBase64(member)))
  return late.filter(isMember).map(({ name, context: { canonical } }) => ({
    node: name,
    block: canonical.head.number,
    refused: canonical.refused && toHex(canonical.refused),
  }))
}

function isBehind({ context: { chain, canonical } }: Node): boolean {
  return chain.isHeavier(chain.head, canonical.head)
}

async function currentMembers(knowing: readonly Node[], group: GroupId): Promise<readonly EnclaveKey[]> {
  const [first, ...others] = knowing
  if (first === undefined) return []
  const { chain } = first.context
  const headOf = ({ context }: Node): PublicBlock => context.canonical.head
  const witness = others.reduce((best, node) => (chain.isHeavier(headOf(node), headOf(best)) ? node : best), first)
  return (await membersAt(witness, group, headOf(witness))) ?? []
}

/** Members by a node's state after a block; `undefined` when there was no group or no readable list. */
export async function membersAt(node: Node, group: GroupId, block: PublicBlock): Promise<EnclaveKey[] | undefined> {
  return withHistory(node, async () => readMembers(simulationContext(node.context, block, group))).catch(
    () => undefined,
  )
}
