import type { EngineName, Network } from '../../src/index.ts'
import type { Comparison } from './Comparison.ts'
import { deliver } from './deliver.ts'
import { EnclaveSupply } from './EnclaveSupply.ts'
import type { FlowRecording } from './flowRecording.ts'
import { NodeCheck } from './NodeCheck.ts'
import { openFlowNetwork } from './openFlowNetwork.ts'
import { type BlockFacts, readBlock } from './readBlock.ts'

/** Delivers all blocks of a flow to its nodes and compares each of them with the recording after every delivery. */
export async function runFlow(flow: FlowRecording, comparison: Comparison, engine: EngineName): Promise<void> {
  const network = await openFlowNetwork(flow, engine)
  try {
    const place = { delivery: undefined, node: undefined, field: 'genesisHash' }
    comparison.compare(place, flow.genesisHash, network.genesisHash)
    await deliverAll(flow, network, comparison)
    compareCanonical(flow, network, comparison)
  } finally {
    await network.close()
  }
}

async function deliverAll(flow: FlowRecording, network: Network, comparison: Comparison): Promise<void> {
  const supply = new EnclaveSupply(network, flow.payloads)
  const accounts = new Map<string, Set<string>>()
  const checks = new Map(network.nodes.map((node) => [node.name, new NodeCheck(node, flow, comparison, accounts)]))
  const expectations = new Map(flow.expect.map((entry) => [entry.block, entry]))
  const blocks = new Map<string, BlockFacts>()
  for (const [index, recorded] of flow.blocks.entries()) {
    const delivery = index + 1
    await supply.before(delivery)
    const reports = await deliver(network, recorded)
    const block = blocks.get(recorded.hash) ?? readBlock(recorded)
    blocks.set(recorded.hash, block)
    const entry = expectations.get(delivery)
    if (entry === undefined) continue
    nameAccounts(entry, accounts)
    for (const [name, check] of checks) {
      await check.afterDelivery(delivery, block, [...blocks.values()], entry.nodes[name], reports.get(name))
    }
  }
  for (const [name, check] of checks) {
    const final = flow.final[name]
    if (final !== undefined) check.atTheEnd([...blocks.values()], final)
  }
}

function nameAccounts({ nodes }: FlowRecording['expect'][number], accounts: Map<string, Set<string>>): void {
  for (const { nonces = {} } of Object.values(nodes)) {
    for (const [id, named] of Object.entries(nonces)) {
      const known = accounts.get(id) ?? new Set()
      for (const address of Object.keys(named)) known.add(address)
      accounts.set(id, known)
    }
  }
}

/** The heaviest chain is that of the blocks marked as canonical. */
function compareCanonical({ blocks }: FlowRecording, network: Network, comparison: Comparison): void {
  const parents = new Map(blocks.map(({ hash, parentHash }) => [hash, parentHash]))
  const canonical = new Set<string>()
  for (let hash: string | undefined = network.head.hash; hash !== undefined; hash = parents.get(hash))
    canonical.add(hash)
  for (const [index, block] of blocks.entries()) {
    const place = { delivery: index + 1, node: undefined, field: 'canonical' }
    comparison.compare(place, block.canonical, canonical.has(block.hash))
  }
}
