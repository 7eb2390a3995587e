import type { EnclaveKey } from '../primitives/identifiers.ts'
import type { ReplayContext, ReplayProgress } from '../replay/ReplayContext.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import type { NodeIndex } from './NodeIndex.ts'

/** Everything that one node consists of; the parts of `node/` work on it. */
export interface NodeContext extends ReplayContext {
  readonly name: string
  readonly canonical: NodeIndex
  readonly store: StagedStore
  /** The enclave key in whose name the node acts (`privacyUserId`). */
  readonly ownKey: EnclaveKey
  /** Called while a history is replayed. */
  readonly onReplayProgress: (progress: ReplayProgress) => void
}
