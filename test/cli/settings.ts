import { Command } from 'commander'
import { addOptions } from '../../src/cli/options/commandLineSource.ts'
import { type NodeSettings, nodeOptions } from '../../src/cli/options/nodeOptions.ts'
import { type ResolvedSettings, resolveSettings } from '../../src/cli/options/resolveSettings.ts'
import { findPreset } from '../../src/cli/presets/presets.ts'

/** Settings as a command line and a preset make them. */
export function settingsOf(words: readonly string[], preset = 'quickstart'): ResolvedSettings<NodeSettings> {
  const command = new Command('node').exitOverride()
  const commandLine = addOptions(command, words)
  command.parse(words, { from: 'user' })
  return resolveSettings(nodeOptions, [commandLine()], findPreset(preset).settings)
}
