import { machine } from '../bench/measure/machine.ts'
import { loadCharts } from '../bench/report/loadCharts.ts'
import { RESULT_FORMAT, type ResultLine, variantName } from '../bench/results/ResultLine.ts'
import { resultRows } from '../bench/results/resultRows.ts'
import { resultSummary } from '../bench/results/resultSummary.ts'
import { COST_NOTE, costTable, resultTable } from '../bench/results/resultTable.ts'
import { benchProgress } from '../bench/run/benchProgress.ts'
import type { BenchPlan } from '../bench/run/BenchPlan.ts'
import { readRecordings } from '../bench/run/readRecordings.ts'
import { requireCache } from '../bench/run/requireCache.ts'
import { ResultFiles, type ResultPaths, requireResultPaths } from '../bench/run/ResultFiles.ts'
import { runBench } from '../bench/run/runBench.ts'
import { endRuns } from '../bench/run/startRun.ts'
import { WARM_UP_MS } from '../bench/run/warmUpTimes.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { packageVersion } from './packageVersion.ts'
import { SIGNALS } from './serve/StopRequest.ts'
import { table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/**
 * Runs a plan with progress on standard error, shows tables and writes files. What has been measured is shown and written, too, when
 * something fails or a signal ends the program.
 * @returns paths of the files that were written.
 * @throws {CoterieError} `INVALID_OPTION` when a file cannot be written, `NOT_FOUND` and `DECODE_FAILED` for recordings, all before
 * anything is measured or written; `CALL_FAILED` at the end when a contender has failed.
 */
export async function runPlan(plan: BenchPlan, paths: ResultPaths, terminal: Terminal): Promise<readonly string[]> {
  const recorded = plan.items.flatMap(({ subject }) => ('recording' in subject ? [subject.recording] : []))
  requireResultPaths(paths, recorded)
  const charts = paths.report === undefined ? undefined : await loadCharts()
  if (paths.report !== undefined && charts === undefined) {
    terminal.err('coterie: the report will have tables only; for charts: npm install echarts')
  }
  const files = new ResultFiles(paths, environmentOf(plan), charts)
  const written = await untilEnded(
    () => measure(plan, files, terminal),
    () => conclude(files, terminal),
    terminal,
  )
  const failed = files.lines.filter(({ kind }) => kind === 'failed').length
  if (failed > 0) throw new CoterieError('CALL_FAILED', `${failed} contenders have failed; the lines above say why`)
  return written
}

function environmentOf({ warmUp }: BenchPlan): ResultLine {
  const how = { date: new Date().toISOString(), warmUpSeconds: warmUp === 0 ? 0 : WARM_UP_MS / 1000 }
  return { kind: 'environment', format: RESULT_FORMAT, environment: { ...machine(packageVersion()), ...how } }
}

async function measure(plan: BenchPlan, files: ResultFiles, terminal: Terminal): Promise<void> {
  await requireCache(plan.cache)
  const reading = (path: string): void => {
    if (terminal.interactive) terminal.progress(`reading ${path}`)
  }
  const recordings = await readRecordings(plan, reading)
  const output = { interactive: terminal.interactive, show: terminal.progress, write: terminal.err }
  await runBench(plan, recordings, {
    ...benchProgress(plan, recordings, output, () => performance.now()),
    onResult: (line) => {
      files.add(line)
      if (line.kind === 'skipped' || line.kind === 'failed') {
        terminal.err(`coterie: ${line.history}, ${variantName(line)}: ${line.kind}: ${line.reason}`)
      }
    },
  })
}

/**
 * Does `work`, then `conclude` however it has ended: by itself, by an error, which is thrown afterwards, or by a signal. A signal ends this
 * process with the exit code of shells, but not before the processes that it has started are gone; folders are removed on exit. A second
 * signal does not wait.
 */
async function untilEnded<T>(work: () => Promise<void>, conclude: () => T, terminal: Terminal): Promise<T> {
  let asked = false
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const end = async (): Promise<void> => {
      if (asked) process.exit(exitCode)
      asked = true
      try {
        await endRuns()
        terminal.err(`coterie: ended by ${signal}`)
        conclude()
      } catch (error) {
        terminal.err(`coterie: ${messageOf(error)}`)
      } finally {
        process.exit(exitCode)
      }
    }
    const listener = (): void => void end()
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  try {
    await work()
  } catch (error) {
    // What is ended in the middle may fail, too; whoever has ended it concludes.
    if (asked) await new Promise(() => undefined)
    // What went wrong first is what is told last.
    try {
      conclude()
    } catch (another) {
      terminal.err(`coterie: ${messageOf(another)}`)
    }
    throw error
  } finally {
    handlers.forEach((release) => release())
  }
  return conclude()
}

/** Shows and writes the results that are there. @returns paths of the files. */
function conclude(files: ResultFiles, terminal: Terminal): readonly string[] {
  const rows = resultRows(files.lines)
  showTable(resultTable(rows), '', terminal)
  showTable(costTable(rows), COST_NOTE, terminal)
  for (const line of resultSummary(rows)) terminal.out(line)
  return files.finish()
}

function showTable(rows: readonly (readonly string[])[], note: string, terminal: Terminal): void {
  if (rows.length < 2) return
  const alignments = (rows[0] ?? []).map((_, column) => (column < 2 ? 'left' : 'right'))
  const [header = '', ...others] = table(rows, alignments)
  terminal.out(terminal.style.bold(header))
  for (const line of others) terminal.out(line)
  terminal.out(note)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
