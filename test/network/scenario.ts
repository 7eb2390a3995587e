import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress, toGroupId } from '../../src/primitives/identifiers.ts'
import { privateContractAddress } from '../../src/transaction/contractAddress.ts'
import type { Contract, Group, Network, NetworkOptions } from '../../src/index.ts'
import { fromBase64 } from '../../src/primitives/bytes.ts'
import { token } from '../fixtures/contracts.ts'

/** Options of the network that {@link scenario} is played on. */
export const scenarioOptions = {
  nodes: { alice: {}, bob: { keyType: 'nacl' }, carol: {}, dave: { markerKey: `0x${'d7'.repeat(32)}` } },
} as const satisfies NetworkOptions

/**
 * A network's life in steps that need nothing but the network: two groups, members that come, go and come back, calls that
 * succeed, fail and are refused, public transactions.
 */
export const scenario: readonly ((network: Network) => Promise<unknown>)[] = [
  (network) => network.node('alice').createGroup({ members: ['alice', 'bob'] }),
  (network) => first(network, 'alice').deploy({ ...creation, args: [1000n] }),
  (network) => send(network, 'alice', 'transfer', network.node('bob'), 5n),
  (network) => send(network, 'bob', 'transfer', network.node('carol'), 3n),
  (network) => send(network, 'bob', 'transfer', network.node('carol'), 300n),
  (network) => first(network, 'alice').add('carol'),
  (network) => send(network, 'carol', 'approve', network.node('alice'), 2n),
  (network) => network.node('dave').sendPublicTransaction({ to: network.node('bob').address, value: 7n }),
  (network) => network.node('dave').createGroup({ members: ['dave', 'carol'] }),
  (network) => first(network, 'alice').remove('bob'),
  (network) => send(network, 'alice', 'transferFrom', network.node('carol'), network.node('dave'), 1n),
  (network) =>
    first(network, 'bob')
      .lock({ check: false })
      .catch(() => undefined),
  (network) => first(network, 'carol').add(['bob', 'dave'], { account: network.node('alice').account }),
  (network) => send(network, 'dave', 'transfer', network.node('alice'), 1n),
  (network) => first(network, 'alice').lock(),
  (network) => send(network, 'bob', 'transfer', network.node('alice'), 1n),
  (network) => first(network, 'alice').unlock(),
  (network) => send(network, 'bob', 'transfer', network.node('alice'), 1n),
]

const creation = { abi: token.abi, bytecode: token.creation }

/** The group that alice creates in the first step, as a node sees it. */
export function first(network: Network, name: string): Group {
  const [id = ''] = network.node('alice').groups()
  return network.node(name).group(id)
}

/** The token that alice deploys in the second step. */
export function tokenOf(network: Network, name: string): Contract {
  const group = first(network, name)
  const creator = toAddress(fromHex(network.node('alice').address))
  const address = privateContractAddress(creator, 1n, toGroupId(fromBase64(group.id)))
  return group.contract(toHex(address), token.abi)
}

function send(network: Network, name: string, functionName: string, ...args: unknown[]): Promise<unknown> {
  return tokenOf(network, name).send(functionName, args, { check: false })
}

/** Plays steps of the scenario, all by default. */
export async function play(network: Network, from = 0, to = scenario.length): Promise<void> {
  for (const step of scenario.slice(from, to)) await step(network)
}
