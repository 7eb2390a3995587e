import { compareResults } from '../bench/results/compareResults.ts'
import { readResults } from '../bench/results/readResults.ts'
import { variantName } from '../bench/results/ResultLine.ts'
import { spreadText } from '../bench/measure/spread.ts'
import { table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie bench compare`. */
export interface BenchCompareOptions {
  readonly json?: boolean
}

/**
 * `coterie bench compare`: how many times as fast everything has become.
 * @throws {CoterieError} `NOT_FOUND`; {@link DecodeError} for a file that holds no results.
 */
export async function benchCompare(
  before: string,
  after: string,
  { json }: BenchCompareOptions,
  terminal: Terminal,
): Promise<void> {
  const compared = compareResults(await readResults(before), await readResults(after))
  if (json === true) return terminal.out(JSON.stringify(compared))
  const rows = compared.rows.map((row) => [
    row.history,
    variantName(row),
    spreadText(row.before),
    spreadText(row.after),
    spreadText(row.speedUp),
    row.verdict,
  ])
  const header = ['workload', 'contender', 'µs/tx before', 'after', 'times as fast', '']
  const [first = '', ...others] = table([header, ...rows], ['left', 'left', 'right', 'right', 'right'])
  terminal.out(terminal.style.bold(first))
  for (const line of others) terminal.out(line)
  terminal.out('Medians (lowest–highest run); unclear: the runs overlap.')
  for (const [name, [old, recent]] of Object.entries(compared.changed)) terminal.out(`${name}: ${old} → ${recent}`)
  for (const row of compared.onlyBefore) terminal.out(`only before: ${row.history}, ${variantName(row)}`)
  for (const row of compared.onlyAfter) terminal.out(`only after: ${row.history}, ${variantName(row)}`)
}
