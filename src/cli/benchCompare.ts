import { type ComparedResults, type ComparedRow, LEAST_RUNS, compareResults } from '../bench/results/compareResults.ts'
import { readResults } from '../bench/results/readResults.ts'
import { variantName } from '../bench/results/ResultLine.ts'
import { type Spread, spreadText } from '../bench/measure/spread.ts'
import { table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie bench compare`. */
export interface BenchCompareOptions {
  readonly json?: boolean
}

/**
 * `coterie bench compare`: how many times as fast everything has become. Failures that the files tell of are results as others are.
 * @throws {CoterieError} `NOT_FOUND`; {@link DecodeError} for a file that holds no results.
 */
export async function benchCompare(
  before: string,
  after: string,
  { json }: BenchCompareOptions,
  terminal: Terminal,
): Promise<void> {
  const notice = (text: string): void => terminal.err(`coterie: ${text}`)
  const compared = compareResults(await readResults(before, { notice }), await readResults(after, { notice }))
  if (json === true) return terminal.out(JSON.stringify(compared))
  showRows(compared.rows, terminal)
  showOthers(compared, terminal)
}

function showRows(rows: readonly ComparedRow[], terminal: Terminal): void {
  if (rows.length === 0) return terminal.out('Nothing in common: no contender is in both files with the same history.')
  const text = (spread: Spread | undefined): string => (spread === undefined ? '–' : spreadText(spread))
  const cells = rows.map((row) => [
    row.title,
    variantName(row),
    text(row.before),
    text(row.after),
    row.runs.join(', '),
    text(row.speedUp),
    row.reason === undefined ? row.verdict : `${row.verdict}: ${row.reason}`,
  ])
  const header = ['workload', 'contender', 'µs/tx before', 'after', 'runs', 'times as fast', '']
  const [first = '', ...others] = table([header, ...cells], ['left', 'left', 'right', 'right', 'right', 'right'])
  terminal.out(terminal.style.bold(first))
  for (const line of others) terminal.out(line)
  terminal.out(
    `Medians (lowest–highest run), runs before and after; unclear: the runs overlap; too few runs: fewer than ${LEAST_RUNS} on a side.`,
  )
}

function showOthers(compared: ComparedResults, terminal: Terminal): void {
  for (const [name, [old, recent]] of Object.entries(compared.changed)) terminal.out(`${name}: ${old} → ${recent}`)
  for (const row of compared.differentHistories) {
    terminal.out(`different histories, not compared: ${row.history}, ${variantName(row)}: ${row.difference}`)
  }
  for (const [where, rows] of [
    ['before', compared.onlyBefore],
    ['after', compared.onlyAfter],
  ] as const) {
    for (const row of rows) {
      const failed = row.failed === undefined ? '' : `: failed: ${row.failed}`
      terminal.out(`only ${where}: ${row.title}, ${variantName(row)}${failed}`)
    }
  }
}
