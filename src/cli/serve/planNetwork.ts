import { readFile } from 'node:fs/promises'
import type { GenesisJson } from '../../chain/genesis.ts'
import { type EnclaveKeyPair, createEnclaveKeyPair } from '../../enclave/enclaveKeys.ts'
import { createAccount } from '../../network/account.ts'
import type { NodeOptions } from '../../network/options.ts'
import { seededBytes } from '../../network/seededKeys.ts'
import { toBase64 } from '../../primitives/bytes.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import type { Preset, PresetEnclaveKey, PresetNode } from '../presets/Preset.ts'
import { UsageError } from '../reportError.ts'
import type { NetworkPlan, PlannedNode } from './NetworkPlan.ts'
import { readEnclaveKeyFiles, readSigningKeyFiles } from './readKeyFiles.ts'
import { tenantKeys } from './tenantKeys.ts'

/** Seed of a network that nobody has given one. */
const DEFAULT_SEED = 'coterie'

/** What the settings and the preset make of a network. @throws {UsageError} for files that cannot be used. */
export async function planNetwork(preset: Preset, resolved: ResolvedSettings<NodeSettings>): Promise<NetworkPlan> {
  const { settings } = resolved
  const seed = settings.seed ?? DEFAULT_SEED
  const enclaveKeys = await readEnclaveKeyFiles(settings.privacyEnabled ? settings.privacyPublicKeyFile : [])
  const markerKeys = await readSigningKeyFiles(settings.privacyMarkerTransactionSigningKeyFile)
  const wanted = presetNodes(preset, settings.members)
  const names = wanted.map(({ name }) => name)
  const nodes = wanted.map((node, index): PlannedNode => {
    const privateKey = createAccount(node.privateKey ?? seededBytes(seed, 'account', node.name)).privateKey
    const markerKey = markerKeys[index] ?? (node.markersByAccount === true ? privateKey : undefined)
    const fromFile = enclaveKeys[index]
    const pair = fromFile === undefined ? enclaveKeyOf(node, settings.keyType, seed) : { publicKey: fromFile }
    return {
      name: node.name,
      member: node.member,
      ...portsOf(node, index, resolved),
      privateKey,
      enclavePrivateKey: pair.privateKey,
      options: {
        ...keysOf(pair.publicKey, settings, tenantKeys(node.name, names, settings, seed)),
        privateKey,
        ...(markerKey === undefined ? {} : { markerKey }),
      },
    }
  })
  const genesis = await genesisOf(preset, nodes, settings)
  return { seed, nodes, genesis, keys: knownKeys(preset, nodes, genesis) }
}

function keysOf(enclaveKey: string, settings: NodeSettings, others: readonly string[]): NodeOptions {
  const { privacyEnabled, privacyMultiTenancyEnabled } = settings
  if (!privacyEnabled || !privacyMultiTenancyEnabled) return { enclaveKey }
  return { enclaveKeys: [enclaveKey, ...others], multiTenancy: true }
}

/** As many members as wanted, then the preset's nodes that are none. */
function presetNodes({ nodes }: Preset, wanted: number | undefined): PresetNode[] {
  const members = nodes.filter(({ member }) => member)
  const others = nodes.filter(({ member }) => !member)
  const count = wanted ?? members.length
  while (members.length < count) {
    const last = members.at(-1)
    const next = (port = 0): number => (port === 0 ? 0 : port + 2)
    const name = `member${members.length + 1}`
    const markersByAccount = last?.markersByAccount === true ? { markersByAccount: true as const } : {}
    members.push({
      name,
      member: true,
      httpPort: next(last?.httpPort),
      wsPort: next(last?.wsPort),
      ...markersByAccount,
    })
  }
  return [...members.slice(0, count), ...others]
}

function enclaveKeyOf({ name, enclaveKey }: PresetNode, type: 'nacl' | 'ec', seed: string): PresetEnclaveKey {
  const known = enclaveKey?.[type]
  if (known !== undefined) return known
  const pair: EnclaveKeyPair = createEnclaveKeyPair({ type, seed: seededBytes(seed, 'enclave', name) })
  return { publicKey: toBase64(pair.publicKey), privateKey: toBase64(pair.privateKey) }
}

/** Besu's port options name the ports of the first node; the others get every second one after them. */
function portsOf(
  node: PresetNode,
  index: number,
  { settings, isGiven }: ResolvedSettings<NodeSettings>,
): { httpPort: number; wsPort: number } {
  const nth = (first: number): number => {
    const port = first === 0 ? 0 : first + 2 * index
    if (port <= 65_535) return port
    throw new UsageError(`port ${port} of ${node.name} is above 65535; begin with a smaller port`)
  }
  const after = (first: number): number => (first === 0 ? 0 : first + 1)
  const { rpcHttpPort, rpcWsPort } = settings
  const base = isGiven('rpcHttpPort') ? rpcHttpPort : settings.port
  const wsBase = isGiven('rpcWsPort') ? rpcWsPort : base === undefined ? undefined : after(base)
  return {
    httpPort: base === undefined ? node.httpPort : nth(base),
    wsPort: wsBase === undefined ? node.wsPort : nth(wsBase),
  }
}

async function genesisOf(preset: Preset, nodes: readonly PlannedNode[], settings: NodeSettings): Promise<GenesisJson> {
  const { genesisFile, chainId } = settings
  if (genesisFile !== undefined) {
    if (chainId !== undefined) throw new UsageError('--chain-id and --genesis-file: the file says the chain id already')
    return readGenesis(genesisFile)
  }
  const balances = new Map(
    nodes.map(({ privateKey }) => [createAccount(privateKey).address as string, preset.memberBalance]),
  )
  for (const { address, balance } of preset.accounts) balances.set(address, balance)
  const config = { ...preset.genesis.config, ...(chainId === undefined ? {} : { chainId: Number(chainId) }) }
  const alloc = Object.fromEntries([...balances].map(([address, balance]) => [address, { balance }]))
  return { ...preset.genesis, config, alloc }
}

async function readGenesis(file: string): Promise<GenesisJson> {
  try {
    const genesis: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof genesis === 'object' && genesis !== null && !Array.isArray(genesis)) return genesis as GenesisJson
  } catch (error) {
    throw new UsageError(`genesis file ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new UsageError(`genesis file ${file}: it must hold one JSON object`)
}

function knownKeys(preset: Preset, nodes: readonly PlannedNode[], genesis: GenesisJson): Map<string, string> {
  const keys = new Map<string, string>()
  for (const { privateKey } of nodes) keys.set(createAccount(privateKey).address, privateKey)
  // Besu's own genesis files for development have keys beside balances.
  const written = Object.values(genesis.alloc ?? {}).map((account) => account['privateKey'])
  for (const key of [...preset.accounts.map(({ privateKey }) => privateKey), ...written]) {
    if (typeof key !== 'string' || !/^(0x)?[0-9a-fA-F]{64}$/.test(key)) continue
    const account = createAccount(key)
    keys.set(account.address, account.privateKey)
  }
  return keys
}
