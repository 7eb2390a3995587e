import { writeFile } from 'node:fs/promises'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { OptionSource } from '../options/OptionSource.ts'
import { configFileSource } from '../options/configFileSource.ts'
import { environmentSource } from '../options/environmentSource.ts'
import { type NodeSettings, nodeOptions } from '../options/nodeOptions.ts'
import { type ResolvedSettings, resolveSettings } from '../options/resolveSettings.ts'
import type { Preset } from '../presets/Preset.ts'
import { findPreset } from '../presets/presets.ts'
import type { Terminal } from '../Terminal.ts'
import { showBanner } from './banner.ts'
import { createLogger } from './createLogger.ts'
import { type StartedNetwork, describeNetwork } from './describeNetwork.ts'
import { listenOptions } from './listenOptions.ts'
import { openPlannedNetwork } from './openPlannedNetwork.ts'
import { planNetwork } from './planNetwork.ts'
import { protectApis } from './protectApis.ts'
import type { StopRequest } from './StopRequest.ts'
import { validateNetwork } from './validateNetwork.ts'
import { validateSettings } from './validateSettings.ts'
import { validateStarted } from './validateStarted.ts'

/** What `coterie node` is started with. */
export interface ServeOptions {
  readonly commandLine: OptionSource
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly terminal: Terminal
  readonly stop: StopRequest
}

/**
 * `coterie node`: starts a network, tells where it is, and serves it until it is asked to stop.
 * @throws {UsageError}; {CoterieError} as `createNetwork` and `network.listen` do, `STORE_IO` when the file of
 * `--config-out` cannot be written.
 */
export async function serveNetwork({ commandLine, environment, terminal, stop }: ServeOptions): Promise<void> {
  const { preset, resolved, warnings: oddities } = await readSettings(commandLine, environment)
  const { settings } = resolved
  const warnings = [...oddities, ...validateSettings(resolved, presetKeys(preset))]
  const plan = await planNetwork(preset, resolved)
  validateStarted(resolved, presetKeys(preset))
  const log = createLogger(settings, terminal)
  // A signal while the network is being opened is not lost.
  const waiting = stop.wait()
  try {
    await using network = await openPlannedNetwork(plan, resolved, log.logger)
    warnings.push(...validateNetwork(network, resolved))
    warnings.push(...network.warnings, ...networkIdWarning(settings, network.chainId))
    for (const warning of warnings) log.logger.warn(warning)
    const names = network.nodes.map(({ name }) => name)
    const listening = listenOptions(names, plan, resolved)
    const servers = listening === undefined ? undefined : await network.listen(listening)
    await announce({ network, servers, plan, settings, warnings }, terminal)
    log.open()
    await waiting.wanted
    log.logger.info('stopping')
    if (!settings.json && !settings.quiet) terminal.err('coterie: stopping; press Ctrl-C again to end it at once')
  } finally {
    waiting.release()
    await log.flush()
  }
}

/** Settings from everywhere: the command line before the environment, then the file, the preset and the defaults. */
async function readSettings(
  commandLine: OptionSource,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ preset: Preset; resolved: ResolvedSettings<NodeSettings>; warnings: readonly string[] }> {
  const sources = [commandLine, environmentSource(environment)]
  const { configFile, preset: presetOption } = nodeOptions
  const file = resolveSettings({ configFile }, sources, {}).settings.configFile
  if (file !== undefined) sources.push(await configFileSource(file))
  const preset = findPreset(resolveSettings({ preset: presetOption }, sources, {}).settings.preset)
  const resolved = protectApis(resolveSettings(nodeOptions, sources, preset.settings))
  return { preset, resolved, warnings: sources.flatMap((source) => source.warnings) }
}

function presetKeys({ nodes }: Preset): { hasKeys: boolean; hasMarkerKeys: boolean } {
  const [first] = nodes
  return { hasKeys: first?.enclaveKey !== undefined, hasMarkerKeys: first?.markersByAccount === true }
}

function networkIdWarning({ networkId }: NodeSettings, chainId: bigint): string[] {
  if (networkId === undefined || networkId === chainId) return []
  return [`--network-id ${networkId} is ignored: net_version answers the chain id, ${chainId}`]
}

async function announce(started: StartedNetwork, terminal: Terminal): Promise<void> {
  const { json, quiet, configOut } = started.settings
  const info = describeNetwork(started)
  if (configOut !== undefined) {
    await writeFile(configOut, `${JSON.stringify(info)}\n`).catch((cause: unknown) => {
      throw new CoterieError('STORE_IO', `cannot write ${configOut}; give --config-out another file`, { cause })
    })
  }
  if (json) terminal.out(JSON.stringify(info))
  else if (!quiet) showBanner(info, terminal)
}
