import { knownNames, meaningOf } from './optionNames.ts'
import type { OptionSource, WrittenValue } from './OptionSource.ts'
import { suggest } from './suggest.ts'

/** Variables of ours that stand for no option. */
const OTHERS: ReadonlySet<string> = new Set(['COTERIE_DEBUG'])

/**
 * Options in the environment: `COTERIE_SEED`, then `BESU_SEED`, then `PANTHEON_SEED` (spec 04 §9.3). Unknown names of ours are told of,
 * others are not ours.
 */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): OptionSource {
  const values = new Map<string, WrittenValue>()
  const warnings: string[] = []
  for (const prefix of ['COTERIE_', 'BESU_', 'PANTHEON_']) {
    for (const [variable, text] of Object.entries(environment)) {
      if (!variable.startsWith(prefix) || text === undefined || OTHERS.has(variable)) continue
      const name = variable.slice(prefix.length)
      const meaning = meaningOf(dashed(name))
      if (meaning?.kind === 'option' && !values.has(meaning.option.name)) {
        values.set(meaning.option.name, { text, called: variable })
      }
      if (meaning === undefined && prefix === 'COTERIE_') warnings.push(unknownVariable(variable, name))
    }
  }
  return { name: 'environment', values, warnings }
}

const byUpperCase = new Map(knownNames.map((name) => [upper(name), name]))

function upper(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}

const dashed = (name: string): string => byUpperCase.get(name) ?? ''

function unknownVariable(variable: string, name: string): string {
  const meant = suggest(name, [...byUpperCase.keys()])
  return `${variable} stands for no option${meant === undefined ? '' : ` (did you mean COTERIE_${meant}?)`}`
}
