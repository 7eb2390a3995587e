import type { MeasuredReplay, ReplayOutcome } from '../../src/bench/run/Contender.ts'
import { replayPublicly } from './publicWay.ts'

/** The contract calls of a history on Ganache. */
export function replay(task: MeasuredReplay): Promise<ReplayOutcome> {
  return replayPublicly('ganache', task)
}
