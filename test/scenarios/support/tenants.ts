import {
  type Account,
  type Hex,
  type Network,
  type NetworkNode,
  type NetworkOptions,
  type Provider,
  createAccount,
} from '../../../src/index.ts'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { createEnclaveKeyPair } from '../../../src/enclave/enclaveKeys.ts'
import type { MultiTenancyRules } from '../../../src/node/MultiTenancy.ts'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { openNetwork as open } from './openNetwork.ts'
import { type Draft, rawTransaction } from './signedTransaction.ts'

/** Who acts on a node with its own enclave key and account. */
export class TestTenant {
  readonly node: NetworkNode
  readonly enclaveKey: string
  readonly account: Account
  readonly provider: Provider

  constructor(network: Network, node: string, name: string, enclaveKey: string) {
    this.node = network.node(node)
    this.enclaveKey = enclaveKey
    this.account = createAccount(toHex(digest(`account ${name}`)))
    this.provider = network.provider(node, enclaveKey)
  }

  ask(method: string, ...params: readonly unknown[]): Promise<unknown> {
    return this.provider.request({ method, params })
  }

  /** A signed private transaction of this tenant, hex. */
  raw(group: string, draft: Draft = {}): Hex {
    return toHex(rawTransaction(this.node, group, { privateFrom: this.enclaveKey, account: this.account, ...draft }))
  }

  /** Sends a private transaction. @returns hash of the marker. */
  async send(group: string, draft: Draft = {}): Promise<Hex> {
    return (await this.ask('eea_sendRawTransaction', this.raw(group, draft))) as Hex
  }
}

/** A network of two nodes: three tenants on the first one, and one on the second. */
export interface Tenants {
  readonly network: Network
  readonly t1: TestTenant
  readonly t2: TestTenant
  readonly t3: TestTenant
  /** On another node. */
  readonly elsewhere: TestTenant
}

/** Opens the network; it closes when the test ends. */
export async function openTenants(
  multiTenancyRules: MultiTenancyRules,
  options: NetworkOptions = {},
): Promise<Tenants> {
  const keys = ['t1', 't2', 't3', 'elsewhere'].map(keyOf)
  const { network } = await open({
    nodes: { alice: { enclaveKeys: keys.slice(0, 3) }, bob: { enclaveKeys: keys.slice(3) }, charlie: {} },
    multiTenancy: true,
    multiTenancyRules,
    ...options,
  })
  const [t1, t2, t3] = ['t1', 't2', 't3'].map((name) => new TestTenant(network, 'alice', name, keyOf(name)))
  const elsewhere = new TestTenant(network, 'bob', 'elsewhere', keyOf('elsewhere'))
  if (t1 === undefined || t2 === undefined || t3 === undefined) throw new RangeError('there are three tenants')
  return { network, t1, t2, t3, elsewhere }
}

/** A group id that goes with a name. */
export const groupNamed = (name: string): string => toBase64(digest(`group ${name}`))

const keyOf = (name: string): string =>
  toBase64(createEnclaveKeyPair({ type: 'nacl', seed: digest(`tenant ${name}`) }).publicKey)

const digest = (text: string): Uint8Array => keccak256(new TextEncoder().encode(text))
