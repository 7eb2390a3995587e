import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ENGINE_NAMES } from '../../src/execution/createEngine.ts'
import { columns } from '../../test/support/columns.ts'
import { type Spread, spread } from '../../src/bench/measure/spread.ts'
import type { EngineMeasurement } from './measureEngine.ts'

const MEASURED = ['transfer', 'transferWithRoot', 'view'] as const

/**
 * Measures both engines in fresh processes that take turns, and prints a table.
 * @param args `--runs N` processes of each engine, default 5; `--json`.
 * @param root folder of the checkout.
 */
export function main(args: readonly string[], root: string): number {
  const runs = args.includes('--runs') ? Number(args[args.indexOf('--runs') + 1]) : 5
  const found: EngineMeasurement[] = []
  for (let run = 0; run < runs; run++) {
    for (const name of ENGINE_NAMES) {
      const out = execFileSync(process.execPath, [join(root, 'bench/engine/process.mjs'), name], { encoding: 'utf8' })
      found.push(JSON.parse(out) as EngineMeasurement)
    }
  }
  const roots = new Set(found.map((one) => one.root))
  if (roots.size !== 1) throw new Error(`the runs end with ${roots.size} roots`)
  const rows = ENGINE_NAMES.map((engine) => {
    const own = found.filter((one) => one.engine === engine)
    return { engine, times: MEASURED.map((what) => spread(own.map((one) => one[what]))) }
  })
  if (args.includes('--json')) console.log(JSON.stringify({ root: [...roots][0], rows }, undefined, 2))
  else console.log(table(rows))
  return 0
}

function table(rows: readonly { readonly engine: string; readonly times: readonly Spread[] }[]): string {
  const text = ({ median, min, max }: Spread): string => `${median} (${min}–${max})`
  const head = ['µs, median (min–max)', 'transfer', 'transfer and root', 'balanceOf']
  return columns([head, ...rows.map(({ engine, times }) => [engine, ...times.map(text)])])
}
