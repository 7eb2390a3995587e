import type { Hex, Network, NetworkNode, PrivateReceiptView } from '../../src/index.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { fromHex } from '../../src/primitives/bytes.ts'

/** One canonical block as a node knows it. */
export interface BlockSnapshot {
  readonly hash: Hex
  readonly headMap: unknown
  readonly metadata: unknown
  /** Private receipts by marker; only those that are there. */
  readonly receipts: Readonly<Record<string, PrivateReceiptView>>
  /** Root after the block by group id. */
  readonly roots: Readonly<Record<string, Hex>>
}

/** Everything that can be asked of a node. */
export interface NodeSnapshot {
  readonly head: unknown
  readonly blocks: readonly BlockSnapshot[]
  readonly groups: Readonly<Record<string, unknown>>
}

/** Everything that can be asked of a network and its nodes; two networks with the same past have equal snapshots. */
export interface NetworkSnapshot {
  readonly head: unknown
  readonly nodes: Readonly<Record<string, NodeSnapshot>>
}

/** Reads a whole network: every canonical block, root, receipt, nonce, head map, history and add-data key of every node. */
export async function networkSnapshot(network: Network): Promise<NetworkSnapshot> {
  const accounts = network.nodes.map(({ address }) => address)
  const ids = [...new Set(network.nodes.flatMap((node) => node.groups()))].sort()
  const nodes: Record<string, NodeSnapshot> = {}
  for (const node of network.nodes) nodes[node.name] = await nodeSnapshot(node, ids, accounts)
  return { head: network.head, nodes }
}

async function nodeSnapshot(
  node: NetworkNode,
  ids: readonly string[],
  accounts: readonly Hex[],
): Promise<NodeSnapshot> {
  const blocks: BlockSnapshot[] = []
  for (let number = 0n; number <= node.head.number; number++) blocks.push(blockSnapshot(node, number, ids))
  const groups: Record<string, unknown> = {}
  for (const id of ids) {
    groups[id] = {
      known: node.groups().includes(id),
      state: await node.groupState(id),
      addDataKey: node.addDataKey(id),
      history: node.history(id),
      nonces: accounts.map((account) => node.privateNonce(id, account)),
    }
  }
  return { head: node.head, blocks, groups }
}

/** Reads one canonical block as a node knows it. @param ids of the groups to ask for, base64. */
export function blockSnapshot(node: NetworkNode, number: bigint, ids: readonly string[]): BlockSnapshot {
  const hash = node.canonicalHash(number) ?? '0x'
  const receipts: Record<string, PrivateReceiptView> = {}
  for (const marker of markersOf(node, hash)) {
    const receipt = node.privateReceipt(marker, hash)
    if (receipt !== undefined) receipts[marker] = receipt
  }
  return {
    hash,
    headMap: node.headMap(hash),
    metadata: node.blockMetadata(hash),
    receipts,
    roots: Object.fromEntries(ids.map((id) => [id, node.stateRoot(id, hash)])),
  }
}

/** Hashes (hex) of the transactions of a block, in order. */
export function markersOf(node: NetworkNode, blockHash: Hex): Hex[] {
  const block = node.context.chain.requireBlock(toBlockHash(fromHex(blockHash)))
  return block.transactions.map(({ hash }) => toHex(hash))
}
