import { suggest } from '../options/suggest.ts'
import { UsageError } from '../reportError.ts'
import { acceptance } from './acceptance.ts'
import { besuDefaults } from './besuDefaults.ts'
import type { Preset } from './Preset.ts'
import { quickstart } from './quickstart.ts'
import { quickstartV02 } from './quickstartV02.ts'
import { solo } from './solo.ts'

/** All presets; the first is the default. */
export const presets: readonly Preset[] = [quickstart, quickstartV02, acceptance, solo, besuDefaults]

/** A preset by its name. @throws {UsageError}. */
export function findPreset(name: string): Preset {
  const found = presets.find((preset) => preset.name === name)
  if (found !== undefined) return found
  const names = presets.map((preset) => preset.name)
  const meant = suggest(name, names)
  const advice = meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`
  throw new UsageError(`no preset is called ${name}; ${advice}`)
}
