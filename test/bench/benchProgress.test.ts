import { expect, it } from 'vitest'
import { benchProgress } from '../../src/bench/run/benchProgress.ts'
import { variantsOf } from '../../src/bench/run/BenchPlan.ts'
import { ownContenders } from '../../src/bench/run/contenders.ts'
import type { History } from '../../src/bench/workloads/History.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'

it('the rate counts from where a run has begun to tell of itself', () => {
  const lines: string[] = []
  let now = 0
  const show = (line: string): void => void lines.push(line.replace(/^[█░]+ [0-9]+ %(, [0-9]+ (s|min) left)?/, ''))
  const [fast] = variantsOf(ownContenders())
  if (fast === undefined) throw new Error('there are no contenders')
  const item = { subject: DEFAULT_PARAMETERS, variants: [fast] }
  const plan = { items: [item], repeats: 2, warmUp: 500, costs: false, takeTurns: false, cache: '' }
  const progress = benchProgress(plan, new Map(), { interactive: true, show, write: show }, () => now)
  const history = { name: 'erc20', transactions: 1000, newcomers: ['newcomer'] } as unknown as History
  for (let run = 1; run <= 2; run++) {
    now += 60_000
    progress.onRun(item, fast, history, 100)
    now += 1000
    progress.onRun(item, fast, history, 600)
    progress.onRunEnd(item, fast, history)
  }
  const once = [' erc20, fast', ', 500 tx/s erc20, fast', ' erc20, fast']
  expect(lines).toEqual([...once, ...once])
})
