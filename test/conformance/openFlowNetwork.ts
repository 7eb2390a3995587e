import { type EngineName, type Network, type NetworkOptions, type NodeOptions, createNetwork } from '../../src/index.ts'
import type { FlowRecording } from './flowRecording.ts'

/**
 * The network of a flow, before its first block. Blocks come from the recording only.
 * @param engine what executes private transactions.
 * @param allMarkersBy private key that signs the markers of every node; by default those of the recording.
 */
export function openFlowNetwork(flow: FlowRecording, engine: EngineName, allMarkersBy?: string): Promise<Network> {
  const { accounts } = flow
  const nodes = Object.entries(flow.nodes).map(([name, { enclaveKey }]): [string, NodeOptions] => {
    // Where a node signed all of its markers with one key, that is among the accounts.
    const markerKey = allMarkersBy ?? accounts[`pmt-${name}`]?.privateKey
    return [name, markerKey === undefined ? { enclaveKey } : { enclaveKey, markerKey }]
  })
  return createNetwork({ ...settings(flow, engine), nodes: Object.fromEntries(nodes) })
}

/** Name of the only node of {@link openTenantNetwork}. */
export const ALL_KEYS = 'all'

/** The same, with one node whose enclave has all keys of the flow. @param markerKey private key that signs its markers. */
export function openTenantNetwork(flow: FlowRecording, engine: EngineName, markerKey: string): Promise<Network> {
  const enclaveKeys = Object.values(flow.nodes).map((node) => node.enclaveKey)
  const nodes = { [ALL_KEYS]: { enclaveKeys, multiTenancy: true, markerKey } }
  return createNetwork({ ...settings(flow, engine), nodes, multiTenancyRules: 'besu' })
}

function settings({ privateGenesis, genesis, blockReward }: FlowRecording, engine: EngineName): NetworkOptions {
  return {
    genesis,
    blockReward: BigInt(blockReward),
    besuVersion: '24.3',
    mining: 'manual',
    engine,
    ...(privateGenesis === undefined ? {} : { privateGenesis: providerOf(privateGenesis.accounts) }),
  }
}

type Accounts = NonNullable<FlowRecording['privateGenesis']>['accounts']
type Provider = NonNullable<NetworkOptions['privateGenesis']>

function providerOf(accounts: Accounts): Provider {
  const given = Object.fromEntries(accounts.map(({ address, ...account }) => [address, account]))
  return () => given
}
