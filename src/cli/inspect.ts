import { createNetwork } from '../createNetwork.ts'
import type { Divergence } from '../network/divergence.ts'
import type { Network } from '../network/Network.ts'
import { describeGroup } from './describeGroup.ts'
import { findGroup } from './findGroup.ts'
import type { DivergenceReport, Inspection, NodeReport } from './Inspection.ts'
import { showInspection } from './showInspection.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie inspect`. */
export interface InspectCommandOptions {
  readonly dataPath: string
  /** Name of the only node to show. Default all. */
  readonly node?: string
  /** The last so many transactions of each history. Default all. */
  readonly limit?: number
  readonly json?: boolean
}

/**
 * `coterie inspect`: a group as each node has it, and where they first differ.
 * @param group id or the beginning of one; see {@link findGroup}.
 * @throws {CoterieError} as {@link createNetwork} and {@link findGroup} do; `NOT_FOUND` for an unknown node.
 */
export async function inspect(group: string, options: InspectCommandOptions, terminal: Terminal): Promise<void> {
  const { dataPath, json } = options
  await using network = await createNetwork({ dataPath, readOnly: true })
  const id = findGroup(network, group, dataPath)
  const inspection = await inspectGroup(network, id, options, terminal)
  if (json === true) terminal.out(JSON.stringify(inspection))
  else showInspection(inspection, accountNames(network), terminal)
}

async function inspectGroup(
  network: Network,
  group: string,
  { node, limit }: InspectCommandOptions,
  terminal: Terminal,
): Promise<Inspection> {
  const nodes: NodeReport[] = []
  for (const shown of node === undefined ? network.nodes : [network.node(node)]) {
    const onBlock = (block: number, head: number): void => {
      if (block % 500 === 0) terminal.progress(`${shown.name}: ${block} of ${head} blocks looked at`)
    }
    nodes.push(await describeGroup(network, shown, group, { limit, onBlock }))
  }
  const found = await network.divergence(group)
  return { group, block: Number(network.head.number), nodes, divergence: found === undefined ? null : plain(found) }
}

function plain({ marker, block, blockNumber, roots, missing, differences, behind }: Divergence): DivergenceReport {
  return {
    marker: marker ?? null,
    block: block ?? null,
    blockNumber: blockNumber === undefined ? null : Number(blockNumber),
    roots,
    missing,
    differences,
    behind: behind.map(({ node, block, refused }) => ({ node, block: Number(block), refused: refused ?? null })),
  }
}

/** Names of the nodes by the address of their account. */
function accountNames(network: Network): ReadonlyMap<string, string> {
  return new Map(network.nodes.map(({ address, name }) => [address, name]))
}
