import { createBlock, type Block, type HeaderData } from '@ethereumjs/block'
import { CoterieError } from '../errors/CoterieError.ts'
import { EMPTY_BYTES, type Hex, fromHex, padLeft, toHex, toScalar, trimLeft } from '../primitives/bytes.ts'
import { type Address, type StateRoot, toAddress } from '../primitives/identifiers.ts'
import type { AccountChange } from '../state/account.ts'
import { codeHashOf } from '../state/WorldState.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import { type ForkSchedule, forkAt, parseForkSchedule } from './forkSchedule.ts'
import { quantity } from './quantity.ts'
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

/** An account of a genesis description. */
export interface GenesisAccountJson {
  readonly balance?: string | number
  readonly nonce?: string | number
  readonly code?: string
  readonly storage?: Readonly<Record<string, string>>
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
    accounts: Object.entries(json.alloc ?? {}).map(([address, account]) => accountOf(address, account)),
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
  throw invalid('config.chainId', `${chainId} is above 2^53 − 1, the largest that Coterie can run`)
}

function headerOf(json: GenesisJson, forks: ForkSchedule, zeroBaseFee: boolean): HeaderData {
  const timestamp = quantity(json.timestamp ?? 0, 'timestamp')
  const london = isAtLeast(forkAt(forks, 0n, timestamp), 'london')
  const baseFee = json.baseFeePerGas === undefined ? INITIAL_BASE_FEE : quantity(json.baseFeePerGas, 'baseFeePerGas')
  return {
    timestamp,
    nonce: padLeft(toScalar(quantity(json.nonce ?? 0, 'nonce')), 8),
    extraData: bytes(json.extraData ?? '0x', 'extraData'),
    gasLimit: quantity(json.gasLimit ?? '0x1fffffffffffff', 'gasLimit'),
    difficulty: quantity(json.difficulty ?? 1, 'difficulty'),
    mixHash: padLeft(bytes(json.mixHash ?? '0x', 'mixHash'), 32),
    coinbase: padLeft(bytes(json.coinbase ?? '0x', 'coinbase'), 20),
    ...(london ? { baseFeePerGas: zeroBaseFee ? 0n : baseFee } : {}),
  }
}

function accountOf(address: string, json: GenesisAccountJson): AccountChange {
  const code = bytes(json.code ?? '0x', `code of ${address}`)
  const slots = new Map<Hex, Uint8Array>()
  for (const [slot, value] of Object.entries(json.storage ?? {})) {
    slots.set(toHex(padLeft(bytes(slot, `storage of ${address}`), 32)), trimLeft(bytes(value, `storage of ${address}`)))
  }
  return {
    address: toHex(addressOf(address, 'alloc')),
    deleted: false,
    nonce: quantity(json.nonce ?? 0, `nonce of ${address}`),
    balance: quantity(json.balance ?? 0, `balance of ${address}`),
    codeHash: codeHashOf(code),
    code: code.length === 0 ? undefined : code,
    storageCleared: true,
    slots,
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

function bytes(text: string, what: string): Uint8Array {
  try {
    const digits = text.replace(/^0x/, '')
    return digits === '' ? EMPTY_BYTES : fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)
  } catch (cause) {
    throw invalid(what, `${JSON.stringify(text)} is no hex`, cause)
  }
}

function addressOf(text: string, what: string): Address {
  const decoded = bytes(text, what)
  if (decoded.length !== 20) throw invalid(what, `${text} is no address of 20 bytes`)
  return toAddress(decoded)
}

function invalid(what: string, problem: string, cause?: unknown): CoterieError {
  return new CoterieError('GENESIS_INVALID', `genesis ${what}: ${problem}`, { cause, details: { what } })
}
