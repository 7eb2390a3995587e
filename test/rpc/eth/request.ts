import { createWalletClient, custom, defineChain } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Network, createNetwork } from '../../../src/index.ts'
import type { NetworkOptions } from '../../../src/index.ts'

/** The account of alice in a network of these tests; rich by default. */
export const KEY = `0x${'11'.repeat(32)}` as const
export const account: PrivateKeyAccount = privateKeyToAccount(KEY)

export const chain = defineChain({
  id: 1337,
  name: 'coterie',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

/** Two nodes; alice's account is {@link account}. */
export function openNetwork(options: NetworkOptions = {}): Promise<Network> {
  return createNetwork({ nodes: { alice: { privateKey: KEY }, bob: {} }, ...options })
}

/** Asks a node over its provider. */
export function asking(network: Network, node = 'alice') {
  const { provider } = network.node(node)
  return (method: string, ...params: unknown[]): Promise<unknown> => provider.request({ method, params })
}

export function walletOf(network: Network) {
  return createWalletClient({ account, chain, transport: custom(network.node('alice').provider) })
}
