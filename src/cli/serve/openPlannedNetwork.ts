import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { createNetwork } from '../../createNetwork.ts'
import { logicalClock, systemClock } from '../../network/clock.ts'
import type { Network } from '../../network/Network.ts'
import type { Mining, NetworkOptions } from '../../network/options.ts'
import type { Logger } from '../../primitives/Logger.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import { UsageError } from '../reportError.ts'
import type { NetworkPlan } from './NetworkPlan.ts'

/** Options that shape a network. A data path that holds one goes on as it is unless one of them is given. */
const SHAPING = [
  'preset',
  'members',
  'seed',
  'keyType',
  'genesisFile',
  'chainId',
  'besuVersion',
  'strict',
  'privacyFlexibleGroupsEnabled',
  'privacyPublicKeyFile',
  'privacyMarkerTransactionSigningKeyFile',
  'privacyMultiTenancyEnabled',
  'tenants',
  'tenantKeys',
] as const satisfies readonly (keyof NodeSettings)[]

/** Opens the network that was planned, or the one in the data path. @throws {CoterieError} as `createNetwork` does. */
export async function openPlannedNetwork(
  plan: NetworkPlan,
  resolved: ResolvedSettings<NodeSettings>,
  logger: Logger,
): Promise<Network> {
  const { settings, isGiven } = resolved
  const { dataPath, minerCoinbase, clock, minGasPrice, join: way, joinCheck, checkpointEvery, replayThreads } = settings
  const goesOn = dataPath !== undefined && !SHAPING.some(isGiven) && (await holdsNetwork(dataPath))
  return createNetwork({
    ...(goesOn ? {} : shapeOf(plan, settings)),
    ...(dataPath === undefined ? {} : { dataPath }),
    ...(minerCoinbase === undefined ? {} : { coinbase: minerCoinbase }),
    mining: miningOf(settings, isGiven),
    clock: clock === 'system' ? systemClock() : logicalClock(),
    minGasPrice,
    join: way,
    // Given to another way they would be warned of once more.
    ...(way === 'replay-final' ? { joinCheck } : {}),
    ...(way === 'snapshot' ? { checkpointEvery } : {}),
    ...(replayThreads === undefined ? {} : { replayThreads }),
    multiTenancyRules: settings.multiTenancyRules,
    logger,
  })
}

function shapeOf(plan: NetworkPlan, settings: NodeSettings): NetworkOptions {
  return {
    seed: plan.seed,
    nodes: Object.fromEntries(plan.nodes.map(({ name, options }) => [name, options])),
    genesis: plan.genesis,
    besuVersion: settings.besuVersion,
    strict: settings.strict,
    // Without private transactions the mode has no effect.
    privacy: settings.privacyEnabled && !settings.privacyFlexibleGroupsEnabled ? 'offchain' : 'flexible',
  }
}

function miningOf(
  { mining, blockTime, noMining }: NodeSettings,
  isGiven: ResolvedSettings<NodeSettings>['isGiven'],
): Mining {
  const ways = [isGiven('mining'), blockTime !== undefined, noMining].filter(Boolean)
  if (ways.length > 1)
    throw new UsageError('--mining, --block-time and --no-mining say the same thing: give one of them')
  return noMining ? 'manual' : (blockTime ?? mining)
}

async function holdsNetwork(dataPath: string): Promise<boolean> {
  return access(join(dataPath, 'chain', 'CURRENT')).then(
    () => true,
    () => false,
  )
}
