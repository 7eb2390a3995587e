import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoterieError } from '../../errors/CoterieError.ts'
import type { ResultLine, RunIdentity } from '../results/ResultLine.ts'
import { type CachedHistory, HistoryCache } from '../workloads/HistoryCache.ts'
import type { BenchItem, BenchPlan, Subject, Variant } from './BenchPlan.ts'
import type { RunRequest, RunTask, Senders } from './Contender.ts'
import { prepareDataPath } from './prepareDataPath.ts'
import type { Recordings } from './readRecordings.ts'
import { startRun } from './startRun.ts'
import { warmUpRecording, warmUpWorkload } from './warmUpSubject.ts'

/** Told while it goes on. */
export interface BenchListener {
  /** A step has begun that is not measured. @param done from 0 to 1. */
  readonly onPreparation: (what: string, done: number) => void
  /** A run has got on. @param done transactions. */
  readonly onRun: (item: BenchItem, variant: Variant, history: CachedHistory['history'], done: number) => void
  /** A run has ended; those that find out about costs are told of, too. */
  readonly onRunEnd: (item: BenchItem, variant: Variant, history: CachedHistory['history']) => void
  /** So many planned runs will not take place. */
  readonly onRunsMissed: (item: BenchItem, variant: Variant, runs: number) => void
  /** A result; also what did not take part or failed. */
  readonly onResult: (line: ResultLine) => void
}

/**
 * Measures everything that is planned. Runs of one history take turns, so that the machine's other work meets all; if the plan says so, runs of
 * all histories do.
 * @param recordings those of the plan.
 * @throws {CoterieError} when a history cannot be recorded or prepared. What a contender does wrong is a result.
 */
export async function runBench(plan: BenchPlan, recordings: Recordings, listener: BenchListener): Promise<void> {
  const turns = plan.takeTurns ? [plan.items] : plan.items.map((item) => [item])
  for (const items of turns) {
    // At once, and removed by programs that are ended in the middle.
    const scratch = mkdtempSync(join(tmpdir(), 'coterie-bench-'))
    const remove = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
    process.once('exit', remove)
    try {
      await inTurns(
        items.map((item, index) => new ItemRun(plan, item, listener, recordings, join(scratch, `${index}`)).rounds()),
      )
    } finally {
      process.off('exit', remove)
      await rm(scratch, { recursive: true, force: true })
    }
  }
}

/** Takes a step of each, again and again, until all have ended. */
async function inTurns(runs: readonly AsyncGenerator<void>[]): Promise<void> {
  let going = runs
  while (going.length > 0) {
    const left: AsyncGenerator<void>[] = []
    for (const run of going) if ((await run.next()).done !== true) left.push(run)
    going = left
  }
}

/** All runs on one history. */
class ItemRun {
  readonly #plan: BenchPlan
  readonly #item: BenchItem
  readonly #listener: BenchListener
  readonly #recordings: Recordings
  readonly #cache: HistoryCache
  readonly #scratch: string
  readonly #prepared = new Map<string, Promise<string>>()
  #runs = 0

  constructor(plan: BenchPlan, item: BenchItem, listener: BenchListener, recordings: Recordings, scratch: string) {
    this.#plan = plan
    this.#item = item
    this.#listener = listener
    this.#recordings = recordings
    this.#cache = new HistoryCache(plan.cache)
    this.#scratch = scratch
  }

