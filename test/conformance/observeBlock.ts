import { type Node, type PrivateReceiptView, isCoterieError } from '../../src/index.ts'
import { type BlockFacts, MARKER_ADDRESS } from './readBlock.ts'

/** What a node has stored for one block. */
export interface StoredForBlock {
  /** One entry for every marker of the block. */
  readonly receipts: Readonly<Record<string, PrivateReceiptView | null>>
  readonly metadata: Readonly<Record<string, readonly (readonly [marker: string, root: string])[]>>
  readonly headMap: Readonly<Record<string, string>> | null
}

/** What a node has stored for a block, be it canonical or not, accepted or not. */
export function observeBlock(node: Node, block: BlockFacts): StoredForBlock {
  const hash = selector(block.hash)
  const markers = block.transactions.filter(({ to }) => to === MARKER_ADDRESS)
  return {
    receipts: Object.fromEntries(
      markers.map((marker) => [marker.hash, orNothing(() => node.privateReceipt(marker.hash, hash)) ?? null]),
    ),
    metadata: orNothing(() => node.blockMetadata(hash)) ?? {},
    headMap: orNothing(() => node.headMap(hash)) ?? null,
  }
}

/** A block hash as nodes take it. */
export function selector(hash: string): `0x${string}` {
  return `0x${hash.slice(2)}`
}

/** What a query gives; nothing for a block that is kept nowhere because its parent is unknown. */
export function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isCoterieError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}
