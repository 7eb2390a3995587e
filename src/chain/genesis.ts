import { createBlock, type Block, type HeaderData } from '@ethereumjs/block'
import { padLeft, toScalar } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import type { AccountChange } from '../state/account.ts'
import { genesisChange } from '../state/genesisAccount.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import { type ForkSchedule, forkAt, parseForkSchedule } from './forkSchedule.ts'
import { type GenesisAccountJson, genesisAccounts } from './genesisAccounts.ts'
import { MOST_NONCE, bytes, invalidGenesis, quantity } from './genesisFields.ts'
import { type RewardRule, parseRewardRules } from './rewardRules.ts'
import { createCommon, isAtLeast } from './hardfork.ts'

/** A genesis description in the JSON form of Besu's `--genesis-file`. Quantities are hex, decimal text or numbers. */
export interface GenesisJson {
  readonly config?: Readonly<Record<string, unknown>>
  readonly alloc?: Readonly<Record<string, GenesisAccountJson>>
  readonly nonce?: string | number
  readonly timestamp?: string | number
  readonly extraData?: string
  readonly gasLimit?: string | number
  readonly difficulty?: string | number
  readonly mixHash?: string
  readonly coinbase?: string
  readonly baseFeePerGas?: string | number
  readonly [key: string]: unknown
}

/** A genesis description, understood. */
export interface Genesis {
  readonly chainId: bigint
  readonly forks: ForkSchedule
  /** Whether the base fee is zero in every block since london (`zeroBaseFee`). */
  readonly zeroBaseFee: boolean
  /** Beneficiary and reward by block number. */
  readonly rewards: readonly RewardRule[]
  /** Bytes of deployed code, public and private; default 24,576. */
  readonly codeSizeLimit: number
  readonly accounts: readonly AccountChange[]
  /** @internal The published types name no type of `@ethereumjs/*`. */
  readonly header: HeaderData
  /** What was understood only in part, one line each. */
  readonly warnings: readonly string[]
}

const UNDERSTOOD = new Set(['chainId', 'zeroBaseFee', 'ethash', 'contractSizeLimit'])
/** Why other keys of a Besu configuration have no effect, or only part of it. */
const WARNINGS: Readonly<Record<string, string>> = {
  ibft2: 'only miningbeneficiary and blockreward count; blocks are made on demand',
  qbft: 'only miningbeneficiary and blockreward count; blocks are made on demand',
  transitions: 'only miningbeneficiary and blockreward count; blocks are made on demand',
  clique: 'there is no consensus; block signers are not recovered, the coinbase of the header counts',
  evmStackSize: 'the stack has 1024 items',
}
/** Bytes of deployed code that EIP-170 allows. */
const DEFAULT_CODE_SIZE_LIMIT = 24_576
const DEFAULT_CHAIN_ID = 1337n
/** Besu's base fee of a genesis block that is london and names none: 1 gwei. */
const INITIAL_BASE_FEE = 1_000_000_000n

/**
 * Reads a Besu genesis description: alloc, fork schedule, `zeroBaseFee`, gas limit, coinbase, block reward and mining
 * beneficiary. Consensus keys mean nothing here and give a warning.
 * @param blockReward overrides the description's, in wei.
 * @throws {CoterieError} `GENESIS_INVALID`.
 */
export function parseGenesis(json: GenesisJson, blockReward?: bigint): Genesis {
  const config = json.config ?? {}
  const forks = parseForkSchedule(config)
  return {
    chainId: chainIdOf(config),
    forks,
    zeroBaseFee: config['zeroBaseFee'] === true,
    rewards: parseRewardRules(config, blockReward),
    codeSizeLimit: Number(quantity(config['contractSizeLimit'] ?? DEFAULT_CODE_SIZE_LIMIT, 'contractSizeLimit')),
    accounts: genesisAccounts(json.alloc ?? {}).map(genesisChange),
    header: headerOf(json, forks, config['zeroBaseFee'] === true),
    warnings: warningsAbout(config, forks),
  }
}

/** @internal The genesis block over the state that {@link Genesis.accounts} make. */
export function genesisBlock(genesis: Genesis, stateRoot: StateRoot): Block {
  const fork = forkAt(genesis.forks, 0n, BigInt(Number(genesis.header.timestamp ?? 0)))
  const shanghai = isAtLeast(fork, 'shanghai')
  return createBlock(
    {
      header: {
        ...genesis.header,
        number: 0n,
        stateRoot,
        ...(shanghai ? { withdrawalsRoot: EMPTY_ROOT } : {}),
        ...(isAtLeast(fork, 'cancun')
          ? { blobGasUsed: 0n, excessBlobGas: 0n, parentBeaconBlockRoot: new Uint8Array(32) }
          : {}),
      },
      ...(shanghai ? { withdrawals: [] } : {}),
    },
    { common: createCommon(fork, genesis.chainId), skipConsensusFormatValidation: true, freeze: false },
  )
}

/** The EVM library keeps chain ids as numbers. */
function chainIdOf(config: Readonly<Record<string, unknown>>): bigint {
  const chainId = quantity(config['chainId'] ?? DEFAULT_CHAIN_ID, 'config.chainId')
  if (chainId <= BigInt(Number.MAX_SAFE_INTEGER)) return chainId
  throw invalidGenesis('config.chainId', `${chainId} is above 2^53 − 1, the largest that Coterie can run`)
}

function headerOf(json: GenesisJson, forks: ForkSchedule, zeroBaseFee: boolean): HeaderData {
  const timestamp = quantity(json.timestamp ?? 0, 'timestamp')
  const london = isAtLeast(forkAt(forks, 0n, timestamp), 'london')
  const baseFee = json.baseFeePerGas === undefined ? INITIAL_BASE_FEE : quantity(json.baseFeePerGas, 'baseFeePerGas')
  return {
    timestamp,
    nonce: padLeft(toScalar(quantity(json.nonce ?? 0, 'nonce', MOST_NONCE)), 8),
    extraData: bytes(json.extraData ?? '0x', 'extraData'),
    gasLimit: quantity(json.gasLimit ?? '0x1fffffffffffff', 'gasLimit'),
    difficulty: quantity(json.difficulty ?? 1, 'difficulty'),
    mixHash: padLeft(bytes(json.mixHash ?? '0x', 'mixHash', 32), 32),
    coinbase: padLeft(bytes(json.coinbase ?? '0x', 'coinbase', 20), 20),
    ...(london ? { baseFeePerGas: zeroBaseFee ? 0n : baseFee } : {}),
  }
}

function warningsAbout(config: Readonly<Record<string, unknown>>, forks: ForkSchedule): string[] {
  const warnings = [...forks.warnings]
  if (config['chainId'] === undefined) warnings.push(`genesis config has no "chainId": ${DEFAULT_CHAIN_ID} is used`)
  for (const key of Object.keys(config)) {
    if (UNDERSTOOD.has(key) || /(Block|Time)$/.test(key)) continue
    const why = WARNINGS[key]
    warnings.push(
      why === undefined
        ? `genesis config "${key}" is ignored: it means nothing here`
        : `genesis config "${key}": ${why}`,
    )
  }
  return warnings
}
