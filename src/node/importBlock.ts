import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { ExecutedBlock } from '../chain/PublicChain.ts'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { fromBase64, toHex } from '../primitives/bytes.ts'
import { type Steps, takeSteps, waitFor } from '../primitives/steps.ts'
import { toGroupId } from '../primitives/identifiers.ts'
import { hydrate } from '../replay/hydrate.ts'
import { BESU_JOIN } from '../replay/join/JoinSettings.ts'
import type { ReplayReport } from '../replay/ReplayContext.ts'
import { BlockMetadataBuffer } from '../state/BlockMetadataBuffer.ts'
import { completeDeferred } from './completeDeferred.ts'
import { discardStaged } from './discardStaged.ts'
import { executeBlockMarker } from './executeBlockMarker.ts'
import { type NamedHistory, historiesOf } from './historiesOf.ts'
import type { ImportReport, ImportedMarker } from './ImportReport.ts'
import { MarkerExecutions } from './MarkerExecutions.ts'
import { logReplayProgress } from './logReplayProgress.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * Imports a block into a node (spec 02 §2): histories first, then the private transaction of each marker in order, then one
 * batch with everything. A node that cannot process a block refuses it and stays at its head; what Besu leaves behind of
 * such a block is written deliberately. No promise where nothing is to be waited for.
 * @param onWriting called when nothing but the store is waited for any more.
 * @throws what the store throws; the node is as before then.
 */
export function importBlock(
  node: NodeContext,
  block: PublicBlock,
  onWriting?: () => void,
): ImportReport | Promise<ImportReport> {
  return takeSteps(importing(node, block, NO_MARKERS, onWriting))
}

/** @param withoutHistory markers (hex) whose history is not replayed; strict mode's second attempt. */
function* importing(
  node: NodeContext,
  block: PublicBlock,
  withoutHistory: ReadonlySet<string>,
  onWriting: (() => void) | undefined,
): Steps<ImportReport> {
  const markers: ImportedMarker[] = []
  const replays: ReplayReport[] = []
  const known: string[] = []
  const report = (error?: CoterieError): ImportReport => {
    const { number } = block
    return { hash: toHex(block.hash), number, imported: error === undefined, error, markers, replays, known }
  }
  if (node.canonical.has(block.hash)) return report()
  if (!node.canonical.has(block.parentHash)) return report(unknownParent(node, block))
  const executing = node.chain.execute(block)
  const executed = executing instanceof Promise ? yield* waitFor(executing) : executing
  if (executed.error?.details['stage'] === 'header') return report(executed.error)
  try {
    const histories = historiesOf(node, executed.block)
    if (histories.length > 0)
      replays.push(...(yield* waitFor(hydrateAll(node, executed.block, histories, withoutHistory, known))))
  } catch (cause) {
    const again = yield* waitFor(completed(node, cause))
    if (again !== undefined) return yield* importing(again, block, withoutHistory, onWriting)
    yield* waitFor(keepOrDiscard(node, block))
    return report(hydrationFailed(node, block, cause))
  }
  try {
    return yield* executeAndStore(node, executed, { markers, replays, report, withoutHistory, onWriting })
  } catch (error) {
    discardStaged(node)
    throw error
  }
}

const NO_MARKERS: ReadonlySet<string> = new Set()

/** What has been found out about a block so far. */
interface ImportInProgress {
  readonly markers: ImportedMarker[]
  readonly replays: readonly ReplayReport[]
  readonly report: (error?: CoterieError) => ImportReport
  readonly withoutHistory: ReadonlySet<string>
  readonly onWriting: (() => void) | undefined
}

/** Executes the markers in order and writes everything that the block changes, also of a block that is refused. */
function* executeAndStore(
  node: NodeContext,
  { block, markers: points, error: invalid }: ExecutedBlock,
  { markers, replays, report, withoutHistory, onWriting }: ImportInProgress,
): Steps<ImportReport> {
  const buffer = new BlockMetadataBuffer(node.metadata, block.hash, block.parentHash, block.number)
  const executions = new MarkerExecutions(node, block, buffer)
  let error: CoterieError | undefined = invalid
  try {
    for (const point of points) markers.push(yield* executeBlockMarker(node, block, point, executions))
  } catch (cause) {
    const again = yield* waitFor(completed(node, cause))
    if (again !== undefined) return yield* importing(again, block, withoutHistory, onWriting)
    error = processingFailed(node, block, cause)
  }
  const unaccepted = unacceptedHistories(node, replays, markers)
  if (unaccepted.length > 0) {
    discardStaged(node)
    return yield* importing(node, block, new Set([...withoutHistory, ...unaccepted]), onWriting)
  }
  const collecting = executions.collect()
  if (collecting instanceof Promise) yield* waitFor(collecting)
  buffer.stage()
  if (error === undefined) node.canonical.add(block)
  else node.canonical.refuse(block)
  const writing = node.store.commit()
  if (writing instanceof Promise) {
    // What a replay leaves behind is a lot: two of those are not written at the same time.
    if (replays.length === 0) onWriting?.()
    yield* waitFor(writing)
  }
  return report(error)
}

