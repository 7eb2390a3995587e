import { join } from 'node:path'
import { runPlan } from '../../src/cli/benchRun.ts'
import { reportError } from '../../src/cli/reportError.ts'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { streamTerminal } from '../../src/cli/Terminal.ts'
import { makeFolder } from '../../src/storage/makeFolder.ts'
import { STANDARD_WORDS, smokePlan, standardPlan } from './plans.ts'

const CONTENDERS = new URL('./contenders.js', import.meta.url).href

/**
 * `standard` and `smoke` run what {@link standardPlan} and {@link smokePlan} say, and write results into a folder; anything
 * else is given to `coterie bench`, with the contenders of the checkout.
 * @param words `standard [--full] [--million] [folder]`, `smoke [folder]`, or what follows `coterie bench`.
 * @param root folder of the checkout.
 */
export async function main(words: readonly string[], root: string): Promise<number> {
  const terminal = streamTerminal(process.stdout, process.stderr, process.env)
  const [name = 'standard', ...others] = words
  if (name !== 'standard' && name !== 'smoke') {
    const added = name === 'replay' ? ['--with', CONTENDERS] : []
    return runCommandLine(['bench', ...words, ...added], terminal, process.env)
  }
  const unknown = others.find((word) => word.startsWith('-') && !STANDARD_WORDS.some((known) => known === word))
  if (unknown !== undefined) {
    terminal.err(`coterie: ${unknown} is not known: use ${STANDARD_WORDS.join(' or ')}`)
    return 2
  }
  const folder = others.find((word) => !word.startsWith('-')) ?? join(root, 'bench', 'results')
  const file = (ending: string): string => join(folder, `${name}.${ending}`)
  try {
    await makeFolder(folder)
    const plan = name === 'smoke' ? await smokePlan(CONTENDERS) : await standardPlan(CONTENDERS, root, others)
    const paths = { json: file('jsonl'), csv: file('csv'), report: file('html') }
    const written = await runPlan(plan, paths, terminal)
    if (written.length > 0) terminal.out(`written: ${written.join(', ')}`)
    return 0
  } catch (error) {
    return reportError(error, terminal, { json: false, debug: process.env['COTERIE_DEBUG'] === '1' })
  }
}
