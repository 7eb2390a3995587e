import { join } from 'node:path'
import type { Contender } from '../../src/bench/run/Contender.ts'
import { contendersNamed, loadContenders } from '../../src/bench/run/loadContenders.ts'
import { type BenchPlan, type Variant, variantsOf } from '../../src/bench/run/BenchPlan.ts'
import { defaultCacheFolder } from '../../src/bench/workloads/HistoryCache.ts'
import { DEFAULT_PARAMETERS, type WorkloadKind } from '../../src/bench/workloads/WorkloadParameters.ts'

/** The kinds of work that the standard set has beside the recordings of Besu. */
const OTHER_WORK: readonly WorkloadKind[] = ['storage', 'compute', 'deploys', 'events', 'mix']

/**
 * The standard set: Besu's recordings of ERC-20 transfers, and a short
 * history of every other kind of work.
 * @param module URL of the contenders of the checkout.
 * @param root folder of the checkout.
 * @param words `--full`: 10,000 transfers with every contender, longer histories, all kinds of work.
 */
export async function standardPlan(module: string, root: string, words: readonly string[]): Promise<BenchPlan> {
  const full = words.includes('--full')
  const all = await loadContenders([module])
  const fast = named(all, 'fast')
  const recording = (name: string): { recording: string } => ({
    recording: join(root, 'bench', 'recordings', `${name}.json.gz`),
  })
  // Outside marks have nothing to do with these.
  const without = named(all, 'fast', 'reference', 'obvious')
  const everything = [
    ...variantsOf(all, ['fresh'], ['native']),
    ...variantsOf(fast, ['known'], ['native']),
    ...variantsOf(fast, ['fresh'], ['pure']),
  ]
  const alone = full ? everything : variantsOf(fast, ['fresh'], ['native'])
  const kinds = full ? ([...OTHER_WORK, 'reverts', 'churn'] as const) : OTHER_WORK
  return {
    items: [
      { subject: recording('erc20-1k'), variants: everything },
      { subject: recording('erc20-1k-100pb'), variants: alone },
      { subject: recording('erc20-1k-gap'), variants: variantsOf(fast, ['fresh'], ['native']) },
      { subject: recording('erc20-10k-100pb'), variants: alone },
      ...(full ? [{ subject: recording('erc20-10k'), variants: everything }] : []),
      ...kinds.map((workload) => ({
        subject: { ...DEFAULT_PARAMETERS, workload, n: full ? 1000 : 200 },
        variants: variantsOf(
          full ? without : named(all, 'fast', workload === 'mix' ? 'reference' : 'obvious'),
          ['fresh'],
          ['native'],
        ),
      })),
    ],
    repeats: 5,
    warmUp: 200,
    costs: true,
    cache: defaultCacheFolder(process.env),
  }
}

/** Everything once, with very short histories: what must work, not how fast it is. */
export async function smokePlan(module: string): Promise<BenchPlan> {
  const all = await loadContenders([module])
  const variants = variantsOf(named(all, 'fast', 'reference', 'obvious'), ['fresh'], ['native'])
  const known: Variant[] = variantsOf(named(all, 'fast'), ['known'], ['pure'])
  const small = { ...DEFAULT_PARAMETERS, n: 20, accounts: 20 }
  return {
    items: [
      { subject: { ...small, perBlock: 5, gap: 1 }, variants: [...variants, ...known] },
      { subject: { ...small, workload: 'mix' }, variants },
    ],
    repeats: 1,
    warmUp: 0,
    costs: false,
    cache: defaultCacheFolder(process.env),
  }
}

const named = (all: readonly Contender[], ...names: readonly string[]): Contender[] => contendersNamed(all, names)
