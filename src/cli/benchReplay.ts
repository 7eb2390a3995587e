import { resolve } from 'node:path'
import { defaultCacheFolder } from '../bench/workloads/HistoryCache.ts'
import { contendersNamed, loadContenders } from '../bench/run/loadContenders.ts'
import { sweep, workloadKindsNamed } from '../bench/run/planItems.ts'
import { CRYPTO, JOINS, SENDERS } from '../bench/run/Contender.ts'
import { type BenchItem, type BenchPlan, type Variant, variantsOf } from '../bench/run/BenchPlan.ts'
import { UsageError } from './reportError.ts'
import { runPlan } from './benchRun.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie bench replay`. */
export interface BenchReplayOptions {
  readonly workload?: readonly string[]
  readonly recording?: readonly string[]
  readonly n?: readonly number[]
  readonly perBlock?: readonly number[]
  readonly gap?: readonly number[]
  readonly members?: readonly number[]
  readonly accounts?: readonly number[]
  readonly payload?: readonly number[]
  readonly groups?: readonly number[]
  readonly joiners?: readonly number[]
  readonly seed?: string
  readonly contenders?: readonly string[]
  readonly with?: readonly string[]
  readonly senders?: readonly string[]
  readonly crypto?: readonly string[]
  readonly join?: readonly string[]
  readonly replayThreads?: readonly number[]
  readonly repeats?: number
  readonly warmUp?: number
  readonly costs: boolean
  readonly takeTurns?: true
  readonly cache?: string
  readonly json?: string
  readonly csv?: string
  readonly report?: string
}

/**
 * `coterie bench replay`: measures, shows a table and writes the files asked for.
 * @throws {UsageError} for wrong options; {@link CoterieError} `INVALID_OPTION` likewise, `NOT_FOUND` and `DECODE_FAILED` for files that are
 * read, `CALL_FAILED` at the end when a contender has failed.
 */
export async function benchReplay(
  options: BenchReplayOptions,
  terminal: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const contenders = contendersNamed(await loadContenders(options.with ?? []), options.contenders)
  const variants = variantsOf(contenders, {
    senders: chosen('senders', options.senders, SENDERS, ['fresh']),
    crypto: chosen('crypto', options.crypto, CRYPTO, ['native']),
    joins: chosen('join', options.join, JOINS, ['replay']),
    replayThreads: options.replayThreads ?? [],
  })
  const plan: BenchPlan = {
    items: itemsOf(options, variants),
    repeats: options.repeats ?? 5,
    warmUp: options.warmUp ?? 500,
    costs: options.costs,
    takeTurns: options.takeTurns === true,
    cache: options.cache ?? defaultCacheFolder(environment),
  }
  await runPlan(plan, options, terminal)
}

function itemsOf(options: BenchReplayOptions, variants: readonly Variant[]): BenchItem[] {
  const { workload, recording = [], n, perBlock, gap, members, accounts, payload, groups, joiners, seed } = options
  const given = { n, perBlock, gap, members, accounts, payload, groups, joiners, seed }
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  // The same file once, however it is named.
  const files = recording.map((path) => resolve(path))
  const paths = recording.filter((_, index) => files.indexOf(files[index] ?? '') === index)
  const recorded = paths.map((path) => ({ subject: { recording: path }, variants }))
  if (workload === undefined && recording.length > 0) {
    if (Object.keys(values).length === 0) return recorded
    throw new UsageError('a recording is as it is: leave out what shapes workloads, or name a --workload, too')
  }
  const workloads = workloadKindsNamed(workload ?? ['erc20'])
  return [...recorded, ...sweep({ workloads, ...values }).map((subject) => ({ subject, variants }))]
}

function chosen<const T extends string>(
  option: string,
  given: readonly string[] | undefined,
  choices: readonly T[],
  usual: readonly T[],
): T[] {
  return (given ?? usual).map((name) => {
    const found = choices.find((choice) => choice === name)
    if (found !== undefined) return found
    throw new UsageError(`--${option} ${name} is not known: use ${choices.join(' or ')}`)
  })
}
