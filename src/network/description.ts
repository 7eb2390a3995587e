import type { GenesisJson } from '../chain/genesis.ts'
import { createEnclaveKeyPair } from '../enclave/enclaveKeys.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { fromBase64, toBase64 } from '../primitives/bytes.ts'
import type { JsonValue } from '../storage/storeIdentity.ts'
import { createAccount } from './account.ts'
import { type BesuVersion, type NetworkOptions, eraRuleOf, namedNodes } from './options.ts'
import { seededBytes } from './seededKeys.ts'

/** A network as its databases describe it: what a restart needs to go on. All text: hex for keys, base64 for enclave keys. */
export interface NetworkDescription {
  readonly seed: string
  readonly genesis: GenesisJson
  /** In wei; `null`: what the genesis description says. */
  readonly blockReward: string | null
  readonly coinbase: string | null
  readonly nodes: readonly NodeDescription[]
}

/** One node of a {@link NetworkDescription}. */
export interface NodeDescription {
  readonly name: string
  readonly enclaveKey: string
  readonly privateKey: string
  readonly markerKey: string | null
  readonly besuVersion: BesuVersion
  readonly strict: boolean
}

/** Wei that each node's account starts with in the default genesis: 10,000 ether. */
const FUNDS = '10000000000000000000000'

/** Options with every default filled in from the seed. @throws {CoterieError} `INVALID_OPTION`. */
export function describeNetwork(options: NetworkOptions): NetworkDescription {
  const seed = options.seed ?? 'coterie'
  const nodes = namedNodes(options.nodes).map(([name, node]): NodeDescription => {
    const besuVersion = node.besuVersion ?? options.besuVersion ?? 'auto'
    eraRuleOf(besuVersion)
    return {
      name,
      enclaveKey: enclaveKeyOf(name, node.enclaveKey, node.keyType ?? 'nacl', seed),
      privateKey: createAccount(node.privateKey ?? seededBytes(seed, 'account', name)).privateKey,
      markerKey: node.markerKey === undefined ? null : createAccount(node.markerKey).privateKey,
      besuVersion,
      strict: node.strict ?? options.strict ?? false,
    }
  })
  return {
    seed,
    genesis: options.genesis ?? defaultGenesis(nodes),
    blockReward: options.blockReward?.toString() ?? null,
    coinbase: options.coinbase ?? null,
    nodes,
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
