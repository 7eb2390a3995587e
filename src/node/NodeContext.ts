import type { EnclaveKey } from '../primitives/identifiers.ts'
import type { ParallelReplay } from '../replay/parallel/ParallelReplay.ts'
import type { ReplayContext, ReplayProgress, ReplayReport } from '../replay/ReplayContext.ts'
import type { PrivacyMode } from '../transaction/privacyMode.ts'
import type { ActingTenant, MultiTenancyRules } from './MultiTenancy.ts'
import type { NodeIndex } from './NodeIndex.ts'
import type { SharedOutcomes } from './SharedOutcomes.ts'

/** Everything that one node consists of; the parts of `node/` work on it. */
export interface NodeContext extends ReplayContext {
  readonly name: string
  /** Where groups come from. */
  readonly privacy: PrivacyMode
  readonly canonical: NodeIndex
  /** The same for all nodes of a network. */
  readonly ahead?: ParallelReplay | undefined
  /** The same for all nodes of a network. */
  readonly outcomes: SharedOutcomes
  /** The enclave key in whose name the node acts (`privacyUserId`). */
  readonly ownKey: EnclaveKey
  /** Set while the node acts for one of its tenants, whose key is {@link ownKey} then. */
  readonly tenant?: ActingTenant
  /** Set where the node has several tenants: what those may see. */
  readonly multiTenancy?: MultiTenancyRules
  /** Called when a history has been replayed, whatever becomes of the block. */
  readonly onReplay: (report: ReplayReport) => void
  /** Called while a history is replayed. */
  readonly onReplayProgress: (progress: ReplayProgress) => void
}
