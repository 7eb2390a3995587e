import type { PublicBlock } from '../chain/PublicBlock.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { GroupId, TransactionHash } from '../primitives/identifiers.ts'
import type { PrivateLog } from '../transaction/privateReceipt.ts'
import type { NodeContext } from './NodeContext.ts'

/** A log of a private transaction with its place on the chain. */
export interface PlacedPrivateLog {
  readonly log: PrivateLog
  readonly block: PublicBlock
  readonly marker: TransactionHash
  /** Position of the marker in its canonical block. */
  readonly transactionIndex: number
  /** Position among the logs of the group in the block (spec 03 §12.1). */
  readonly logIndex: number
  /** Whether the block is not on the node's canonical chain. */
  readonly removed: boolean
}

/**
 * Logs of a group in one block of any branch, in order (spec 03 §12.1 and corrections); none when the node does not have the
 * block.
 * @throws {CoterieError} `NOT_FOUND` when the block has a marker of the group that is not on the canonical chain.
 */
export function privateLogsOfBlock(node: NodeContext, group: GroupId, block: PublicBlock): PlacedPrivateLog[] {
  const { canonical, metadata } = node
  const successes = metadata.metadata(block.hash, group) ?? []
  if (successes.length === 0 || !canonical.has(block.hash)) return []
  const at = canonical.hashAt(block.number)
  const removed = at === undefined || !equalBytes(at, block.hash)
  const found: PlacedPrivateLog[] = []
  for (const { markerHash: marker } of successes) {
    const receipt = metadata.receipt(block.hash, marker)
    if (receipt === undefined) continue
    const transactionIndex = canonical.place(marker)?.index
    if (transactionIndex === undefined) {
      throw new CoterieError('NOT_FOUND', `the marker ${toHex(marker)} is not on the canonical chain of ${node.name}`)
    }
    for (const log of receipt.logs) {
      found.push({ log, block, marker, transactionIndex, logIndex: found.length, removed })
    }
  }
  return found
}

/** Logs of a group in the canonical blocks from one number to another, both included, in order. Blocks above the head are missing. */
export function privateLogsInRange(node: NodeContext, group: GroupId, from: bigint, to: bigint): PlacedPrivateLog[] {
  return node.metadata.groupBlocks.between(group, from, to).flatMap((number) => {
    const hash = node.canonical.hashAt(number)
    const block = hash && node.chain.block(hash)
    return block === undefined ? [] : privateLogsOfBlock(node, group, block)
  })
}
