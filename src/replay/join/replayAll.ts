import type { ReplayRun } from './ReplayRun.ts'

/**
 * Besu's way: executes block after block with every root verified, and stores every state (spec 02 §13.3).
 * @param start index of the block to begin with.
 * @throws {ReplayRootMismatchError} naming the first transaction that differs.
 */
export async function replayAll(run: ReplayRun, start = 0): Promise<void> {
  for (let index = start; index < run.length; index++) {
    await run.replay(index)
    await run.reached(index + 1)
  }
}
