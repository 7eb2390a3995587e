import { UsageError } from '../reportError.ts'
import { type Option, type OptionGroup, OptionProblem } from './Option.ts'
import type { OptionSource, SourceName } from './OptionSource.ts'

/** Settings, and where each of them comes from. */
export interface ResolvedSettings<Settings> {
  readonly settings: Settings
  readonly sources: Readonly<Record<keyof Settings, SourceName>>
  /** Whether somebody has said it: not the preset, and not the default. */
  isGiven(name: keyof Settings): boolean
}

/**
 * The value of every option: from the first source that has it, else from the preset, else the default.
 * @throws {UsageError} for a value that cannot be used.
 */
export function resolveSettings<Settings>(
  options: OptionGroup<Settings>,
  sources: readonly OptionSource[],
  preset: Partial<Settings>,
): ResolvedSettings<Settings> {
  const settings: Partial<Settings> = {}
  const from: Partial<Record<keyof Settings, SourceName>> = {}
  for (const name of Object.keys(options) as (keyof Settings)[]) {
    const option = options[name]
    const source = sources.find(({ values }) => values.has(option.name))
    const written = source?.values.get(option.name)
    if (source !== undefined && written !== undefined) {
      settings[name] = parse(option, written.text)
      from[name] = source.name
    } else if (preset[name] !== undefined) {
      settings[name] = preset[name]
      from[name] = 'preset'
    } else {
      settings[name] = option.default
      from[name] = 'default'
    }
  }
  // Every option has been looked at.
  const complete = from as Record<keyof Settings, SourceName>
  return {
    settings: settings as Settings,
    sources: complete,
    isGiven: (name) => complete[name] !== 'preset' && complete[name] !== 'default',
  }
}

function parse<T>(option: Option<T>, text: string): T {
  try {
    return option.parse(text)
  } catch (error) {
    if (!(error instanceof OptionProblem)) throw error
    throw new UsageError(`Invalid value for option '--${option.name}': ${error.message}`)
  }
}
