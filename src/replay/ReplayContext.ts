import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { TransactionPlace } from '../chain/ChainStore.ts'
import type { Enclave } from '../enclave/Enclave.ts'
import type { Engine, ExecutionCap } from '../execution/engine.ts'
import type { RulesInForce } from '../execution/strictRules.ts'
import type { PrivateGenesisProvider } from '../management/groupGenesis.ts'
import type { EraRule } from '../management/managementCalls.ts'
import type { BlockHash, TransactionHash } from '../primitives/identifiers.ts'
import type { GroupStates } from '../state/GroupStates.ts'
import type { EngineDefect } from './EngineDefect.ts'
import type { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'

/** The node's canonical chain: the branch that ends in its own head. */
export interface CanonicalChain {
  readonly head: PublicBlock
  /** Hash of the canonical block with this number. */
  hashAt(number: bigint): BlockHash | undefined
  /** Where a transaction stands on the canonical chain. */
  place(transaction: TransactionHash): TransactionPlace | undefined
}

/** How a node executes private transactions. */
export interface ExecutionSettings {
  readonly engine: Engine
  /** What decides when a replay gives another root than the history records. */
  readonly reference: Engine
  readonly cap: ExecutionCap
  readonly era: EraRule
  readonly privateGenesis: PrivateGenesisProvider | undefined
  readonly rules: RulesInForce
}

/** What replay needs of a node. */
export interface ReplayContext {
  readonly chain: PublicChain
  readonly canonical: CanonicalChain
  readonly enclave: Enclave
  readonly metadata: PrivateMetadataStore
  readonly states: GroupStates
  readonly settings: ExecutionSettings
  /** Called when {@link ExecutionSettings.engine} got something wrong that the reference engine got right. */
  readonly onEngineDefect: (defect: EngineDefect) => void
}

/** How far a replay is; given to progress listeners. */
export interface ReplayProgress {
  /** Group id, base64. */
  readonly group: string
  /** Transactions done and to be done. */
  readonly done: number
  readonly total: number
  /** Transactions a second since the replay began. */
  readonly rate: number
}

/** What a replay did. */
export interface ReplayReport {
  /** Hash of the marker that named the history, hex. */
  readonly marker: string
  /** Group id, base64. */
  readonly group: string
  /** Transactions executed again. */
  readonly transactions: number
  /** Blocks that hold them. */
  readonly blocks: number
  /** Bytes of the history blob (RLP). */
  readonly bytes: number
  /** Milliseconds by the monotonic clock. */
  readonly milliseconds: number
  /** Root after the last transaction, hex. */
  readonly root: string
}
