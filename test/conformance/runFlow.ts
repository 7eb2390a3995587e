import type { ImportReports, Network } from '../../src/index.ts'
import { Comparison } from './Comparison.ts'
import { EnclaveSupply } from './EnclaveSupply.ts'
import type { FlowRecording } from './flowRecording.ts'
import { NodeCheck } from './NodeCheck.ts'
import { openFlowNetwork } from './openFlowNetwork.ts'
import { type BlockFacts, readBlock } from './readBlock.ts'

/** Delivers all blocks of a flow to its nodes and compares each of them with the recording after every delivery. */
export async function runFlow(flow: FlowRecording): Promise<Comparison> {
  const comparison = new Comparison()
  const network = await openFlowNetwork(flow)
  try {
    comparison.compare({ delivery: undefined, node: undefined, field: 'genesisHash' }, flow.genesisHash, network.genesisHash)
    await deliverAll(flow, network, comparison)
  } finally {
    await network.close()
  }
  return comparison
}

async function deliverAll(flow: FlowRecording, network: Network, comparison: Comparison): Promise<void> {
  const supply = new EnclaveSupply(network, flow.payloads)
  const checks = new Map(network.nodes.map((node) => [node.name, new NodeCheck(node, flow, comparison)]))
  const expectations = new Map(flow.expect.map((entry) => [entry.block, entry]))
  const blocks = new Map<string, BlockFacts>()
  for (const [index, recorded] of flow.blocks.entries()) {
    const delivery = index + 1
    await supply.before(delivery)
    const reports = await deliver(network, recorded)
    const block = blocks.get(recorded.hash) ?? readBlock(recorded.rlp)
    blocks.set(recorded.hash, block)
    const entry = expectations.get(delivery)
    if (entry === undefined) continue
    for (const [name, check] of checks) {
      await check.afterDelivery(delivery, block, [...blocks.values()], entry.nodes[name], reports.get(name))
    }
  }
  for (const [name, check] of checks) {
    const final = flow.final[name]
    if (final !== undefined) check.atTheEnd([...blocks.values()], final)
  }
}

/** Gives a block to the nodes that got it then, while the enclaves that were down then are down. */
export async function deliver(
  network: Network,
  { rlp, nodes, enclaveDown = [] }: FlowRecording['blocks'][number],
): Promise<ImportReports> {
  const down = enclaveDown.map((name) => network.node(name).enclave.faults)
  for (const faults of down) faults.goOffline()
  try {
    return (await network.importBlock(rlp, nodes)).reports
  } finally {
    for (const faults of down) faults.comeOnline()
  }
}
