import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Spread, ratioOf, spread, spreadText } from '../../src/bench/measure/spread.ts'
import { columns } from '../../test/support/columns.ts'
import { recordBlocks } from './recordBlocks.ts'

/** What one process has measured: microseconds a block. */
interface Measurement {
  /** Median of batches of 50 blocks. */
  readonly time: number
  /** CPU time of all threads, over all blocks. */
  readonly cpu: number
  readonly root: string
}

/** How blocks come: each when the one before has been imported, or fifty at once, so that the next ones are known. */
const ARRIVALS = ['one', 'queue'] as const
type Arrival = (typeof ARRIVALS)[number]

/** What the processes of one checkout have measured. */
interface Row {
  readonly contender: string
  readonly arrival: Arrival
  readonly warm: Spread
  readonly warmCpu: Spread
  readonly cold: Spread
  readonly coldCpu: Spread
}

/**
 * Measures how long three members of a network take to import a block with one private transaction, in fresh processes that
 * take turns, and prints a table: for blocks that come one by one, and for blocks that wait in a queue.
 * @param args `--blocks N` that are measured, default 3,000; `--warm-up N` blocks of another recording before, default
 * 3,000; `--runs N` processes of each checkout, default 5; `--against DIR` another checkout, as often as wanted; `--json`.
 * @param root folder of the checkout.
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      blocks: { type: 'string', default: '3000' },
      'warm-up': { type: 'string', default: '3000' },
      runs: { type: 'string', default: '5' },
      against: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'coterie-live-'))
  try {
    const blocks = numberFrom(values.blocks)
    const runs = numberFrom(values.runs)
    const measured = await record(folder, 'measured', blocks)
    const warmUp = await record(folder, 'warm-up', numberFrom(values['warm-up']))
    const contenders = [root, ...values.against.map((path) => resolve(path))]
    const rows = measureAll(root, contenders, runs, measured, warmUp)
    console.log(values.json ? JSON.stringify({ blocks, rows }, undefined, 2) : table(rows))
    return 0
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function numberFrom(text: string): number {
  if (/^[1-9][0-9]{0,6}$/.test(text)) return Number(text)
  throw new RangeError(`${text} is no number from 1 to 9,999,999`)
}

/** Records blocks into a file. @param seed also its name. */
async function record(folder: string, seed: string, count: number): Promise<{ path: string; root: string }> {
  const recording = await recordBlocks(seed, count)
  const path = join(folder, `${seed}.json`)
  writeFileSync(path, JSON.stringify(recording))
  return { path, root: recording.root }
}

function measureAll(
  root: string,
  contenders: readonly string[],
  runs: number,
  measured: { readonly path: string; readonly root: string },
  warmUp: { readonly path: string },
): Row[] {
  const run = (checkout: string, arrival: Arrival, ...paths: string[]): Measurement => {
    const program = join(root, 'bench/live/process.mjs')
    const out = execFileSync(process.execPath, [program, checkout, arrival, ...paths], { encoding: 'utf8' })
    const found = JSON.parse(out) as Measurement
    if (found.root !== measured.root) throw new Error(`${checkout} ends with another root than the recording`)
    return found
  }
  const found = ARRIVALS.flatMap((arrival) =>
    contenders.map((checkout) => ({ checkout, arrival, warm: [] as Measurement[], cold: [] as Measurement[] })),
  )
  for (let index = 0; index < runs; index++) {
    for (const { checkout, arrival, warm, cold } of found) {
      cold.push(run(checkout, arrival, measured.path))
      warm.push(run(checkout, arrival, measured.path, warmUp.path))
    }
  }
  return found.map(({ checkout, arrival, warm, cold }) => ({
    contender: checkout === root ? 'this checkout' : checkout,
    arrival,
    warm: spread(warm.map(({ time }) => time)),
    warmCpu: spread(warm.map(({ cpu }) => cpu)),
    cold: spread(cold.map(({ time }) => time)),
    coldCpu: spread(cold.map(({ cpu }) => cpu)),
  }))
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ contender, arrival, warm, warmCpu, cold, coldCpu }) => {
    const own = rows.find((row) => row.arrival === arrival)
    return [
      contender,
      arrival === 'one' ? 'one by one' : 'in a queue',
      ...[warm, warmCpu, cold, coldCpu].map(spreadText),
      own === undefined ? '' : spreadText(ratioOf(warm, own.warm)),
      own === undefined ? '' : spreadText(ratioOf(cold, own.cold)),
    ]
  })
  const head = [
    'µs a block, median (min–max)',
    'blocks come',
    'warm',
    'CPU',
    'cold',
    'CPU',
    'warm × ours',
    'cold × ours',
  ]
  return columns([head, ...lines])
}
