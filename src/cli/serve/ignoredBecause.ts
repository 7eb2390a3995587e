import type { NodeSettings } from '../options/nodeOptions.ts'
import { nodeOptions } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'

/** Besu's warning about options that were given although the option that switches them on was not (spec 04 §10). */
export function ignoredBecause(
  { settings, isGiven }: ResolvedSettings<NodeSettings>,
  dependent: readonly (keyof NodeSettings)[],
  main: keyof NodeSettings,
): string[] {
  if (settings[main] !== false) return []
  const given = dependent.filter(isGiven).map((name) => `--${nodeOptions[name].name}`)
  const last = given.pop()
  if (last === undefined) return []
  const names = given.length === 0 ? last : `${given.join(', ')} and ${last}`
  return [`${names} has been ignored because --${nodeOptions[main].name} was not defined on the command line.`]
}
