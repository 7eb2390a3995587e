import type { MeasuredReplay, ReplayOutcome } from '../../src/bench/run/Contender.ts'
import { replayPublicly } from './publicWay.ts'

/** The contract calls of a history on EDR, through Hardhat. */
export function replay(task: MeasuredReplay): Promise<ReplayOutcome> {
  return replayPublicly('hardhat', task)
}
