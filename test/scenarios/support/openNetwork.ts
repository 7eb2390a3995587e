import { onTestFinished } from 'vitest'
import { type Network, type NetworkNode, type NetworkOptions, createNetwork } from '../../../src/index.ts'

/** A network with the cast of the scenarios. */
export interface Cast {
  readonly network: Network
  readonly alice: NetworkNode
  readonly bob: NetworkNode
  readonly charlie: NetworkNode
}

/** A network that is closed when the running test has ended; its nodes are alice, bob and charlie unless told otherwise. */
export async function openNetwork(options: NetworkOptions = {}): Promise<Cast> {
  const network = await createNetwork({ nodes: ['alice', 'bob', 'charlie'], ...options })
  onTestFinished(() => network.close())
  return { network, alice: network.node('alice'), bob: network.node('bob'), charlie: network.node('charlie') }
}
