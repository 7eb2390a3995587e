import { type Group, type Hex, type Network, type NetworkNode, createNetwork } from '../../../src/index.ts'
import { initCode } from '../../scenarios/support/evmCode.ts'

/** Runtime code that reverts with its call data. */
const REVERTS_WITH_INPUT = '0x366000600037366000fd'

/** A network in which every answer of the private methods can be had. */
export interface Facts {
  readonly network: Network
  readonly alice: NetworkNode
  readonly bob: NetworkNode
  readonly charlie: NetworkNode
  /** Of alice and bob; charlie was a member. */
  readonly group: Group
  /** Marker of the transaction that created the group. */
  readonly creation: Hex
  /** Marker that deployed {@link reverter}. */
  readonly deployment: Hex
  /** Reverts with its call data. */
  readonly reverter: Hex
  /** Halts with an invalid opcode. */
  readonly halting: Hex
  /** Never ends. */
  readonly endless: Hex
}

/** Makes the network. The caller closes it. */
export async function makeFacts(): Promise<Facts> {
  const network = await createNetwork({
    nodes: ['alice', 'bob', 'charlie'],
    executionCap: { work: 100_000 },
  })
  const [alice, bob, charlie] = [network.node('alice'), network.node('bob'), network.node('charlie')]
  const group = await alice.createGroup({ members: ['alice', 'bob', 'charlie'] })
  const [reverter, halting, endless] = [
    await group.deploy({ abi: [], bytecode: initCode(REVERTS_WITH_INPUT) }),
    await group.deploy({ abi: [], bytecode: initCode('0xfe') }),
    await group.deploy({ abi: [], bytecode: initCode('0x5b600056') }),
  ]
  await group.remove('charlie')
  const [creation, deployment] = group.history().map(({ marker }) => marker)
  return {
    ...{ network, alice, bob, charlie, group },
    ...{ creation: creation ?? '0x', deployment: deployment ?? '0x' },
    ...{ reverter: reverter.address, halting: halting.address, endless: endless.address },
  }
}