  /** Runs each variant once with every step. */
  async *rounds(): AsyncGenerator<void> {
    const { subject, variants } = this.#item
    const cached = await this.#history(subject)
    const warmUp = this.#plan.warmUp === 0 ? undefined : await this.#warmUp(subject, cached)
    const most = Math.max(...variants.map((variant) => roundsOf(this.#plan, variant)))
    let taking = variants.filter((variant) => {
      const takesPart = this.#takesPart(variant, cached)
      if (!takesPart) this.#listener.onRunsMissed(this.#item, variant, roundsOf(this.#plan, variant))
      return takesPart
    })
    for (let round = 1; round <= most; round++) {
      for (const variant of taking) {
        const rounds = roundsOf(this.#plan, variant)
        if (round > rounds) continue
        const costs = round > this.#plan.repeats
        if (!(await this.#runOnce(variant, cached, warmUp, round, costs))) {
          taking = taking.filter((other) => other !== variant)
          this.#listener.onRunsMissed(this.#item, variant, rounds - round)
        }
        this.#listener.onRunEnd(this.#item, variant, cached.history)
      }
      yield
    }
  }

  #takesPart(variant: Variant, { history }: CachedHistory): boolean {
    const reason = variant.contender.unfit?.(history)
    if (reason === undefined) return true
    this.#listener.onResult({ kind: 'skipped', ...identity(variant, history), reason })
    return false
  }

  /** @returns whether the contender may go on. */
  async #runOnce(
    variant: Variant,
    cached: CachedHistory,
    warmUp: CachedHistory | undefined,
    repeat: number,
    costs: boolean,
  ): Promise<boolean> {
    const { contender, senders, crypto, join: way, replayThreads } = variant
    const { history } = cached
    const scratch = join(this.#scratch, `run-${++this.#runs}`)
    await mkdir(scratch, { recursive: true })
    const request: RunRequest = {
      module: contender.module,
      engine: contender.engine,
      senders,
      join: way,
      replayThreads,
      task: await this.#task(variant, cached, senders),
      warmUp: warmUp === undefined ? null : await this.#task(variant, warmUp, 'fresh'),
      costs,
      scratch,
    }
    const who = identity(variant, history)
    try {
      const measured = await startRun(request, crypto, (done) =>
        this.#listener.onRun(this.#item, variant, history, done),
      )
      const { costs: found, ...figures } = measured
      if (!costs) this.#listener.onResult({ kind: 'run', ...who, repeat, ...figures })
      else if (found !== null) this.#listener.onResult({ kind: 'costs', ...who, ...found })
      return true
    } catch (error) {
      if (!isCoterieError(error)) throw error
      this.#listener.onResult({ kind: 'failed', ...who, reason: `${error.code}: ${error.message}` })
      return false
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }

  async #warmUp(subject: Subject, { history }: CachedHistory): Promise<CachedHistory> {
    const { parameters } = history
    const other =
      'recording' in subject
        ? await warmUpRecording(subject.recording, parameters.perBlock, (recording) => this.#history({ recording }))
        : undefined
    return other ?? this.#history(warmUpWorkload(parameters, this.#plan.warmUp))
  }

  async #history(subject: Subject): Promise<CachedHistory> {
    if ('recording' in subject) {
      const known = this.#recordings.get(subject.recording)
      if (known !== undefined) return known
      this.#listener.onPreparation(`reading ${subject.recording}`, 0)
      return this.#cache.recording(subject.recording)
    }
    const { workload, n } = subject
    const onProgress = (done: number, total: number): void =>
      this.#listener.onPreparation(`recording ${n} transactions of ${workload}`, done / total)
    return this.#cache.workload(subject, { onProgress })
  }

  async #task(
    { contender, join: way }: Variant,
    { history, folder }: CachedHistory,
    senders: Senders,
  ): Promise<RunTask> {
    if (!contender.prepared) return { history: folder, prepared: null }
    const key = `${folder} ${senders} ${way === 'snapshot' ? way : ''}`
    let preparing = this.#prepared.get(key)
    if (preparing === undefined) {
      const dataPath = join(this.#scratch, `prepared-${this.#prepared.size}`)
      const onProgress = (blocks: number): void =>
        this.#listener.onPreparation(`importing the blocks of ${history.name}`, blocks / history.deliveries)
      preparing = prepareDataPath(history, folder, dataPath, { senders, join: way }, onProgress).then(() => dataPath)
      this.#prepared.set(key, preparing)
    }
    return { history: folder, prepared: await preparing }
  }
}

/** Runs of a variant: those that count, and one that finds out where the time goes. */
export function roundsOf({ repeats, costs }: Pick<BenchPlan, 'repeats' | 'costs'>, { contender }: Variant): number {
  return repeats + (costs && contender.counted ? 1 : 0)
}

function identity({ contender, ...circumstances }: Variant, history: CachedHistory['history']): RunIdentity {
  const { name, parameters, madeBy } = history
  return { history: name, parameters, madeBy, contender: contender.name, ...circumstances }
}
