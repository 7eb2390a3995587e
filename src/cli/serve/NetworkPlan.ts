import type { GenesisJson } from '../../chain/genesis.ts'
import type { NodeOptions } from '../../network/options.ts'

/** A node that is to be, with what the options and the preset say about it. */
export interface PlannedNode {
  readonly name: string
  readonly member: boolean
  readonly httpPort: number
  readonly wsPort: number
  readonly options: NodeOptions
  /** Private half of its enclave key, base64; `undefined`: not known. */
  readonly enclavePrivateKey: string | undefined
  /** Private key of its account, hex. */
  readonly privateKey: string
}

/** A network that is to be. */
export interface NetworkPlan {
  readonly seed: string
  readonly nodes: readonly PlannedNode[]
  readonly genesis: GenesisJson
  /** Private keys (hex) that are known, by address (lower-case hex). */
  readonly keys: ReadonlyMap<string, string>
}
