import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Spread, ratioOf, spread, spreadText } from '../../src/bench/measure/spread.ts'
import { columns } from '../../test/support/columns.ts'
import { leavingNothing, output, temporaryFolder } from '../processes/leavingNothing.ts'
import { recordBlocks } from './recordBlocks.ts'
import { type Measurement, takeTurns } from './takeTurns.ts'

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
  /** How many times as long as this checkout each batch of 50 blocks took, compared with the same batch of the same run here; warm. */
  readonly batches: Spread
}

/** The median that two processes of a run differ by, and between which values half of their batches are. */
function middleHalf(ratios: readonly number[]): Spread {
  const sorted = [...ratios].sort((a, b) => a - b)
  const at = (part: number): number => Number((sorted[Math.floor(sorted.length * part)] ?? 0).toPrecision(4))
  return { median: at(0.5), min: at(0.25), max: at(0.75) }
}

/**
 * Measures how long three members of a network take to import a block with one private transaction, in fresh processes, and
 * prints a table: for blocks that come one by one, and for blocks that wait in a queue.
 * @param args `--blocks N` that are measured, default 2,000; `--warm-up N` blocks of another recording, imported twice before,
 * default 10,000; `--runs N` processes of each checkout, default 5; `--against DIR` another checkout, as often as wanted;
 * `--take-turns` lets warm processes of all checkouts run at the same time, in turns of five batches of 50 blocks; `--json`.
 * @param root folder of the checkout.
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      blocks: { type: 'string', default: '2000' },
      'warm-up': { type: 'string', default: '10000' },
      runs: { type: 'string', default: '5' },
      against: { type: 'string', multiple: true, default: [] },
      'take-turns': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  return leavingNothing(async () => {
    const folder = temporaryFolder('coterie-live-')
    const blocks = numberFrom(values.blocks)
    const runs = numberFrom(values.runs)
    const measured = await record(folder, 'measured', blocks)
    const warmUp = await record(folder, 'warm-up', numberFrom(values['warm-up']))
    const contenders = [root, ...values.against.map((path) => resolve(path))]
    const rows = await measureAll({ root, contenders, runs, measured, warmUp, inTurns: values['take-turns'] })
    console.log(values.json ? JSON.stringify({ blocks, rows }, undefined, 2) : table(rows))
    return 0
  })
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

/** What is measured, and how. */
interface Plan {
  readonly root: string
  readonly contenders: readonly string[]
  readonly runs: number
  readonly measured: { readonly path: string; readonly root: string }
  readonly warmUp: { readonly path: string }
  /** Warm processes take turns instead of running one after the other. */
  readonly inTurns: boolean
}

async function measureAll({ root, contenders, runs, measured, warmUp, inTurns }: Plan): Promise<Row[]> {
  const program = join(root, 'bench/live/process.mjs')
  const checked = (found: Measurement, checkout: string): Measurement => {
    if (found.root !== measured.root) throw new Error(`${checkout} ends with another root than the recording`)
    return found
  }
  const runAlone = async (checkout: string, arrival: Arrival, ...recordings: string[]): Promise<Measurement> => {
    const out = await output(process.execPath, [program, checkout, arrival, ...recordings])
    return checked(JSON.parse(out) as Measurement, checkout)
  }
  const found = ARRIVALS.flatMap((arrival) =>
    contenders.map((checkout) => ({ checkout, arrival, warm: [] as Measurement[], cold: [] as Measurement[] })),
  )
  for (let index = 0; index < runs; index++) {
    for (const { checkout, arrival, cold } of found) cold.push(await runAlone(checkout, arrival, measured.path))
    if (!inTurns) {
      for (const row of found) {
        row.warm.push(await runAlone(row.checkout, row.arrival, measured.path, warmUp.path))
      }
      continue
    }
    for (const arrival of ARRIVALS) {
      const rows = found.filter((row) => row.arrival === arrival)
      const args = rows.map(({ checkout }) => [checkout, arrival, measured.path, warmUp.path])
      for (const [at, measurement] of (await takeTurns(program, args)).entries()) {
        const row = rows[at]
        row?.warm.push(checked(measurement, row.checkout))
      }
    }
  }
  const own = (arrival: Arrival): readonly Measurement[] => found.find((row) => row.arrival === arrival)?.warm ?? []
  return found.map(({ checkout, arrival, warm, cold }) => ({
    contender: checkout === root ? 'this checkout' : checkout,
    arrival,
    warm: spread(warm.map(({ time }) => time)),
    warmCpu: spread(warm.map(({ cpu }) => cpu)),
    cold: spread(cold.map(({ time }) => time)),
    coldCpu: spread(cold.map(({ cpu }) => cpu)),
    batches: middleHalf(
      warm.flatMap(({ batches }, run) => batches.map((time, at) => time / (own(arrival)[run]?.batches[at] ?? time))),
    ),
  }))
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ contender, arrival, warm, warmCpu, cold, coldCpu, batches }) => {
    const own = rows.find((row) => row.arrival === arrival)
    return [
      contender,
      arrival === 'one' ? 'one by one' : 'in a queue',
      ...[warm, warmCpu, cold, coldCpu].map(spreadText),
      own === undefined ? '' : spreadText(ratioOf(warm, own.warm)),
      own === undefined ? '' : spreadText(ratioOf(cold, own.cold)),
      spreadText(batches),
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
    'batches × ours (middle half)',
  ]
  return columns([head, ...lines])
}
