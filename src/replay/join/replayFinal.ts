import { equalBytes } from '../../primitives/bytes.ts'
import type { PrivateReceipt } from '../../transaction/privateReceipt.ts'
import type { HistoryBlobEntry } from '../../transaction/historyBlob.ts'
import { executeUnhashed } from '../executeHistoric.ts'
import type { HistoricTask } from '../historicTask.ts'
import { bufferOf, stage } from '../replayBlock.ts'
import type { JoinCheck } from './JoinSettings.ts'
import type { ReplayRun } from './ReplayRun.ts'

/** Transactions whose receipts wait in memory at most: then a root is compared before the end. */
const MOST_WAITING = 50_000
/** Bytes that a state may grow by without being hashed: then, too. */
const MOST_GROWTH = 192 * 2 ** 20

/**
 * Executes every transaction, and compares the root only after the last one, or (`block`) after each block. A root that
 * differs is looked for by bisection, and the block where it first does is replayed with every root: there a defect of the
 * engine is mended, and the transaction found where the history itself is wrong.
 * @throws {ReplayRootMismatchError} naming that transaction. What is staged then is what `replay` would have staged, but for
 *   the states of older blocks, which are deferred.
 */
export async function replayFinal(run: ReplayRun, check: JoinCheck): Promise<void> {
  let good = 0
  while (good < run.length) {
    const end = check === 'block' ? good + 1 : run.length
    const attempt = await attemptTo(run, good, end)
    if (attempt.isRight) {
      good = attempt.end
      continue
    }
    // A block of which nothing was executed is one that Besu gives up.
    if (attempt.end > good) good = await lastGood(run, good, attempt.end)
    await run.replay(good)
    good++
    await run.reached(good)
  }
}

/** @returns index of the first block whose recorded root is not met; the blocks before it are staged. */
async function lastGood(run: ReplayRun, start: number, behindBad: number): Promise<number> {
  let [good, bad] = [start, behindBad]
  while (bad - good > 1) {
    const attempt = await attemptTo(run, good, (good + bad) >> 1)
    if (attempt.isRight) good = attempt.end
    else bad = attempt.end
  }
  return good
}

interface Waiting {
  readonly task: HistoricTask
  readonly executed: readonly { readonly entry: HistoryBlobEntry; readonly receipt: PrivateReceipt }[]
}

/**
 * Executes blocks without hashing and compares the root after the last of them. If it is right, what they gave is staged; if
 * not, all of it is forgotten. Ends early at a block that Besu gives up, and when memory runs short.
 * @returns index behind the last block that was executed.
 */
async function attemptTo(run: ReplayRun, start: number, limit: number): Promise<{ end: number; isRight: boolean }> {
  const { context, needed } = run
  const { states, metadata } = context
  const first = await run.task(start)
  if (first.abandoned !== undefined) return { end: start, isRight: false }
  const base = bufferOf(context, first).root(needed.group)
  const world = states.at(needed.group, base)
  const waiting: Waiting[] = []
  let count = 0
  let end = start
  const memory = world.memory
  while (end < limit && count < MOST_WAITING && world.memory - memory < MOST_GROWTH) {
    const task = end === start ? first : await run.task(end)
    if (task.abandoned !== undefined) break
    const executed = await executeUnhashed(context, task, world)
    waiting.push({ task, executed })
    run.executed += executed.length
    count += executed.length
    end++
    await run.reached(end)
  }
  run.verifiedRoots++
  if (!equalBytes(world.root(), run.recordedRoot(end - 1))) {
    states.drop(needed.group)
    return { end, isRight: false }
  }
  states.collect(needed.group, metadata)
  for (const [place, block] of waiting.entries()) {
    stageWaiting(run, block)
    run.staged(start + place)
    run.replayed(start + place)
  }
  if (end - start > 1) run.defer(start, end, base)
  return { end, isRight: true }
}

function stageWaiting({ context, needed }: ReplayRun, { task, executed }: Waiting): void {
  const buffer = bufferOf(context, task)
  for (const { entry, receipt } of executed) {
    buffer.addReceipt(entry.markerHash, receipt)
    buffer.addSuccess(needed.group, entry.markerHash, entry.stateRoot)
  }
  stage(context, task, buffer)
}
