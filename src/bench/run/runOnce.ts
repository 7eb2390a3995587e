import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CoterieError } from '../../errors/CoterieError.ts'
import { StageClock, setStageClock } from '../../primitives/StageClock.ts'
import { forgetSenders } from '../../transaction/knownSenders.ts'
import { collectGarbage } from '../measure/collectGarbage.ts'
import { type Use, measureUse, peakMb } from '../measure/ProcessUse.ts'
import { requireHistory } from '../workloads/historyFiles.ts'
import type { History } from '../workloads/History.ts'
import type {
  ContenderModule,
  MeasuredReplay,
  ReplayOutcome,
  RunCosts,
  RunMeasurement,
  RunRequest,
  RunTask,
} from './Contender.ts'
import { AGAIN_MS, LONGEST_WARM_UP_MS, WARM_UP_MS } from './warmUpTimes.ts'

/**
 * Does one run in this process: the warm-up, then the replay that counts. Roots of all newcomers are compared with those of the recording
 * before anything is said about time.
 * @param tell called with the number of transactions that are done.
 * @throws {CoterieError} `REPLAY_ROOT_MISMATCH` when the replay ends elsewhere; whatever the contender throws.
 */
export async function runOnce(request: RunRequest, tell: (done: number) => void): Promise<RunMeasurement> {
  const module = (await import(request.module)) as ContenderModule
  const round = warmUpRound(module, request)
  const shortest = round === undefined ? Infinity : await warmUp(request, round)
  const begin = async () => {
    if (round !== undefined && shortest < AGAIN_MS) await refresh(round)
    return measure(request.costs)
  }
  const outcome = await perform(module, request, request.task, { scratch: 'run', tell, begin })
  const { use, ...others } = outcome
  return { ...use, ...others, peakMb: peakMb() }
}

/** Does the warm-up task once. @returns transactions. */
type Round = () => Promise<number>

function warmUpRound(module: ContenderModule, request: RunRequest): Round | undefined {
  const { warmUp: task, senders } = request
  if (task === null) return undefined
  const begin = async () => async () => ({ ...measureUse()(), costs: null })
  return async () => {
    if (senders === 'fresh') forgetSenders()
    return (await perform(module, request, task, { scratch: 'warm-up', tell: () => undefined, begin })).transactions
  }
}

/** @returns milliseconds of the shortest round. */
async function warmUp({ task }: RunRequest, round: Round): Promise<number> {
  const { transactions } = await requireHistory(task.history)
  const started = performance.now()
  let shortest = Infinity
  let done = 0
  for (let elapsed = 0; elapsed < WARM_UP_MS || (done < transactions && elapsed < LONGEST_WARM_UP_MS);) {
    done += await round()
    const before = elapsed
    elapsed = performance.now() - started
    shortest = Math.min(shortest, elapsed - before)
  }
  return shortest
}

/**
 * Collects what the preparation of the replay has left behind: the import of the same history by another member is more than the replay
 * itself. That throws compiled code away and makes the heap small, so that the warm-up goes on for a while.
 */
async function refresh(round: Round): Promise<void> {
  collectGarbage()
  const started = performance.now()
  while (performance.now() - started < AGAIN_MS) await round()
}

type Surroundings = Pick<MeasuredReplay, 'tell' | 'begin'> & { readonly scratch: string }

async function perform(
  module: ContenderModule,
  { engine, senders, join: way, scratch, replayThreads, costs }: RunRequest,
  task: RunTask,
  surroundings: Surroundings,
): ReturnType<ContenderModule['replay']> {
  const folder = join(scratch, surroundings.scratch)
  await mkdir(folder, { recursive: true })
  try {
    const history = await requireHistory(task.history)
    const outcome = await module.replay({
      ...{ ...surroundings, task, history, engine, senders, join: way, scratch: folder },
      // What threads do is not counted.
      replayThreads: replayThreads ?? (costs ? 0 : null),
    })
    requireRecorded(history, outcome)
    return outcome
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws {CoterieError} when a newcomer has another root than the recording, or not all have replayed all. */
function requireRecorded({ name, roots, newcomers, transactions }: History, outcome: ReplayOutcome): void {
  for (const [index, newcomer] of newcomers.entries()) {
    for (const [group, recorded] of roots.entries()) {
      const ends = outcome.roots[index * roots.length + group] ?? 'none'
      if (ends === recorded) continue
      const message = `the replay of ${name} by ${newcomer} ends with root ${ends}, the recording with ${recorded}`
      throw new CoterieError('REPLAY_ROOT_MISMATCH', message)
    }
  }
  const expected = transactions * newcomers.length
  if (outcome.transactions === expected) return
  const message = `${outcome.transactions} of ${expected} transactions of ${name} were replayed`
  throw new CoterieError('HYDRATION_FAILED', message)
}

async function measure(costs: boolean): Promise<() => Promise<Use & { costs: RunCosts | null }>> {
  if (!costs) {
    const end = measureUse()
    return async () => ({ ...end(), costs: null })
  }
  const clock = new StageClock(() => performance.now())
  setStageClock(clock)
  const end = measureUse()
  return async () => {
    const use = end()
    const stages = Object.entries(clock.read())
    setStageClock(undefined)
    const total = stages.reduce((sum, [, { milliseconds }]) => sum + milliseconds, 0)
    const shares = Object.fromEntries(stages.map(([stage, { milliseconds }]) => [stage, milliseconds / total]))
    const calls = Object.fromEntries(stages.map(([stage, one]) => [stage, one.calls]))
    return { ...use, costs: { source: 'counters', shares, calls } }
  }
}
