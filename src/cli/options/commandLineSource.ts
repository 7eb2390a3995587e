import { type Command, Option as CommanderOption } from 'commander'
import { UsageError } from '../reportError.ts'
import type { Option } from './Option.ts'
import { ignoredOptions, isExperimental } from './ignoredOptions.ts'
import { hasNoEffect, isDropped, meaningOf } from './optionNames.ts'
import { optionTopics } from './nodeOptions.ts'
import type { OptionSource, WrittenValue } from './OptionSource.ts'

/**
 * Adds the options of `coterie node` to its command, those of Besu without effect included.
 * @param words the command line, for Besu's experimental options, of which there is no list.
 * @returns gives what was written, once it has been parsed; throws a `UsageError` for an option that is there twice.
 */
export function addOptions(command: Command, words: readonly string[]): () => OptionSource {
  const written: (WrittenValue & { readonly name: string })[] = []
  const add = (name: string, flags: string, help: string, hidden: boolean): void => {
    const option = new CommanderOption(flags, help)
    command.addOption(hidden ? option.hideHelp() : option)
    command.on(`option:${name}`, (text: string | null | undefined) => {
      written.push({ name, text: text ?? 'true', called: `--${name}` })
    })
  }
  for (const { title, options } of optionTopics) {
    command.optionsGroup(`${title}:`)
    for (const option of options) {
      const value = option.value ?? '[true|false]'
      add(option.name, `${option.name === 'port' ? '-p, ' : ''}--${option.name} ${value}`, helpOf(option), false)
      for (const alias of [...(option.aliases ?? []), ...(option.dropped ?? [])]) {
        add(alias, `--${alias} ${value}`, option.help, true)
      }
    }
  }
  const experimental = words.map((word) => /^--(X[^=]*)/.exec(word)?.[1] ?? '').filter(isExperimental)
  for (const name of new Set([...ignoredOptions, ...experimental])) {
    if (meaningOf(name)?.kind === 'ignored') add(name, `--${name} [value]`, '', true)
  }
  return () => commandLineSource(written)
}

function commandLineSource(written: readonly (WrittenValue & { readonly name: string })[]): OptionSource {
  const values = new Map<string, WrittenValue>()
  const warnings = new Set<string>()
  for (const { name, text, called } of written) {
    const meaning = meaningOf(name)
    if (meaning?.kind === 'option') {
      const { option } = meaning
      if (meaning.dropped) warnings.add(isDropped(called, option))
      if (values.has(option.name)) throw new UsageError(`option '--${option.name}' should be specified only once`)
      values.set(option.name, { text, called })
    } else {
      warnings.add(hasNoEffect(called))
    }
  }
  return { name: 'command line', values, warnings: [...warnings] }
}

function helpOf({ help, default: value, value: placeholder }: Option<unknown>): string {
  if (value === undefined || help.includes('default:')) return help
  if (placeholder === undefined) return value === true ? `${help} (default: true)` : help
  if (Array.isArray(value)) return value.length === 0 ? help : `${help} (default: ${value.join(',')})`
  return `${help} (default: ${typeof value === 'bigint' ? value.toString() : JSON.stringify(value).replaceAll('"', '')})`
}
