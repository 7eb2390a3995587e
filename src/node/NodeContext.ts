import type { EnclaveKey } from '../primitives/identifiers.ts'
import type { Logger } from '../primitives/Logger.ts'
import type { ReplayContext, ReplayProgress } from '../replay/ReplayContext.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import type { PrivacyMode } from '../transaction/privacyMode.ts'
import type { GroupBlocks } from './GroupBlocks.ts'
import type { NodeIndex } from './NodeIndex.ts'

/** Everything that one node consists of; the parts of `node/` work on it. */
export interface NodeContext extends ReplayContext {
  readonly name: string
  /** Where groups come from. */
  readonly privacy: PrivacyMode
  readonly canonical: NodeIndex
  readonly store: StagedStore
  /** Where to look for transactions of a group. */
  readonly groupBlocks: GroupBlocks
  /** The enclave key in whose name the node acts (`privacyUserId`). */
  readonly ownKey: EnclaveKey
  /** Where the node reports what it does. */
  readonly logger: Logger
  /** Called while a history is replayed. */
  readonly onReplayProgress: (progress: ReplayProgress) => void
}
