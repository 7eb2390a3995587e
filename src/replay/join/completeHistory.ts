import { EnclaveError, PAYLOAD_NOT_FOUND } from '../../errors/EnclaveError.ts'
import { type Hex, equalBytes, toBase64, toHex } from '../../primitives/bytes.ts'
import type { BlockHash, GroupId, StateRoot } from '../../primitives/identifiers.ts'
import type { DeferredPart } from '../../state/DeferredHistory.ts'
import { type HistoricOutcome, executeHistoric } from '../executeHistoric.ts'
import { type HistoricTask, historicTask } from '../historicTask.ts'
import { locateHistory } from '../locateHistory.ts'
import { readBlob } from '../readBlob.ts'
import type { ReplayContext } from '../ReplayContext.ts'
import { SenderRecovery } from '../senders/SenderRecovery.ts'
import { StoredSenders } from '../senders/StoredSenders.ts'
import { verifyRoots } from '../verifyRoots.ts'
import { WriteBehind } from '../WriteBehind.ts'
import { Branch } from './Branch.ts'

/** What completing a history did. */
export interface CompletionReport {
  /** Group id, base64. */
  readonly group: string
  /** Transactions executed. */
  readonly transactions: number
  /** Blocks that hold them. */
  readonly blocks: number
  /** Milliseconds by the monotonic clock. */
  readonly milliseconds: number
}

/** What completing needs: a node that can be named. */
export interface CompletionContext extends ReplayContext {
  readonly name: string
}

/**
 * Makes what was deferred when the node joined a group: executes that part of the history again, verifies every root, and
 * stages receipts and states, but for receipts that a later replay has replaced. What `replay` would have stored is there then; the
 * caller commits it.
 * @throws {EnclaveError} when the enclave does not give the history blob any more; one that has lost it with the handle to put it
 *   back under.
 * @throws {ReplayRootMismatchError} when a block does not give the recorded root; the caller discards what is staged, and the
 *   part stays deferred.
 */
export async function completeHistory(context: CompletionContext, group: GroupId): Promise<CompletionReport> {
  const started = performance.now()
  const done = { transactions: 0, blocks: 0 }
  const { deferred } = context.metadata
  // The group's live state is the newest one; this work has states of its own.
  const own: CompletionContext = { ...context, states: context.states.apart() }
  for (const part of deferred.parts(group)) await completePart(own, group, part, done)
  deferred.clear(group)
  return { group: toBase64(group), ...done, milliseconds: performance.now() - started }
}

async function completePart(
  context: CompletionContext,
  group: GroupId,
  part: DeferredPart,
  done: { transactions: number; blocks: number },
): Promise<void> {
  const history = await readBlob(context, part.blob).catch((cause: unknown) => {
    throw isLost(cause) ? lost(context, group, part, cause) : cause
  })
  const canonical = new Branch(context.chain, part.tip)
  const blocks = locateHistory({ ...context, canonical }, history, part.first, part.end)
  const stored = (block: BlockHash): StoredSenders => new StoredSenders(context.metadata, block, history)
  // Of a part that was executed there are receipts already.
  const isExecuted = blocks[0] !== undefined && stored(blocks[0].hash).has(part.first)
  const recovery = isExecuted ? undefined : new SenderRecovery(history, part.first, part.end)
  const writing = new WriteBehind(context.store)
  const replaced = new Map(part.replaced.map(({ block, markers }) => [toHex(block), new Set(markers.map(toHex))]))
  let root = part.base
  try {
    for (const historic of blocks) {
      const task = await historicTask(context, group, history, historic, recovery ?? stored(historic.hash))
      const outcome = await executeHistoric(context, task, root)
      context.states.collect(group, context.metadata)
      const base = root
      root = outcome.executed.at(-1)?.root ?? base
      verifyRoots(root, task, outcome, base)
      store(context, task, outcome, replaced.get(toHex(historic.hash)))
      done.transactions += outcome.executed.length
      done.blocks++
      await writing.goOn()
    }
  } finally {
    recovery?.end()
  }
  await writing.end()
}

const isLost = (error: unknown): error is EnclaveError =>
  error instanceof EnclaveError && error.message === PAYLOAD_NOT_FOUND

function lost({ name }: CompletionContext, group: GroupId, { blob }: DeferredPart, cause: EnclaveError): EnclaveError {
  const { kind, status } = cause
  const problem = `the enclave of ${name} no longer has the history with which it joined group ${toBase64(group)}`
  const advice = `put ${toBase64(blob)} back (enclave.put); the enclave of the member that added it has it`
  return new EnclaveError(kind, `${problem}: ${advice}`, { status, cause })
}

/**
 * Stages the receipts; and the roots within the block where the history has others, which nobody else verifies.
 * @param replaced markers (hex) that a later replay has executed in the block: what it has stored counts, since it may have begun with
 *   another state. `undefined` when there was none.
 */
function store(
  { metadata }: ReplayContext,
  { group, block }: HistoricTask,
  { executed }: HistoricOutcome,
  replaced: ReadonlySet<Hex> | undefined,
): void {
  for (const { entry, receipt } of executed) {
    if (replaced?.has(toHex(entry.markerHash)) !== true) metadata.putReceipt(block.hash, entry.markerHash, receipt)
  }
  if (replaced !== undefined) return
  const known = metadata.metadata(block.hash, group)
  if (known?.length !== executed.length) return
  const isSame = (at: number, root: StateRoot): boolean => equalBytes(known[at]?.stateRoot ?? root, root)
  if (executed.every(({ root }, at) => isSame(at, root))) return
  metadata.putMetadata(
    block.hash,
    group,
    executed.map(({ entry, root }) => ({ markerHash: entry.markerHash, stateRoot: root })),
    block.number,
  )
}
