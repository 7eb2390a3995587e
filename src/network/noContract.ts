import { CoterieError } from '../errors/CoterieError.ts'
import { type BlockSelector, selectBlock } from '../node/blockSelector.ts'
import type { Node } from '../node/Node.ts'
import { withHistory } from '../node/withHistory.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'

/** Why a call of a contract gave nothing: there is none. `undefined` when there is one, and the reason is another. */
export async function noContract(
  node: Node,
  group: string,
  address: Hex,
  at: BlockSelector = 'latest',
): Promise<CoterieError | undefined> {
  const { chain, canonical } = node.context
  const block = selectBlock(chain, canonical, at)
  const hash = toHex(block.hash)
  const code = await withHistory(node, async () => node.privateCode(group, address, hash))
  const view = chain.stateAfter(block)
  // Private calls also find public contracts.
  if ((code ?? '0x') !== '0x' || (view.account(address) && view.code(address).length > 0)) return undefined
  if (!node.groups().includes(group) && !node.groups(hash).includes(group)) {
    const advice = `call it on a node of a member (${node.name}.groups has those that it knows)`
    return new CoterieError('GROUP_UNKNOWN', `${node.name} does not know group ${group}; ${advice}`)
  }
  const advice = 'check the address and the group, and that the block is not before the one that the deployment is in'
  return new CoterieError(
    'NOT_FOUND',
    `${node.name} has no contract at ${address} in group ${group} as of block ${block.number}; ${advice}`,
  )
}
