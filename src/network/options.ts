import type { GenesisJson } from '../chain/genesis.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import type { EngineName } from '../execution/createEngine.ts'
import type { ExecutionCap } from '../execution/engine.ts'
import type { EraRule } from '../management/managementCalls.ts'
import type { MultiTenancyRules } from '../node/MultiTenancy.ts'
import type { JoinCheck, JoinStrategy } from '../replay/join/JoinSettings.ts'
import type { Logger } from '../primitives/Logger.ts'
import type { PrivacyMode } from '../transaction/privacyMode.ts'
import type { Clock } from './clock.ts'
import type { PrivateGenesis } from './privateGenesis.ts'

/** Which Besu a node is like: the generation of its management contracts (spec 08). `auto`: chosen a group. */
export type BesuVersion = 'auto' | '22.7' | '24.3'

/** How public blocks come into being: one per submitted transaction, on a timer (milliseconds), or on `network.mine()`. */
export type Mining = 'auto' | 'manual' | { readonly intervalMs: number }

/** One node of a network. */
export interface NodeOptions {
  /** The node's enclave public key, base64 of 32 bytes (NaCl) or 91 (EC). Default: made from the seed. */
  readonly enclaveKey?: string
  /**
   * Enclave public keys of the node's tenants, base64; the first is the node's own. In place of {@link enclaveKey}, and only
   * with {@link multiTenancy}.
   */
  readonly enclaveKeys?: readonly string[]
  /** Default: that of the network. */
  readonly multiTenancy?: boolean
  /** Kind of the key that is made from the seed. Default `nacl`. */
  readonly keyType?: 'nacl' | 'ec'
  /** Private key (hex, 32 bytes) of the account that signs what this node sends by default. Default: from the seed. */
  readonly privateKey?: string
  /** Private key (hex, 32 bytes) that signs the node's markers. Default: a fresh key a marker. */
  readonly markerKey?: string
  /** Default: that of the network. */
  readonly besuVersion?: BesuVersion
  /** Default: that of the network. */
  readonly strict?: boolean
}

/** Options of `createNetwork`. */
export interface NetworkOptions {
  /** Names of the nodes, or names with options. Default three nodes: alice, bob, carol. */
  readonly nodes?: readonly string[] | Readonly<Record<string, NodeOptions>>
  /** Folder of the databases. Default: everything is kept in memory. */
  readonly dataPath?: string
  /** Looks at the network in `dataPath` only: nothing is created, written or sent, and no node catches up. Default false. */
  readonly readOnly?: boolean
  /** Besu genesis description. Default: chain id 1337, london, zero base fee, the nodes' accounts funded. */
  readonly genesis?: GenesisJson
  /** Wei for each block's coinbase before shanghai. Default: what the genesis description says, else 0. */
  readonly blockReward?: bigint
  /** Accounts that every group starts with, by group id (base64) and block. Default none. */
  readonly privateGenesis?: PrivateGenesis
  /** Where groups come from: management contracts, or the enclaves. Default `flexible`. */
  readonly privacy?: PrivacyMode
  /** Default `auto`. */
  readonly mining?: Mining
  /** Wei per gas that `eth_gasPrice` asks for at least; as in Besu, what is sent to a node may be cheaper. Default 0. */
  readonly minGasPrice?: bigint
  /** Coinbase of blocks made here (address, hex). Default: that of the genesis block. */
  readonly coinbase?: string
  /** Everything random comes from it: the same seed and calls give the same bytes. Default `coterie`. */
  readonly seed?: string
  /** Default: a logical clock, each block one second after its parent. */
  readonly clock?: Clock
  /** Default `auto`. */
  readonly besuVersion?: BesuVersion
  /** Whether nodes serve tenants, who each act with their own enclave key and need a token for it (spec 04). Default false. */
  readonly multiTenancy?: boolean
  /** What tenants may see: what Besu's documentation promises, or what its source does. Default `documented`. */
  readonly multiTenancyRules?: MultiTenancyRules
  /** Mends the behaviours of Besu listed in `strictRules`; a deviation. Default false. */
  readonly strict?: boolean
  /** Where the network, its nodes and servers report what they do. Default: nowhere. */
  readonly logger?: Logger
  /** What executes private transactions; results are the same, and replay checks that they are. Default `fast`. */
  readonly engine?: EngineName
  /** How a node that is added to a group makes its history its own; all but `replay` are deviations. Default `replay`. */
  readonly join?: JoinStrategy
  /** Which recorded roots `join: 'replay-final'` compares: the last one, or that of each block. Default `end`. */
  readonly joinCheck?: JoinCheck
  /** Transactions from one checkpoint of `join: 'snapshot'` to the next. Default 1000. */
  readonly checkpointEvery?: number
  /** Limits for one private execution; a deviation from Besu, which has none. */
  readonly executionCap?: Partial<ExecutionCap>
  /** Bytes that the private states of each node may take in memory, approximately. Default 256 MiB. */
  readonly stateMemory?: number
  /**
   * Threads that execute histories, above all when several wait at a time, because several groups or nodes are joined in one block; 0: none.
   * Default: one for each core but the first, at most 4.
   */
  readonly replayThreads?: number
}

/** The eras that a version recognises. */
export function eraRuleOf(version: BesuVersion): EraRule {
  const rule = ({ auto: 'auto', '22.7': 'v1', '24.3': 'v2' } as const)[version]
  if (rule === undefined) {
    throw new CoterieError(
      'INVALID_OPTION',
      `besuVersion ${String(version)} is not known: use 'auto', '22.7' or '24.3'`,
    )
  }
  return rule
}

/** @throws {CoterieError} `INVALID_OPTION` for what is no mode. */
export function requirePrivacyMode(mode: PrivacyMode): PrivacyMode {
  if (mode === 'flexible' || mode === 'offchain') return mode
  throw new CoterieError('INVALID_OPTION', `privacy ${String(mode)} is not known: use 'flexible' or 'offchain'`)
}

/** Node names with their options. @throws {CoterieError} `INVALID_OPTION` for names that cannot be used. */
export function namedNodes(nodes: NetworkOptions['nodes'] = ['alice', 'bob', 'carol']): [string, NodeOptions][] {
  const named: [string, NodeOptions][] = isNameList(nodes) ? nodes.map((name) => [name, {}]) : Object.entries(nodes)
  if (named.length === 0) throw new CoterieError('INVALID_OPTION', 'a network needs at least one node')
  const names = new Set<string>()
  for (const [name] of named) {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name)) {
      throw new CoterieError(
        'INVALID_OPTION',
        `"${name}" cannot be a node's name: use letters, digits, dot, dash, underscore`,
      )
    }
    if (names.has(name.toLowerCase())) throw new CoterieError('INVALID_OPTION', `two nodes are called ${name}`)
    names.add(name.toLowerCase())
  }
  return named
}

function isNameList(nodes: NonNullable<NetworkOptions['nodes']>): nodes is readonly string[] {
  return Array.isArray(nodes)
}
