import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { NodeContext } from '../node/NodeContext.ts'
import { equalBytes } from '../primitives/bytes.ts'

/** What an imported block has done to the node's canonical chain. */
export interface HeadChange {
  /** Blocks that are no longer canonical, newest first. */
  readonly removed: readonly PublicBlock[]
  /** Blocks that have become canonical, oldest first; none for a block of a side branch. */
  readonly added: readonly PublicBlock[]
}

/** @param headBefore the node's head before it imported the block. */
export function headChange({ chain, canonical }: NodeContext, block: PublicBlock, headBefore: PublicBlock): HeadChange {
  if (!equalBytes(canonical.head.hash, block.hash)) return { removed: [], added: [] }
  const removed: PublicBlock[] = []
  const added: PublicBlock[] = []
  let [old, now]: [PublicBlock | undefined, PublicBlock | undefined] = [headBefore, block]
  while (old !== undefined && now !== undefined && !equalBytes(old.hash, now.hash)) {
    if (now.number >= old.number) {
      added.unshift(now)
      now = chain.block(now.parentHash)
    } else {
      removed.push(old)
      old = chain.block(old.parentHash)
    }
  }
  return { removed, added }
}
