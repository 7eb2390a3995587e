import { CoterieError } from '../errors/CoterieError.ts'
import type { DemoReport } from './DemoReport.ts'
import { runDemo } from './runDemo.ts'
import { table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie demo`. */
export interface DemoCommandOptions {
  readonly dataPath?: string
  readonly seed?: string
  readonly json?: boolean
}

/**
 * `coterie demo`: tells the story and ends with a table of nodes and private state roots, or prints one JSON object.
 * @throws {CoterieError} `STATE_INCONSISTENT` when the roots are not equal at the end; what the network throws.
 */
export async function demo({ dataPath, seed, json }: DemoCommandOptions, terminal: Terminal): Promise<void> {
  const { bold } = terminal.style
  let number = 0
  const report = await runDemo({
    dataPath,
    seed,
    onStep: ({ title, text }) => {
      if (json !== true) terminal.out(`${String(++number).padStart(2)} ${bold(title.padEnd(8))} ${text}`)
    },
    onReplayProgress: ({ node, done, total, rate }) =>
      terminal.progress(`${node}: ${done} of ${total} transactions replayed, ${Math.round(rate)} a second`),
  })
  if (json === true) terminal.out(JSON.stringify(report))
  else conclude(report, terminal)
  if (!report.equal) {
    const message = 'the private state roots differ at the end; run coterie inspect on a data path to see where'
    throw new CoterieError('STATE_INCONSISTENT', message)
  }
}

function conclude({ nodes, equal, milliseconds, group, dataPath }: DemoReport, terminal: Terminal): void {
  const { bold, dim, green, red } = terminal.style
  const [header = '', ...rows] = table(
    [['node', 'block', 'state root'], ...nodes.map(({ name, block, root }) => [name, `${block}`, root])],
    ['left', 'right'],
  )
  terminal.out('')
  terminal.out(bold(header))
  for (const row of rows) terminal.out(row)
  terminal.out('')
  const verdict = equal ? green('All three private state roots are equal.') : red('The private state roots differ.')
  terminal.out(`${verdict} ${dim(`${(milliseconds / 1000).toFixed(1)} s`)}`)
  if (dataPath !== null) terminal.out(`Look into it: coterie inspect '${group}' --data-path '${dataPath}'`)
}
