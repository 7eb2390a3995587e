import { type GenesisJson, parseGenesis } from '../chain/genesis.ts'
import { createEnclaveKeyPair } from '../enclave/enclaveKeys.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { DEFAULT_EXECUTION_CAP, type ExecutionCap } from '../execution/engine.ts'
import { addressFrom } from '../node/doors.ts'
import { fromBase64, toBase64 } from '../primitives/bytes.ts'
import type { JsonValue } from '../storage/storeIdentity.ts'
import { createAccount } from './account.ts'
import {
  type BesuVersion,
  type NetworkOptions,
  type NodeOptions,
  eraRuleOf,
  namedNodes,
  requirePrivacyMode,
} from './options.ts'
import { seededBytes } from './seededKeys.ts'

/** A network as its databases describe it: what a restart needs to go on. All text: hex for keys, base64 for enclave keys. */
export interface NetworkDescription {
  readonly seed: string
  readonly genesis: GenesisJson
  /** In wei; `null`: what the genesis description says. */
  readonly blockReward: string | null
  readonly coinbase: string | null
  /** What limits private executions; numbers as decimal text. Results depend on it. */
  readonly executionCap: Readonly<Record<keyof ExecutionCap, string>>
  /** Whether groups start with accounts of a provider, which cannot be stored and must be given again. */
  readonly privateGenesis: boolean
  /** Absent: flexible. */
  readonly privacy?: 'offchain'
  readonly nodes: readonly NodeDescription[]
}

/** One node of a {@link NetworkDescription}. */
export interface NodeDescription {
  readonly name: string
  readonly enclaveKey: string
  /** Absent: only {@link enclaveKey}. With it, that is the first. */
  readonly enclaveKeys?: readonly string[]
  /** Absent: it has no tenants. */
  readonly multiTenancy?: true
  readonly privateKey: string
  readonly markerKey: string | null
  readonly besuVersion: BesuVersion
  readonly strict: boolean
}

/** Wei that each node's account starts with in the default genesis: 10,000 ether. */
const FUNDS = '10000000000000000000000'

/**
 * Options with every default filled in from the seed, and checked, so that no database begins with a description that
 * cannot be opened again.
 * @throws {CoterieError} `INVALID_OPTION`, `INVALID_ARGUMENT`, `GENESIS_INVALID`.
 */
export function describeNetwork(options: NetworkOptions): NetworkDescription {
  const seed = options.seed ?? 'coterie'
  const nodes = namedNodes(options.nodes).map(([name, node]): NodeDescription => {
    const besuVersion = node.besuVersion ?? options.besuVersion ?? 'auto'
    eraRuleOf(besuVersion)
    const multiTenancy = node.multiTenancy ?? options.multiTenancy ?? false
    const [first, ...others] = givenKeys(name, node, multiTenancy)
    const enclaveKey = enclaveKeyOf(name, first, node.keyType ?? 'nacl', seed)
    const further = others.map((key) => enclaveKeyOf(name, key, 'nacl', seed))
    return {
      name,
      enclaveKey,
      ...(further.length === 0 ? {} : { enclaveKeys: [enclaveKey, ...further] }),
      ...(multiTenancy ? { multiTenancy } : {}),
      privateKey: createAccount(node.privateKey ?? seededBytes(seed, 'account', name)).privateKey,
      markerKey: node.markerKey === undefined ? null : createAccount(node.markerKey).privateKey,
      besuVersion,
      strict: node.strict ?? options.strict ?? false,
    }
  })
  requireOwnKeys(nodes)
  if (options.privacy === 'offchain' && nodes.some(({ multiTenancy }) => multiTenancy)) {
    throw new CoterieError(
      'INVALID_OPTION',
      "multiTenancy is there for flexible groups only: leave it or privacy: 'offchain' out",
    )
  }
  if (options.coinbase !== undefined) addressFrom(options.coinbase)
  const genesis = options.genesis ?? defaultGenesis(nodes)
  parseGenesis(genesis, options.blockReward)
  return {
    seed,
    genesis,
    blockReward: options.blockReward?.toString() ?? null,
    coinbase: options.coinbase ?? null,
    executionCap: describeCap(options.executionCap),
    privateGenesis: options.privateGenesis !== undefined,
    ...(requirePrivacyMode(options.privacy ?? 'flexible') === 'offchain' ? { privacy: 'offchain' } : {}),
    nodes,
  }
}

