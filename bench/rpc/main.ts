import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { machine } from '../../src/bench/measure/machine.ts'
import { spread } from '../../src/bench/measure/spread.ts'
import { leavingNothing, output } from '../processes/leavingNothing.ts'
import { measureInstall } from './measureInstall.ts'
import { type StartTimes, measureStart } from './measureStart.ts'
import { OUTSIDE_MARKS } from './outsideMarks.ts'
import { type LoadRow, type Report, reportText } from './reportText.ts'
import { CONTENDERS, type Contender, type Measurement } from './runContender.ts'

/** Starts of the program. */
const STARTS = 7
const PRESET = 'quickstart'

/**
 * Measures everything and prints tables, or JSON.
 * @param args `--json`; `--runs N` processes of each contender, default 3; `--only TEXT` those whose name contains it.
 * @param root folder of the checkout, built.
 */
export function main(args: readonly string[], root: string): Promise<number> {
  return leavingNothing(() => measure(args, root))
}

async function measure(args: readonly string[], root: string): Promise<number> {
  const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
  const only = (value('--only') ?? '').toLowerCase()
  const wanted = (name: string): boolean => name.toLowerCase().includes(only)
  const load = await measureContenders(CONTENDERS.filter(wanted), Number(value('--runs') ?? 3), root)
  const start = wanted('start') ? await measureStarts(root) : undefined
  const install = wanted('install') ? await measureInstall(root) : undefined
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
  const report: Report = { environment: machine(version), load, start, install }
  console.log(
    args.includes('--json') ? JSON.stringify({ ...report, outside: OUTSIDE_MARKS }, undefined, 2) : reportText(report),
  )
  return 0
}

/** Runs take turns, so that the machine's other work meets all of them. */
async function measureContenders(names: readonly Contender[], runs: number, root: string): Promise<LoadRow[]> {
  const found = new Map<Contender, Measurement[]>(names.map((name) => [name, []]))
  for (let run = 0; run < runs; run++) {
    for (const name of names) {
      const args = [join(root, 'bench/rpc/process.mjs'), 'contender', name]
      const out = await output(process.execPath, args)
      found.get(name)?.push(JSON.parse(out) as Measurement)
    }
  }
  return [...found].map(([contender, measured]) => loadRow(contender, measured))
}

function loadRow(contender: Contender, measured: readonly Measurement[]): LoadRow {
  const roots = new Set(measured.map(({ end }) => end.root))
  const [root] = roots
  if (root === undefined || roots.size !== 1) throw new Error(`${contender}: the runs end with ${roots.size} roots`)
  const latencies = measured.flatMap(({ latency }) => latency ?? [])
  return {
    contender,
    requests: measured[0]?.requests ?? 0,
    perSecond: spread(measured.map(({ perSecond }) => perSecond)),
    ...(latencies.length === 0
      ? {}
      : { p50: spread(latencies.map(({ p50 }) => p50)), p99: spread(latencies.map(({ p99 }) => p99)) }),
    peakMb: spread(measured.map(({ end }) => end.peakMb)),
    root,
  }
}

async function measureStarts(root: string): Promise<NonNullable<Report['start']>> {
  const times: StartTimes[] = []
  for (let run = 0; run < STARTS; run++) times.push(await measureStart(root, PRESET))
  return {
    preset: PRESET,
    ready: spread(times.map(({ ready }) => ready)),
    answered: spread(times.map(({ answered }) => answered)),
  }
}
