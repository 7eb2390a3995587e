import type { GenesisJson } from '../../chain/genesis.ts'
import type { HardforkName } from '../../chain/hardfork.ts'
import type { Hex } from '../../primitives/bytes.ts'
import type { PrivateAccountsPlan } from './privateAccounts.ts'
import type { WorkloadParameters } from './WorkloadParameters.ts'

/** Version of the format, and of the rules by which workloads are recorded; histories of other versions are recorded again. */
export const HISTORY_FORMAT = 'coterie-history/3'

/** A payload that enclaves hold before a block is imported. */
export interface HistoryPayload {
  /** Base64. */
  readonly handle: string
  /** As an enclave gives it: base64 text. */
  readonly payload: string
  /** Enclave key that it came from, base64. */
  readonly senderKey: string | null
  /** Names of the nodes that can read it; only those of {@link History.nodes}. */
  readonly readers: readonly string[]
}

/** A block with the payloads that have to be there before it. */
export interface HistoryDelivery {
  /** The whole block, hex. */
  readonly rlp: Hex
  readonly payloads: readonly HistoryPayload[]
}

/**
 * A recorded history: what a newcomer replays when it joins, and what must come of it. Blocks and payloads are in a file of
 * their own ({@link readDeliveries}). Every contender does the same work on it.
 */
export interface History {
  readonly format: typeof HISTORY_FORMAT
  readonly name: string
  /** What it consists of; that of a recording of Besu is read off it. */
  readonly parameters: WorkloadParameters
  /** Who made the roots. */
  readonly madeBy: 'besu' | 'coterie'
  readonly fork: HardforkName
  readonly genesis: GenesisJson
  /** In wei, decimal. */
  readonly blockReward: string
  /** Enclave keys (base64) of the nodes that take part in a replay: {@link newcomers} and {@link member}. */
  readonly nodes: Readonly<Record<string, string>>
  /** Name of the node that joins; of several the one that gets the block first. */
  readonly newcomer: string
  /** Names of all nodes that join in that block, {@link newcomer} first. */
  readonly newcomers: readonly string[]
  /** Name of a node that has been a member all the time. */
  readonly member: string
  /** Group ids, base64. */
  readonly groups: readonly string[]
  /** What the groups start with; `null`: nothing. */
  readonly accounts: PrivateAccountsPlan | null
  /** Number of deliveries; the last one is the block in which the newcomers join. */
  readonly deliveries: number
  /** That block, hex. */
  readonly lastBlock: Hex
  /** Private transactions that each newcomer replays, management transactions included. */
  readonly transactions: number
  /** Bytes of the history blobs. */
  readonly bytes: number
  /** Root of each group after the newcomers have joined, hex, in the order of {@link groups}. */
  readonly roots: readonly Hex[]
}
