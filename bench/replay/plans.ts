import { join } from 'node:path'
import type { Contender } from '../../src/bench/run/Contender.ts'
import { contendersNamed, loadContenders } from '../../src/bench/run/loadContenders.ts'
import { type BenchItem, type BenchPlan, variantsOf } from '../../src/bench/run/BenchPlan.ts'
import { defaultCacheFolder } from '../../src/bench/workloads/HistoryCache.ts'
import { DEFAULT_PARAMETERS, type WorkloadParameters } from '../../src/bench/workloads/WorkloadParameters.ts'
import { WORKLOAD_KINDS, type WorkloadKind } from '../../src/bench/workloads/workloadKinds.ts'

/** The kinds of work that the standard set has beside transfers. */
const OTHER_WORK: readonly WorkloadKind[] = ['storage', 'mix']

/** Words that {@link standardPlan} understands. */
export const STANDARD_WORDS = ['--full', '--million'] as const

/**
 * The standard set: Besu's recordings of ERC-20 transfers, of up to 10,000, and short histories of other kinds of work.
 * It is cut so that 5 runs of each fit into 10 minutes.
 * @param module URL of the contenders of the checkout.
 * @param root folder of the checkout.
 * @param words `--full`: every contender on every history, and what takes long: see {@link largeItems}.
 * `--million`: a million transfers, too.
 */
export async function standardPlan(module: string, root: string, words: readonly string[]): Promise<BenchPlan> {
  const full = words.includes('--full')
  const all = await loadContenders([module])
  const fast = named(all, 'fast')
  const alone = variantsOf(fast)
  const recording = (name: string): { recording: string } => ({
    recording: join(root, 'bench', 'recordings', `${name}.json.gz`),
  })
  const everything = [
    ...variantsOf(all),
    ...variantsOf(fast, { senders: ['known'] }),
    ...variantsOf(fast, { crypto: ['wasm', 'pure'] }),
    ...variantsOf(fast, { joins: ['replay-final', 'snapshot'] }),
  ]
  // Outside marks have nothing to do with these.
  const three = variantsOf(named(all, 'fast', 'reference', 'obvious'))
  const kinds = full ? WORKLOAD_KINDS.filter((kind) => kind !== 'erc20') : OTHER_WORK
  return {
    items: [
      { subject: recording('erc20-1k'), variants: everything },
      { subject: recording('erc20-1k-100pb'), variants: full ? everything : three },
      {
        subject: recording('erc20-10k-100pb'),
        variants: full ? everything : variantsOf(fast, { joins: ['replay', 'snapshot'] }),
      },
      ...(full
        ? [
            { subject: recording('erc20-10k'), variants: everything },
            { subject: recording('erc20-1k-gap'), variants: alone },
          ]
        : []),
      ...kinds.map((workload) => ({
        subject: { ...DEFAULT_PARAMETERS, workload, n: full ? 1000 : 200 },
        variants: full ? three : alone,
      })),
      ...(full ? largeItems(fast) : []),
      ...(words.includes('--million') ? [transfers(fast, { n: 1_000_000 })] : []),
    ],
    repeats: 5,
    warmUp: 500,
    costs: true,
    takeTurns: false,
    cache: defaultCacheFolder(process.env),
  }
}

/** 100,000 transfers; a state of a million accounts beside one of 1,000; 10,000 empty blocks beside none. */
function largeItems(fast: readonly Contender[]): BenchItem[] {
  return [
    transfers(fast, { n: 100_000 }),
    transfers(fast, { n: 1000 }),
    transfers(fast, { n: 1000, accounts: 1_000_000 }),
    transfers(fast, { n: 1000, gap: 1000 }),
  ]
}

function transfers(fast: readonly Contender[], parameters: Partial<WorkloadParameters>): BenchItem {
  return { subject: { ...DEFAULT_PARAMETERS, perBlock: 100, ...parameters }, variants: variantsOf(fast) }
}

/** Everything once, with very short histories: what must work, not how fast it is. */
export async function smokePlan(module: string): Promise<BenchPlan> {
  const all = await loadContenders([module])
  const variants = variantsOf(named(all, 'fast', 'reference', 'obvious'))
  const others = [
    ...variantsOf(named(all, 'fast'), { senders: ['known'], crypto: ['pure'] }),
    ...variantsOf(named(all, 'fast'), { crypto: ['wasm'], joins: ['snapshot'] }),
  ]
  const small = { ...DEFAULT_PARAMETERS, n: 20, accounts: 20 }
  return {
    items: [
      { subject: { ...small, perBlock: 5, gap: 1 }, variants: [...variants, ...others] },
      { subject: { ...small, workload: 'mix' }, variants: variantsOf(named(all, 'fast', 'reference')) },
    ],
    repeats: 1,
    warmUp: 0,
    costs: false,
    takeTurns: false,
    cache: defaultCacheFolder(process.env),
  }
}

const named = (all: readonly Contender[], ...names: readonly string[]): Contender[] => contendersNamed(all, names)
