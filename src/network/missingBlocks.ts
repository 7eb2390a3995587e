import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { NetworkNode } from './NetworkNode.ts'

/** The blocks up to the chain's head that a node does not have, oldest first. */
export function missingBlocks({ context: { canonical, chain } }: NetworkNode): PublicBlock[] {
  const missing: PublicBlock[] = []
  let block: PublicBlock | undefined = chain.head
  while (block !== undefined && !canonical.has(block.hash)) {
    missing.push(block)
    block = chain.block(block.parentHash)
  }
  return missing.reverse()
}
