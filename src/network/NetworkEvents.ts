import type { ImportReport } from '../node/ImportReport.ts'
import type { Hex } from '../primitives/bytes.ts'
import type { EngineDefect } from '../replay/EngineDefect.ts'
import type { ReplayProgress, ReplayReport } from '../replay/ReplayContext.ts'
import type { Divergence } from './divergence.ts'
import type { ImportReports } from './SendingNode.ts'

/** What a network tells its listeners. */
export interface NetworkEvents {
  /** A block was made or imported. */
  block: [{ readonly number: bigint; readonly hash: Hex; readonly reports: ImportReports }]
  /** The pool has taken a transaction. */
  transaction: [{ readonly hash: Hex }]
  /** The pool has lost a transaction that is in no block: replaced, found invalid, dropped by hand, or taken back. */
  dropped: [{ readonly hash: Hex }]
  /** A node refused a block and stays behind. */
  refused: [{ readonly node: string; readonly report: ImportReport }]
  /** A node is replaying a history. */
  'replay-progress': [{ readonly node: string } & ReplayProgress]
  /** An engine was wrong in a replay, and the reference engine right: please report it with these facts. */
  'engine-defect': [{ readonly node: string } & EngineDefect]
  /** A node has replayed a history. */
  replay: [{ readonly node: string } & ReplayReport]
  /** Nodes that should agree on a group do not; told once for each first differing marker. */
  divergence: [Divergence]
  /** Something was understood only in part, or went wrong where nobody waits for it. */
  warning: [string]
}

/** Tells the listeners of a network something. */
export type Tell = <Name extends keyof NetworkEvents>(name: Name, ...args: NetworkEvents[Name]) => void
