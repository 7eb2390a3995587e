import { type Account, type Group, type Hex, type Network, createAccount, createNetwork } from '../../src/index.ts'
import { token } from '../../test/fixtures/contracts.ts'

/** A network of three members with a token among holders, the same in every process. */
export interface Scene {
  readonly network: Network
  readonly group: Group
  readonly token: Hex
  readonly holders: readonly Hex[]
  /** Accounts that own tokens and send them. */
  readonly senders: readonly Account[]
  /** Markers of the transfers so far. */
  readonly markers: readonly Hex[]
}

/** Number of holders whose balances are asked for. */
const HOLDERS = 100
/** Accounts that send at the same time. */
export const SENDERS = 16
const SUPPLY = 10n ** 24n

/** Makes the network and sends every holder and every sender some tokens. The caller closes it. */
export async function makeScene(): Promise<Scene> {
  const network = await createNetwork({ nodes: ['alice', 'bob', 'carol'], seed: 'bench' })
  const group = await network.node('alice').createGroup({ members: ['alice', 'bob', 'carol'] })
  const { address } = await group.deploy({ abi: token.abi, bytecode: token.creation, args: [SUPPLY] })
  const senders = Array.from({ length: SENDERS }, (_, index) => account(1000 + index))
  const holders = Array.from({ length: HOLDERS }, (_, index) => account(1 + index).address)
  const markers: Hex[] = []
  for (const to of [...holders, ...senders.map((sender) => sender.address)]) {
    const { marker } = await group.send({ to: address, data: transferData(to, 10n ** 20n) })
    markers.push(marker)
  }
  return { network, group, token: address, holders, senders, markers }
}

/** Call data of `balanceOf(holder)`. */
export function balanceData(holder: Hex): Hex {
  return `0x70a08231${holder.slice(2).padStart(64, '0')}`
}

/** Call data of `transfer(to, value)`. */
export function transferData(to: Hex, value: bigint): Hex {
  return `0xa9059cbb${to.slice(2).padStart(64, '0')}${value.toString(16).padStart(64, '0')}`
}

/** Root of the group, when all members have the same. @throws {Error} when they have not. */
export function commonRoot({ network, group }: Scene): Hex {
  const roots = new Set(network.nodes.map((node) => node.stateRoot(group.id)))
  const [root] = roots
  if (root === undefined || roots.size !== 1) throw new Error(`the members have ${roots.size} roots`)
  return root
}

function account(number: number): Account {
  return createAccount(`0x${number.toString(16).padStart(64, '0')}`)
}