/**
 * The node to begin again with when something failed because it joined the group without a state that a side branch begins with: the
 * state is there now. Where the history came with this very block, and is gone with all else that was staged, it is replayed as a
 * whole. `undefined` when something else is wrong.
 */
async function completed(node: NodeContext, cause: unknown): Promise<NodeContext | undefined> {
  if (!isCoterieError(cause, 'HISTORY_DEFERRED')) return undefined
  discardStaged(node)
  try {
    const { blocks } = await completeDeferred(node, toGroupId(fromBase64(String(cause.details['group']))))
    if (blocks > 0) return node
  } catch (error) {
    // Who calls completeHistory, as the cause advises, is told why.
    node.logger.warn('cannot complete a history', { group: cause.details['group'], error })
    return undefined
  }
  const { settings } = node
  return settings.join.strategy === 'replay' ? undefined : { ...node, settings: { ...settings, join: BESU_JOIN } }
}

/**
 * Replays the histories that a block names, those that the node may read (spec 02 §13.3).
 * @param known gets the markers whose history is here already.
 */
async function hydrateAll(
  node: NodeContext,
  block: PublicBlock,
  histories: readonly NamedHistory[],
  without: ReadonlySet<string>,
  known: string[],
): Promise<ReplayReport[]> {
  const reports: ReplayReport[] = []
  for (const { marker, key } of histories) {
    if (without.has(marker)) continue
    try {
      const report = await hydrate(node, block, key, logReplayProgress(node))
      if (report === undefined) {
        known.push(marker)
        continue
      }
      const named = { ...report, marker }
      reports.push(named)
      node.onReplay(named)
    } catch (error) {
      if (error instanceof EnclaveError && error.kind === 'client') continue
      if (error instanceof DecodeError && node.settings.rules.has('skip-malformed-payloads')) continue
      throw error
    }
  }
  return reports
}

/** Strict mode keeps a replayed history only if the add that brought it has succeeded here: the markers where it has not. */
function unacceptedHistories(
  node: NodeContext,
  replays: readonly ReplayReport[],
  markers: readonly ImportedMarker[],
): string[] {
  if (!node.settings.rules.has('hydrate-accepted-adds')) return []
  const succeeded = new Set(markers.filter(({ status }) => status === 1).map(({ marker }) => marker))
  return replays.map(({ marker }) => marker).filter((marker) => !succeeded.has(marker))
}

/** What a failed replay has stored stays in Besu; strict mode leaves nothing behind. */
async function keepOrDiscard(node: NodeContext, block: PublicBlock): Promise<void> {
  if (node.settings.rules.has('discard-failed-replay')) discardStaged(node)
  node.canonical.refuse(block)
  try {
    await node.store.commit()
  } catch (error) {
    discardStaged(node)
    throw error
  }
}

function unknownParent(node: NodeContext, block: PublicBlock): CoterieError {
  const { number, hash } = node.canonical.head
  return new CoterieError(
    'UNKNOWN_PARENT',
    `${node.name} does not have the parent of block ${block.number}; its head is block ${number}. Import the blocks between, or let network.sync do it`,
    { details: { parent: toHex(block.parentHash), head: toHex(hash) } },
  )
}

function processingFailed(node: NodeContext, block: PublicBlock, cause: unknown): CoterieError {
  if (isCoterieError(cause, 'CLOSED')) throw cause
  if (isCoterieError(cause, 'INVALID_OPTION')) return cause
  return new CoterieError(
    'BLOCK_PROCESSING_FAILED',
    `${node.name} cannot process block ${block.number}: ${messageOf(cause)}; import it again when that is mended`,
    { cause, details: { block: toHex(block.hash), number: block.number.toString() } },
  )
}

function hydrationFailed(node: NodeContext, block: PublicBlock, cause: unknown): CoterieError {
  if (isCoterieError(cause, 'CLOSED')) throw cause
  if (isCoterieError(cause, 'REPLAY_ROOT_MISMATCH') || isCoterieError(cause, 'SNAPSHOT_INVALID')) return cause
  if (isCoterieError(cause, 'INVALID_OPTION')) return cause
  return new CoterieError(
    'HYDRATION_FAILED',
    `${node.name} cannot replay a history that block ${block.number} brings: ${messageOf(cause)}`,
    { cause, details: { block: toHex(block.hash), number: block.number.toString() } },
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
