import { appendFileSync, writeFileSync } from 'node:fs'
import { machine } from '../bench/measure/machine.ts'
import { htmlReport } from '../bench/report/htmlReport.ts'
import { loadCharts } from '../bench/report/loadCharts.ts'
import { RESULT_FORMAT, type ResultLine, variantName } from '../bench/results/ResultLine.ts'
import { resultCsv } from '../bench/results/resultCsv.ts'
import { resultSummary } from '../bench/results/resultSummary.ts'
import { resultRows } from '../bench/results/resultRows.ts'
import { COST_NOTE, costTable, resultTable } from '../bench/results/resultTable.ts'
import { Progress } from '../bench/run/Progress.ts'
import type { BenchItem, BenchPlan, Variant } from '../bench/run/BenchPlan.ts'
import { roundsOf, runBench } from '../bench/run/runBench.ts'
import { endRuns } from '../bench/run/startRun.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { packageVersion } from './packageVersion.ts'
import { SIGNALS } from './serve/StopRequest.ts'
import { UsageError } from './reportError.ts'
import { table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Files that results are written to. */
export interface BenchOutput {
  /** A line of JSON for each run, written as soon as it has ended. */
  readonly json?: string
  readonly csv?: string
  /** A page with charts. */
  readonly report?: string
}

/**
 * Runs a plan with progress on standard error, shows tables and writes files.
 * @throws {UsageError} when a file cannot be written; {@link CoterieError} `CALL_FAILED` at the end when a contender has
 * failed.
 */
export async function runPlan(plan: BenchPlan, output: BenchOutput, terminal: Terminal): Promise<void> {
  const { json, csv, report } = output
  for (const file of [json, csv, report]) if (file !== undefined) requireWritable(file)
  const charts = report === undefined ? undefined : await loadCharts()
  if (report !== undefined && charts === undefined) {
    terminal.err('coterie: the report will have tables only; for charts: npm install echarts')
  }
  const lines: ResultLine[] = []
  const keep = (line: ResultLine): void => {
    lines.push(line)
    if (json !== undefined) appendFileSync(json, `${JSON.stringify(line)}\n`)
    if (line.kind === 'skipped' || line.kind === 'failed') {
      terminal.err(`coterie: ${line.history}, ${variantName(line)}: ${line.kind}: ${line.reason}`)
    }
  }
  keep({ kind: 'environment', format: RESULT_FORMAT, environment: machine(packageVersion()) })
  const release = endOnSignals()
  try {
    await runWithProgress(plan, keep, terminal)
  } finally {
    release()
  }
  const rows = resultRows(lines)
  showTable(resultTable(rows), '', terminal)
  showTable(costTable(rows), COST_NOTE, terminal)
  for (const line of resultSummary(rows)) terminal.out(line)
  if (csv !== undefined) writeFileSync(csv, resultCsv(rows))
  if (report !== undefined) writeFileSync(report, htmlReport(lines, charts))
  const failed = lines.filter(({ kind }) => kind === 'failed').length
  if (failed > 0) throw new CoterieError('CALL_FAILED', `${failed} contenders have failed; the lines above say why`)
}

/**
 * Lets signals end this process, with the exit codes of shells, but not before the processes that it has started are gone; folders are
 * removed on exit. A second signal does not wait. @returns leaves signals alone again.
 */
function endOnSignals(): () => void {
  let asked = false
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const end = (): void => {
      if (asked) process.exit(exitCode)
      asked = true
      void endRuns().finally(() => process.exit(exitCode))
    }
    process.on(signal, end)
    return () => process.off(signal, end)
  })
  return () => handlers.forEach((release) => release())
}

async function runWithProgress(plan: BenchPlan, keep: (line: ResultLine) => void, terminal: Terminal): Promise<void> {
  const total = plan.items
    .flatMap((item) => item.variants.map((variant) => workOf(item, variant) * roundsOf(plan, variant)))
    .reduce((sum, work) => sum + work, 0)
  const output = { interactive: terminal.interactive, show: terminal.progress, write: terminal.err }
  const progress = new Progress(total, output, () => performance.now())
  let runBegan = performance.now()
  await runBench(plan, {
    onPreparation: (what, done) => {
      progress.note(`${what} ${Math.floor(done * 100)} %`)
      runBegan = performance.now()
    },
    onRun: (item, variant, { name, transactions, newcomers }, done) => {
      const rate = (done * 1000) / Math.max(1, performance.now() - runBegan)
      const fraction = done / (transactions * newcomers.length)
      progress.update(workOf(item, variant) * fraction, labelOf(variant, name), rate)
    },
    onRunEnd: (item, variant, { name }) => {
      progress.finish(workOf(item, variant), labelOf(variant, name))
      runBegan = performance.now()
    },
    onRunsMissed: (item, variant, runs) => progress.skip(workOf(item, variant) * runs),
    onResult: keep,
  })
}

/** Expected microseconds. The length of a recording is not known yet and counts as 1,000. */
function workOf({ subject }: BenchItem, { contender }: Variant): number {
  return ('n' in subject ? subject.n * subject.groups * subject.joiners : 1000) * contender.expectedUs
}

function labelOf({ contender, ...circumstances }: Variant, history: string): string {
  return `${history}, ${variantName({ contender: contender.name, ...circumstances })}`
}

function showTable(rows: readonly (readonly string[])[], note: string, terminal: Terminal): void {
  if (rows.length < 2) return
  const alignments = (rows[0] ?? []).map((_, column) => (column < 2 ? 'left' : 'right'))
  const [header = '', ...others] = table(rows, alignments)
  terminal.out(terminal.style.bold(header))
  for (const line of others) terminal.out(line)
  terminal.out(note)
}

/** Found out before the runs, which may take long. */
function requireWritable(file: string): void {
  try {
    writeFileSync(file, '')
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
