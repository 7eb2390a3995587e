import { isCoterieError } from '../errors/CoterieError.ts'
import type { Network } from '../network/Network.ts'
import type { Node } from '../node/Node.ts'
import { type PrivateTransactionReader, privateTransactionReader } from '../node/privateTransactionReader.ts'
import { type Hex, fromHex } from '../primitives/bytes.ts'
import { toTransactionHash } from '../primitives/identifiers.ts'
import { groupOwner } from './groupOwner.ts'
import type { NodeReport, TransactionReport } from './Inspection.ts'
import { memberOf } from './memberOf.ts'

/** How a group is described. */
export interface DescribeOptions {
  /** The last so many transactions only. Default all. */
  readonly limit?: number | undefined
  /** Called before each of the node's blocks is looked at. */
  readonly onBlock?: (block: number, head: number) => void
}

/** Everything about a group on one node. @param group id, base64. */
export async function describeGroup(
  network: Network,
  node: Node,
  group: string,
  { limit, onBlock }: DescribeOptions = {},
): Promise<NodeReport> {
  const view = await node.groupState(group)
  const read = privateTransactionReader(node.context)
  const found = view === undefined ? [] : await recordedTransactions(node, group, read, onBlock)
  const shown = limit === undefined ? found : found.slice(Math.max(0, found.length - limit))
  const history: TransactionReport[] = []
  for (const transaction of shown)
    history.push({ ...transaction, sender: (await lookUp(read, transaction.marker))?.sender ?? null })
  return {
    name: node.name,
    block: Number(node.head.number),
    membership: membershipOf(node, view?.members, view !== undefined),
    members: view?.members?.map((key) => memberOf(network, key)) ?? null,
    owner: view === undefined ? null : (groupOwner(node, group) ?? null),
    version: view?.version ?? null,
    locked: view?.locked ?? null,
    root: view?.root ?? null,
    transactions: found.length,
    history,
  }
}

function membershipOf(node: Node, members: readonly string[] | undefined, known: boolean): NodeReport['membership'] {
  if (!known) return 'unknown'
  return members?.some((key) => node.enclaveKeys.includes(key)) === true ? 'member' : 'former'
}

/** Successful transactions, and those whose receipt says that they failed, in chain order. */
async function recordedTransactions(
  node: Node,
  group: string,
  read: PrivateTransactionReader,
  onBlock: DescribeOptions['onBlock'],
): Promise<Omit<TransactionReport, 'sender'>[]> {
  const roots = new Map(node.history(group).map(({ marker, root }) => [marker, root]))
  const found: Omit<TransactionReport, 'sender'>[] = []
  const head = Number(node.head.number)
  for (let block = 1; block <= head; block++) {
    onBlock?.(block, head)
    const blockHash = node.canonicalHash(block)
    if (blockHash === undefined) continue
    for (const { marker } of node.markersOf(block)) {
      const root = roots.get(marker) ?? null
      const status = root === null ? statusOf(node, marker) : 1
      if (status === undefined || (root === null && (await lookUp(read, marker))?.group !== group)) continue
      found.push({ block, blockHash, marker, status, root })
    }
  }
  return found
}

/** A receipt that is deferred is one of a success in another group. */
function statusOf(node: Node, marker: Hex): 0 | 1 | 2 | undefined {
  try {
    return node.privateReceipt(marker)?.status
  } catch (error) {
    if (isCoterieError(error, 'HISTORY_DEFERRED')) return undefined
    throw error
  }
}

/** A payload that cannot be read must not hide the rest. */
async function lookUp(read: PrivateTransactionReader, marker: Hex): ReturnType<PrivateTransactionReader> {
  try {
    return await read(toTransactionHash(fromHex(marker)))
  } catch (error) {
    if (isCoterieError(error)) return undefined
    throw error
  }
}
