import { createAccount } from '../../network/account.ts'
import type { Network } from '../../network/Network.ts'
import type { NetworkServers } from '../../network/RpcAccess.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import { packageVersion } from '../packageVersion.ts'
import type { AccountInfo, NetworkInfo, NodeInfo } from './NetworkInfo.ts'
import type { NetworkPlan } from './NetworkPlan.ts'
import { asksForTokens } from './protectApis.ts'

/** What there is to know about a network that has been started. */
export interface StartedNetwork {
  readonly network: Network
  /** `undefined`: it has no servers. */
  readonly servers: NetworkServers | undefined
  readonly plan: NetworkPlan
  readonly settings: NodeSettings
  readonly warnings: readonly string[]
}

/** Describes a running network for people and programs. */
export function describeNetwork({ network, servers, plan, settings, warnings }: StartedNetwork): NetworkInfo {
  return {
    version: packageVersion(),
    preset: settings.preset,
    chainId: Number(network.chainId),
    genesisHash: network.genesisHash,
    block: Number(network.head.number),
    privacy: settings.privacyEnabled ? network.privacy : 'off',
    multiTenancy: network.nodes.find(({ context }) => context.multiTenancy !== undefined)?.context.multiTenancy ?? null,
    besuVersion: settings.besuVersion,
    strict: settings.strict,
    mining: network.mining,
    minGasPrice: settings.minGasPrice.toString(),
    dataPath: settings.dataPath ?? null,
    apis: {
      http: settings.rpcHttpEnabled ? settings.rpcHttpApi : [],
      ws: settings.rpcWsEnabled ? settings.rpcWsApi : [],
    },
    authentication: asksForTokens(settings),
    nodes: nodesOf(network, servers, plan),
    accounts: accountsOf(network, plan),
    warnings,
    pid: process.pid,
  }
}

function nodesOf(network: Network, servers: NetworkServers | undefined, plan: NetworkPlan): NodeInfo[] {
  return network.nodes.map((node) => {
    const planned = plan.nodes.find(({ name }) => name === node.name)
    const endpoint = servers?.nodes.find(({ name }) => name === node.name)
    const { enclaveKeys, enclaveKey = enclaveKeys?.[0], markerKey } = planned?.options ?? {}
    const isPlanned = enclaveKey === node.enclaveKey
    return {
      name: node.name,
      member: planned?.member ?? true,
      url: endpoint?.url ?? null,
      wsUrl: endpoint?.wsUrl ?? null,
      enclaveKey: node.enclaveKey,
      enclaveKeys: node.enclaveKeys,
      enclavePrivateKey: (isPlanned ? planned?.enclavePrivateKey : undefined) ?? null,
      account: { ...node.account },
      markerSigner: !isPlanned || markerKey === undefined ? null : createAccount(markerKey).address,
    }
  })
}

/** Accounts of the genesis block that are no contracts, with what they have now. */
function accountsOf(network: Network, plan: NetworkPlan): AccountInfo[] {
  const { chain } = network.parts
  const state = chain.stateAfter(chain.head)
  const owners = new Map(network.nodes.map((node) => [node.address, node]))
  return chain.genesis.accounts
    .filter((account) => !account.deleted && account.code === undefined && account.balance > 0n)
    .map(({ address }) => {
      const owner = owners.get(address)
      const key = owner?.account.privateKey ?? plan.keys.get(address)
      return {
        address,
        privateKey: key ?? null,
        balance: (state.account(address)?.balance ?? 0n).toString(),
        node: owner?.name ?? null,
      }
    })
}
