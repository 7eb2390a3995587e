import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { TransactionPlace } from '../chain/ChainStore.ts'
import type { Enclave } from '../enclave/Enclave.ts'
import type { Engine, ExecutionCap } from '../execution/engine.ts'
import type { RulesInForce } from '../execution/strictRules.ts'
import type { PrivateGenesisProvider } from '../management/groupGenesis.ts'
import type { EraRule } from '../management/managementCalls.ts'
import type { Hex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId, StateRoot, TransactionHash } from '../primitives/identifiers.ts'
import type { Logger } from '../primitives/Logger.ts'
import type { GroupStates } from '../state/GroupStates.ts'
import type { EngineDefect } from './EngineDefect.ts'
import type { JoinSettings, JoinStrategy } from './join/JoinSettings.ts'
import type { HistoriesAhead } from './parallel/HistoriesAhead.ts'
import type { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import type { StagedStore } from '../storage/StagedStore.ts'

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
  /** How histories are made one's own. */
  readonly join: JoinSettings
}

/** Another node that answers requests for a state: encoded requests to encoded chunks (`src/state/snapshot`). */
export type StateSource = (request: Uint8Array) => Promise<Uint8Array>

/** What replay needs of a node. */
export interface ReplayContext {
  readonly chain: PublicChain
  readonly canonical: CanonicalChain
  readonly enclave: Enclave
  readonly metadata: PrivateMetadataStore
  readonly states: GroupStates
  /** Where everything is staged that a block changes. */
  readonly store: StagedStore
  readonly settings: ExecutionSettings
  /** Where the node reports what it does. */
  readonly logger: Logger
  /** What threads execute ahead of the node, if there are any. */
  readonly ahead?: HistoriesAhead | undefined
  /** Another node that has a group's state at a root; `undefined` when none has. */
  readonly stateSource: (group: GroupId, root: StateRoot) => StateSource | undefined
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
  readonly marker: Hex
  /** Group id, base64. */
  readonly group: string
  /** How the history was made the node's own; `replay` also when there was nothing to take a snapshot of. */
  readonly strategy: JoinStrategy
  /** Transactions executed again. */
  readonly transactions: number
  /** Transactions whose older states, after a snapshot receipts too, the node makes when they are asked for. */
  readonly deferred: number
  /** Blocks of the part of the history that the node did not have. */
  readonly blocks: number
  /** Bytes of the history blob (RLP). */
  readonly bytes: number
  /** Bytes of the state that was received, with the requests for it. */
  readonly snapshotBytes: number
  /** Recorded roots that were compared; `replay` compares one a block, as Besu does. */
  readonly verifiedRoots: number
  /** Milliseconds by the monotonic clock. */
  readonly milliseconds: number
  /** Root after the last transaction, hex. */
  readonly root: string
}
