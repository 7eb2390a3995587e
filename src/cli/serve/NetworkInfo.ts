import type { MultiTenancyRules } from '../../node/MultiTenancy.ts'
import type { Mining } from '../../network/options.ts'

/** One node of a running network. */
export interface NodeInfo {
  readonly name: string
  /** Whether the preset means it to take part in groups. */
  readonly member: boolean
  /** `null`: no HTTP server; likewise below. */
  readonly url: string | null
  readonly wsUrl: string | null
  /** Base64. */
  readonly enclaveKey: string
  /** Of all its tenants, base64; the first is {@link enclaveKey}. */
  readonly enclaveKeys: readonly string[]
  /** Base64; `null`: not known. */
  readonly enclavePrivateKey: string | null
  /** Signs what the node sends by default; hex. */
  readonly account: { readonly address: string; readonly privateKey: string }
  /** Address whose key signs the node's markers; `null`: a fresh key for each. */
  readonly markerSigner: string | null
}

/** A funded account. */
export interface AccountInfo {
  readonly address: string
  /** Hex; `null`: nobody is known to have it. */
  readonly privateKey: string | null
  /** Wei at the head of the chain, decimal. */
  readonly balance: string
  /** Name of the node whose account it is. */
  readonly node: string | null
}

/** A running network: the object that `coterie --json` prints when it is ready, and `--config-out` writes. */
export interface NetworkInfo {
  readonly version: string
  readonly preset: string
  readonly chainId: number
  readonly genesisHash: string
  /** Number of the head: above 0 when the data path held a network. */
  readonly block: number
  readonly privacy: 'flexible' | 'offchain' | 'off'
  /** What tenants may see; `null`: nodes have none. */
  readonly multiTenancy: MultiTenancyRules | null
  readonly besuVersion: string
  readonly strict: boolean
  readonly mining: Mining
  /** Wei per gas, decimal. */
  readonly minGasPrice: string
  readonly dataPath: string | null
  readonly apis: { readonly http: readonly string[]; readonly ws: readonly string[] }
  /** Whether callers need tokens. */
  readonly authentication: { readonly http: boolean; readonly ws: boolean }
  readonly nodes: readonly NodeInfo[]
  readonly accounts: readonly AccountInfo[]
  readonly warnings: readonly string[]
  /** Id of the process: SIGINT and SIGTERM stop it. */
  readonly pid: number
}
