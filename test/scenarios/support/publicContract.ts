import type { Hex, Network, NetworkNode } from '../../../src/index.ts'

/** Deploys a public contract from a node's account and mines it. @returns its address. */
export async function deployPublicly(network: Network, node: NetworkNode, creation: string): Promise<Hex> {
  const { hash, inclusion } = await node.sendPublicTransaction({ data: creation })
  if (inclusion === undefined) await network.mine()
  const address = network.publicReceipt(hash)?.contractAddress
  if (address === undefined) throw new RangeError('the contract was not deployed')
  return address
}
