import type { GenesisJson } from '../../chain/genesis.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'

/** An enclave key whose private half may be known, both base64. */
export interface PresetEnclaveKey {
  readonly publicKey: string
  readonly privateKey?: string
}

/** A node of a preset. */
export interface PresetNode {
  readonly name: string
  /** A member takes part in groups; another node only has the public chain. */
  readonly member: boolean
  /** 0: any free port. */
  readonly httpPort: number
  readonly wsPort: number
  /** Without one it is made from the seed. */
  readonly enclaveKey?: { readonly nacl?: PresetEnclaveKey; readonly ec?: PresetEnclaveKey }
  /** Private key (hex) of the node's account. Without one it is made from the seed. */
  readonly privateKey?: string
  /** Markers are signed by the account; otherwise each by a fresh key. */
  readonly markersByAccount?: true
}

/** An account that a preset funds. */
export interface PresetAccount {
  readonly address: string
  /** Hex; without one nobody is known to have it. */
  readonly privateKey?: string
  /** Wei, decimal. */
  readonly balance: string
}

/** A network that is ready for use. */
export interface Preset {
  readonly name: string
  /** In a line. */
  readonly description: string
  readonly nodes: readonly PresetNode[]
  /** Accounts that have no node. Accounts of nodes are funded with {@link memberBalance} unless they are here. */
  readonly accounts: readonly PresetAccount[]
  /** Wei, decimal. */
  readonly memberBalance: string
  /** Without `alloc`. */
  readonly genesis: GenesisJson
  /** Values of options, in place of Besu's defaults. */
  readonly settings: Partial<NodeSettings>
}
