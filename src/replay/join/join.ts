import { toBase64 } from '../../primitives/bytes.ts'
import { isInOrder } from './isInOrder.ts'
import { joinBySnapshot } from './joinBySnapshot.ts'
import type { JoinStrategy } from './JoinSettings.ts'
import { replayAll } from './replayAll.ts'
import { replayFinal } from './replayFinal.ts'
import type { ReplayRun } from './ReplayRun.ts'

/**
 * Makes a history the node's own, in the way that its settings say.
 * @returns how it was done.
 * @throws {ReplayRootMismatchError} when a root differs that is compared; what was done before it stays staged.
 */
export async function join(run: ReplayRun): Promise<JoinStrategy> {
  let hasFailed = true
  try {
    const strategy = await joinBy(run)
    hasFailed = false
    return strategy
  } finally {
    await run.end(hasFailed)
  }
}

async function joinBy(run: ReplayRun): Promise<JoinStrategy> {
  const { strategy, check, checkpointEvery } = run.context.settings.join
  if (strategy === 'snapshot') return (await joinBySnapshot(run, checkpointEvery)) ? 'snapshot' : 'replay'
  if (strategy === 'replay-final') {
    if (isInOrder(run.needed.blocks)) {
      await replayFinal(run, check)
      return 'replay-final'
    }
    run.context.logger.info('the history is not in the order of the chain: replaying it', {
      group: toBase64(run.needed.group),
    })
  }
  await replayAll(run)
  return 'replay'
}
