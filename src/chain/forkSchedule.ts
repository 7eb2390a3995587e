import { CoterieError } from '../errors/CoterieError.ts'
import { HARDFORKS, type HardforkName } from './hardfork.ts'

/** When each protocol version begins: by block number until london, by timestamp from shanghai on. */
export interface ForkSchedule {
  readonly byBlock: readonly { readonly fork: HardforkName; readonly from: bigint }[]
  readonly byTime: readonly { readonly fork: HardforkName; readonly from: bigint }[]
  /** Forks of the description that Coterie does not run, one line each. */
  readonly warnings: readonly string[]
}

const BLOCK_KEYS: Readonly<Record<string, HardforkName>> = {
  constantinopleFixBlock: 'constantinoplefix',
  petersburgBlock: 'constantinoplefix',
  istanbulBlock: 'istanbul',
  berlinBlock: 'berlin',
  londonBlock: 'london',
}
const TIME_KEYS: Readonly<Record<string, HardforkName>> = { shanghaiTime: 'shanghai', cancunTime: 'cancun' }
/** Versions without a rule of their own here: a newer one replaces them, or they only concern mining difficulty. */
const WITHOUT_EFFECT = new Set([
  'homesteadBlock',
  'daoForkBlock',
  'eip150Block',
  'eip155Block',
  'eip158Block',
  'byzantiumBlock',
  'constantinopleBlock',
  'muirGlacierBlock',
  'arrowGlacierBlock',
  'grayGlacierBlock',
  'mergeNetSplitBlock',
])

/**
 * Reads the fork schedule of a genesis `config`. A description that names no fork means london from the start.
 * @throws {CoterieError} `GENESIS_INVALID` for an activation that is no number.
 */
export function parseForkSchedule(config: Readonly<Record<string, unknown>>): ForkSchedule {
  const byBlock: { fork: HardforkName; from: bigint }[] = []
  const byTime: { fork: HardforkName; from: bigint }[] = []
  const warnings: string[] = []
  for (const [key, value] of Object.entries(config)) {
    if (BLOCK_KEYS[key] !== undefined) byBlock.push({ fork: BLOCK_KEYS[key], from: activation(key, value) })
    else if (TIME_KEYS[key] !== undefined) byTime.push({ fork: TIME_KEYS[key], from: activation(key, value) })
    else if (/(Block|Time)$/.test(key) && !WITHOUT_EFFECT.has(key)) {
      warnings.push(`genesis config "${key}" is ignored: Coterie runs ${HARDFORKS.join(', ')}`)
    }
  }
  if (byBlock.length === 0) byBlock.push({ fork: byTime.length > 0 ? 'london' : defaultFork(config), from: 0n })
  return { byBlock: inOrder(byBlock), byTime: inOrder(byTime), warnings }
}

/** The version of a block. Blocks before the first activation follow the oldest version that Coterie runs. */
export function forkAt(schedule: ForkSchedule, number: bigint, timestamp: bigint): HardforkName {
  let current: HardforkName = 'constantinoplefix'
  for (const { fork, from } of schedule.byBlock) if (number >= from) current = fork
  for (const { fork, from } of schedule.byTime) if (timestamp >= from) current = fork
  return current
}

/** Number of the block that activates london, the one whose parent has no base fee; `undefined` when none does. */
export function londonBlock(schedule: ForkSchedule): bigint | undefined {
  return schedule.byBlock.find(({ fork }) => fork === 'london')?.from
}

function defaultFork(config: Readonly<Record<string, unknown>>): HardforkName {
  const old = ['homesteadBlock', 'byzantiumBlock', 'constantinopleBlock'].some((key) => config[key] !== undefined)
  return old ? 'constantinoplefix' : 'london'
}

function inOrder(activations: { fork: HardforkName; from: bigint }[]): { fork: HardforkName; from: bigint }[] {
  return activations.sort((a, b) => HARDFORKS.indexOf(a.fork) - HARDFORKS.indexOf(b.fork))
}

function activation(key: string, value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]+|[0-9]+)$/.test(value)) return BigInt(value)
  throw new CoterieError('GENESIS_INVALID', `genesis config ${key}: ${JSON.stringify(value)} is no block or time`)
}