function requireOwnKeys(nodes: readonly NodeDescription[]): void {
  const owners = new Map<string, string>()
  for (const { name, enclaveKey, enclaveKeys = [enclaveKey] } of nodes) {
    for (const key of enclaveKeys) {
      const owner = owners.get(key)
      if (owner !== undefined) {
        const problem =
          owner === name ? `${name} has one of its enclaveKeys twice` : `${owner} and ${name} have one enclaveKey`
        throw new CoterieError('INVALID_OPTION', `${problem}; give every ${owner === name ? 'tenant' : 'node'} its own`)
      }
      owners.set(key, name)
    }
  }
}

/** The keys that a node is given; the first may be missing. */
function givenKeys(
  name: string,
  { enclaveKey, enclaveKeys }: NodeOptions,
  multiTenancy: boolean,
): (string | undefined)[] {
  if (enclaveKeys === undefined) return [enclaveKey]
  if (enclaveKey !== undefined) {
    throw new CoterieError('INVALID_OPTION', `${name} has enclaveKey and enclaveKeys: leave enclaveKey out`)
  }
  if (enclaveKeys.length > 1 && !multiTenancy) {
    throw new CoterieError(
      'INVALID_OPTION',
      `${name} has several enclaveKeys: it needs multiTenancy: true for its tenants`,
    )
  }
  return [...enclaveKeys]
}

/** The cap of a description. */
export function capOf({ executionCap }: NetworkDescription): ExecutionCap {
  const { work, memory, precompileGas } = executionCap
  return { work: Number(work), memory: Number(memory), precompileGas: BigInt(precompileGas) }
}

function describeCap(given: Partial<ExecutionCap> = {}): NetworkDescription['executionCap'] {
  const cap = { ...DEFAULT_EXECUTION_CAP, ...given }
  for (const [name, value] of Object.entries(cap)) {
    const usable = typeof value === 'bigint' ? value > 0n : Number.isSafeInteger(value) && value > 0
    if (!usable)
      throw new CoterieError('INVALID_OPTION', `executionCap.${name} must be a whole number above 0, not ${value}`)
  }
  return {
    work: cap.work.toString(),
    memory: cap.memory.toString(),
    precompileGas: cap.precompileGas.toString(),
  }
}

/** The description as a store keeps it. */
export function descriptionJson(description: NetworkDescription): JsonValue {
  return JSON.parse(JSON.stringify(description)) as JsonValue
}

function enclaveKeyOf(name: string, given: string | undefined, type: 'nacl' | 'ec', seed: string): string {
  if (given === undefined)
    return toBase64(createEnclaveKeyPair({ type, seed: seededBytes(seed, 'enclave', name) }).publicKey)
  try {
    const key = fromBase64(given)
    if (key.length === 32 || key.length === 91) return toBase64(key)
  } catch {
    // Falls through to the same complaint.
  }
  throw new CoterieError('INVALID_OPTION', `enclaveKey of ${name} must be base64 of 32 bytes (NaCl) or 91 bytes (EC)`)
}

function defaultGenesis(nodes: readonly NodeDescription[]): GenesisJson {
  const alloc = nodes.map(({ privateKey }) => [createAccount(privateKey).address, { balance: FUNDS }])
  return {
    config: { chainId: 1337, londonBlock: 0, zeroBaseFee: true },
    gasLimit: '0x1fffffffffffff',
    difficulty: '0x1',
    alloc: Object.fromEntries(alloc) as NonNullable<GenesisJson['alloc']>,
  }
}
