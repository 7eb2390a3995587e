import { TOKEN_UNIT, deployToken, transferTokens } from '../../src/cli/demoToken.ts'
import { type Contract, type Group, type Network, type NetworkOptions, createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

/** What a test does to a network before the command line looks at it. */
export interface StoredCast {
  readonly network: Network
  /** Of alice and bob, seen from alice, who owns it. */
  readonly group: Group
  /** A token of which alice has 1000. */
  readonly token: Contract
}

/**
 * A data path with a closed network of alice, bob and carol.
 * @param work done before the network is closed.
 */
export async function storedNetwork(
  work: (cast: StoredCast) => Promise<unknown> = async () => undefined,
  options: NetworkOptions = {},
): Promise<{ dataPath: string; group: string }> {
  const dataPath = await temporaryFolder()
  await using network = await createNetwork({ nodes: ['alice', 'bob', 'carol'], dataPath, ...options })
  const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
  const token = await group.deploy({ bytecode: deployToken(1000n * TOKEN_UNIT) })
  await work({ network, group, token })
  return { dataPath, group: group.id }
}

/** Sends tokens to bob; fails inside the contract when alice has less. */
export function payBob({ network, group, token }: StoredCast, cot: bigint, check = true) {
  const data = transferTokens(network.node('bob').address, cot * TOKEN_UNIT)
  return group.send({ to: token.address, data, check })
}
