import type { ImportReports, Network } from '../../src/index.ts'
import type { FlowRecording } from './flowRecording.ts'

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
