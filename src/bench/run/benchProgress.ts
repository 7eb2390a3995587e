import { variantName } from '../results/ResultLine.ts'
import type { BenchItem, BenchPlan, Variant } from './BenchPlan.ts'
import { Progress, type ProgressOutput } from './Progress.ts'
import type { Recordings } from './readRecordings.ts'
import { type BenchListener, roundsOf } from './runBench.ts'
import { AGAIN_MS, LONGEST_WARM_UP_MS, WARM_UP_MS } from './warmUpTimes.ts'

/** Until a process measures: its start, and the copy of the database. */
const START_MS = 700

/**
 * Tells how far a plan is.
 * @param now monotonic time in milliseconds.
 */
export function benchProgress(
  plan: BenchPlan,
  recordings: Recordings,
  output: ProgressOutput,
  now: () => number,
): Omit<BenchListener, 'onResult'> {
  const expected = (item: BenchItem, { contender }: Variant): { before: number; replay: number; all: number } => {
    const replay = (transactionsOf(item, recordings) * contender.expectedUs) / 1000
    const warmUp = Math.min(LONGEST_WARM_UP_MS, Math.max(WARM_UP_MS, replay)) + AGAIN_MS
    const before = START_MS + (plan.warmUp === 0 ? 0 : warmUp)
    return { before, replay, all: before + replay }
  }
  const total = plan.items
    .flatMap((item) => item.variants.map((variant) => expected(item, variant).all * roundsOf(plan, variant)))
    .reduce((sum, work) => sum + work, 0)
  const progress = new Progress(total, output, now)
  // What a process does before it tells of progress is no part of the rate.
  let first: { readonly at: number; readonly done: number } | undefined
  return {
    onPreparation: (what, done) => progress.note(`${what} ${Math.floor(done * 100)} %`),
    onRun: (item, variant, { name, transactions, newcomers }, done) => {
      first ??= { at: now(), done }
      const elapsed = now() - first.at
      const rate = elapsed > 0 && done > first.done ? ((done - first.done) * 1000) / elapsed : undefined
      const { before, replay } = expected(item, variant)
      progress.update(before + (replay * done) / (transactions * newcomers.length), labelOf(variant, name), rate)
    },
    onRunEnd: (item, variant, { name }) => {
      first = undefined
      progress.finish(expected(item, variant).all, labelOf(variant, name))
    },
    onRunsMissed: (item, variant, runs) => progress.skip(expected(item, variant).all * runs),
  }
}

/** That each process replays, of all groups and joiners together. */
function transactionsOf({ subject }: BenchItem, recordings: Recordings): number {
  if (!('recording' in subject)) return subject.n * subject.groups * subject.joiners
  return recordings.get(subject.recording)?.history.transactions ?? 0
}

function labelOf({ contender, ...circumstances }: Variant, history: string): string {
  return `${history}, ${variantName({ contender: contender.name, ...circumstances })}`
}
