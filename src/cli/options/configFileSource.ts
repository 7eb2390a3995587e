import { readFile } from 'node:fs/promises'
import { UsageError } from '../reportError.ts'
import { hasNoEffect, isDropped, knownNames, meaningOf } from './optionNames.ts'
import type { OptionSource, WrittenValue } from './OptionSource.ts'
import { outputOptions } from './outputOptions.ts'
import { suggest } from './suggest.ts'

/**
 * Options in a TOML file, as Besu's `--config-file` reads them: keys are names of options without dashes.
 * @throws {UsageError} for a file that cannot be read or is no TOML, for unknown keys, for tables, and where it names a file.
 */
export async function configFileSource(file: string): Promise<OptionSource> {
  const table = await readToml(file)
  const unknown = Object.keys(table).filter((key) => meaningOf(key) === undefined)
  if (unknown.length > 0) throw new UsageError(unknownKeys(unknown))
  const values = new Map<string, WrittenValue>()
  const warnings: string[] = []
  for (const [key, value] of Object.entries(table)) {
    const meaning = meaningOf(key)
    if (meaning?.kind !== 'option') {
      warnings.push(hasNoEffect(key))
      continue
    }
    const { option } = meaning
    // Which file is read is settled by then.
    if (option.name === outputOptions.configFile.name) {
      throw new UsageError(`${key} in ${file}: a configuration file cannot name another one; leave it out`)
    }
    if (meaning.dropped) warnings.push(isDropped(key, option))
    if (values.has(option.name)) throw new UsageError(`${key} and ${option.name} in ${file} are one option`)
    const isEmpty = Array.isArray(value) && value.length === 0
    const text = isEmpty ? (option.empty ?? '') : textOf(value, key, file)
    values.set(option.name, { text, called: key })
  }
  return { name: 'configuration file', values, warnings }
}

async function readToml(file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      missing
        ? `Unable to read TOML configuration, file not found: ${file}`
        : `Unable to read TOML configuration file ${file}: ${messageOf(error)}`,
    )
  }
  // Loaded when there is a file.
  const { parse } = await import('smol-toml')
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (error) {
    throw new UsageError(`Invalid TOML configuration: ${messageOf(error).split('\n')[0] ?? ''}`)
  }
}

/** Besu's complaint, and what may be meant. */
function unknownKeys(keys: readonly string[]): string {
  const meant = keys.flatMap((key) => suggest(key, knownNames) ?? [])
  const advice = meant.length === 0 ? '' : ` (did you mean ${meant.join(', ')}?)`
  return `Unknown option${keys.length > 1 ? 's' : ''} in TOML configuration file: ${keys.join(', ')}${advice}`
}

function textOf(value: unknown, key: string, file: string): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item, key, file)).join(',')
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  throw new UsageError(`${key} in ${file} must be text, a number, true or false, or a list of them`)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
