import { createNetwork } from '../../src/createNetwork.ts'
import type { Contract } from '../../src/network/Contract.ts'
import type { Group } from '../../src/network/Group.ts'
import type { Network } from '../../src/network/Network.ts'
import { vault } from '../fixtures/contracts.ts'

/** A vault with a limit of 10,000 and 5 in it. */
export interface VaultScene extends AsyncDisposable {
  readonly network: Network
  readonly group: Group
  readonly contract: Contract
}

export async function vaultScene(): Promise<VaultScene> {
  const network = await createNetwork({ nodes: ['alice'] })
  const group = await network.node('alice').createGroup({ members: ['alice'] })
  const contract = await group.deploy({ abi: vault.abi, bytecode: vault.creation, args: [10_000n] })
  await contract.send('deposit(uint256)', [5n])
  return { network, group, contract, [Symbol.asyncDispose]: () => network.close() }
}
