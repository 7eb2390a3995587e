import { parseGenesis } from '../chain/genesis.ts'
import { PublicChain } from '../chain/PublicChain.ts'
import { TransactionPool } from '../chain/TransactionPool.ts'
import { EnclaveDirectory } from '../enclave/EnclaveDirectory.ts'
import { isUsualKey } from '../enclave/enclaveText.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { DEFAULT_ENGINE, createEngine } from '../execution/createEngine.ts'
import { addressFrom } from '../node/doors.ts'
import { executeAhead } from '../node/executeAhead.ts'
import { SharedOutcomes } from '../node/SharedOutcomes.ts'
import { equalBytes, fromBase64, toBase64, toHex } from '../primitives/bytes.ts'
import { toAddress } from '../primitives/identifiers.ts'
import { silentLogger } from '../primitives/Logger.ts'
import { ParallelReplay } from '../replay/parallel/ParallelReplay.ts'
import { agreedNumber, finishAnnounced, isUnfinished } from '../storage/announcedChange.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { SnapshotStore } from '../storage/SnapshotStore.ts'
import { StagedStore } from '../storage/StagedStore.ts'
import { type JsonValue, claimStore, readStoreIdentity } from '../storage/storeIdentity.ts'
import { precompileOf } from '../transaction/privacyMode.ts'
import { type SharedParts, buildNode } from './buildNode.ts'
import { checkOptions } from './checkOptions.ts'
import { logicalClock } from './clock.ts'
import {
  type NetworkDescription,
  type NodeDescription,
  capOf,
  describeNetwork,
  descriptionJson,
} from './description.ts'
import { logNetwork } from './logNetwork.ts'
import { missingBlocks } from './missingBlocks.ts'
import { Network } from './Network.ts'
import type { NetworkNode } from './NetworkNode.ts'
import { nextPublicNonce } from './nextPublicNonce.ts'
import type { NetworkOptions, NodeOptions } from './options.ts'
import { privateGenesisFrom } from './privateGenesis.ts'
import { ReplayPace } from './ReplayPace.ts'
import type { RpcAccess } from './RpcAccess.ts'
import { SeededSequence } from './SeededSequence.ts'
import type { NetworkGateway } from './SendingNode.ts'
import { joinSettings, uselessJoinOptions } from './joinSettings.ts'
import { stateSource } from './stateSource.ts'
import { type NetworkStores, missingNode, networkStores } from './stores.ts'

/** Version of what the databases hold. */
const STORE_FORMAT = 4

type KeysOfNode = Pick<NodeDescription, 'enclaveKey' | 'enclaveKeys' | 'multiTenancy' | 'privateKey'>

/** Options that shape a network for good; a data path that is continued without them keeps its own. */
const SHAPING = [
  'nodes',
  'genesis',
  'seed',
  'blockReward',
  'coinbase',
  'besuVersion',
  'strict',
  'executionCap',
  'privacy',
  'multiTenancy',
] as const

/** A process that ended while the network went back to an earlier state has left the rest of that to be done. */
async function finishChange(store: KeyValueStore, chainStore: KeyValueStore, readOnly: boolean): Promise<void> {
  const agreed = agreedNumber(chainStore)
  if (!readOnly) return finishAnnounced(store, agreed)
  if (!isUnfinished(store, agreed)) return
  const problem = 'the network was going back to an earlier state when its process ended'
  throw new CoterieError('INVALID_OPTION', `${problem}; open the data path once without readOnly`)
}

/** What `createNetwork` does; {@link RpcAccess} is how programs outside will reach the network. */
export async function openNetwork(options: NetworkOptions, access: (network: Network) => RpcAccess): Promise<Network> {
  checkOptions(options)
  const stores = networkStores(options.dataPath, options.readOnly === true)
  const opened: KeyValueStore[] = []
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((store) => store.close()))
  }
  try {
    return await open(options, access, stores, opened, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function open(
  options: NetworkOptions,
  access: (network: Network) => RpcAccess,
  stores: NetworkStores,
  opened: KeyValueStore[],
  close: () => Promise<void>,
): Promise<Network> {
  const remember = (store: KeyValueStore): SnapshotStore => {
    const remembered = new SnapshotStore(store)
    opened.push(remembered)
    return remembered
  }
  const chainStore = remember(await stores.chain())
  const description = await settle(chainStore, options)
  const reward = description.blockReward === null ? undefined : BigInt(description.blockReward)
  const genesis = parseGenesis(description.genesis, reward)
  const privacy = description.privacy ?? 'flexible'
  const chain = await PublicChain.open(genesis, new StagedStore(chainStore), precompileOf(privacy))
  const pool = new TransactionPool(chain)
  pool.askedGasPrice = options.minGasPrice ?? 0n
  const sequence = new SeededSequence(description.seed)
  const holder: { network?: Network } = {}
  const logger = options.logger ?? silentLogger
  const pace = new ReplayPace()
  const nodes: NetworkNode[] = []
  const shared: SharedParts = {
    chain,
    outcomes: new SharedOutcomes(),
    directory: new EnclaveDirectory(),
    engine: createEngine(options.engine ?? DEFAULT_ENGINE),
    stateMemory: options.stateMemory,
    ahead: new ParallelReplay(options.replayThreads),
    reference: createEngine('reference'),
    cap: capOf(description),
    privacy,
    privateGenesis: options.privateGenesis && privateGenesisFrom(options.privateGenesis),
    seed: description.seed,
    multiTenancyRules: options.multiTenancyRules ?? 'documented',
    join: joinSettings(options),
    stateSource: (node, group, root) => stateSource(nodes, node, group, root),
    onReplay: (report) => pace.note(report),
    gateway: createGateway(description, chain, pool, sequence, holder, pace),
    logger,
    onReplayProgress: (node, progress) => holder.network?.tell('replay-progress', { node, ...progress }),
    onEngineDefect: (node, defect) => {
      logger.error('an engine was wrong; the reference engine has mended it. Please report it', { node, ...defect })
      holder.network?.tell('engine-defect', { node, ...defect })
    },
  }
  const nodeStores: SnapshotStore[] = []
  for (const node of description.nodes) {
    const store = remember(await stores.node(node.name))
    await finishChange(store, chainStore, options.readOnly === true)
    if (chain.head.number > 0n && readStoreIdentity(store) === undefined) throw missingNode(node.name)
    await claimStore(store, { format: STORE_FORMAT, identity: { node: node.name, enclaveKey: node.enclaveKey } })
    nodeStores.push(store)
    nodes.push(buildNode(node, store, shared))
  }
  if (options.readOnly !== true) for (const node of nodes) await catchUp(node)
  const { coinbase } = chain.genesisBlock.source.header
  holder.network = new Network({
    chain,
    pool,
    nodes,
    mining: options.readOnly === true ? 'manual' : (options.mining ?? 'auto'),
    clock: options.clock ?? logicalClock(),
    coinbase: description.coinbase === null ? toAddress(coinbase.bytes) : addressFrom(description.coinbase),
    stores: { chain: chainStore, nodes: nodeStores, isDurable: options.dataPath !== undefined },
    sequence,
    readOnly: options.readOnly === true,
    logger,
    warnings: [...genesis.warnings, ...uselessJoinOptions(options)],
    privacy,
    access,
    close,
  })
  logNetwork(holder.network, logger)
  return holder.network
}

/** The description that the store holds, or the one that the options make; both must agree. */
async function settle(store: KeyValueStore, options: NetworkOptions): Promise<NetworkDescription> {
  const stored = readStoreIdentity(store)
  if (stored !== undefined && !SHAPING.some((option) => options[option] !== undefined)) {
    const description = stored.identity as unknown as NetworkDescription
    const given = options.privateGenesis !== undefined
    if (options.readOnly !== true && description.privateGenesis !== given) {
      const began = given ? 'without privateGenesis: leave it out' : 'with privateGenesis: give the same accounts again'
      throw new CoterieError('STORE_MISMATCH', `the network began ${began}`)
    }
    return description
  }
  if (stored === undefined && options.readOnly === true) {
    throw new CoterieError('NOT_FOUND', `there is no network in ${options.dataPath}; give the dataPath of one`)
  }
  const description = describeNetwork(stored === undefined ? options : completed(options, stored.identity))
  await claimStore(store, { format: STORE_FORMAT, identity: descriptionJson(description) })
  return description
}

/** Options that leave something out mean what the store says about it. */
function completed(options: NetworkOptions, stored: JsonValue): NetworkOptions {
  const description = stored as unknown as NetworkDescription
  const { seed, genesis, blockReward, coinbase, privacy } = description
  const nodes = description.nodes.map(({ name, markerKey, besuVersion, strict, ...rest }): [string, NodeOptions] => [
    name,
    {
      ...keysOf(rest),
      ...(markerKey === null ? {} : { markerKey }),
      ...(options.besuVersion === undefined ? { besuVersion } : {}),
      ...(options.strict === undefined ? { strict } : {}),
    },
  ])
  return {
    seed,
    genesis,
    ...(blockReward === null ? {} : { blockReward: BigInt(blockReward) }),
    ...(coinbase === null ? {} : { coinbase }),
    ...(privacy === undefined ? {} : { privacy }),
    nodes: Object.fromEntries(nodes),
    ...options,
    executionCap: { ...capOf(description), ...options.executionCap },
  }
}

/** Options for the keys of a node: several, or one. */
function keysOf({ enclaveKey, enclaveKeys, ...rest }: KeysOfNode): NodeOptions {
  return enclaveKeys === undefined ? { ...rest, enclaveKey } : { ...rest, enclaveKeys }
}

/** Imports what a node has missed because the process ended between the chain's write and the node's. */
async function catchUp(node: NetworkNode): Promise<void> {
  for (const block of missingBlocks(node)) {
    const { refused } = node.context.canonical
    if (refused !== undefined && equalBytes(refused, block.hash)) return
    const { imported } = await executeAhead([node.context], block, () => node.importDecoded(block))
    if (!imported) return
  }
}

/** A member that is no node's name must be an enclave key. */
function enclaveKeyText(member: string, names: readonly string[]): string {
  if (isUsualKey(member)) return toBase64(fromBase64(member))
  throw new CoterieError(
    'NOT_FOUND',
    `"${member}" is neither a node (${names.join(', ')}) nor an enclave key (base64 of 32 or 91 bytes)`,
  )
}

function createGateway(
  description: NetworkDescription,
  chain: PublicChain,
  pool: TransactionPool,
  sequence: SeededSequence,
  holder: { readonly network?: Network },
  pace: ReplayPace,
): NetworkGateway {
  const keys = new Map(description.nodes.map(({ name, enclaveKey }) => [name, enclaveKey]))
  return {
    chainId: chain.genesis.chainId,
    nextNonce: (account) => nextPublicNonce(chain, pool, account),
    requireOpen: () => opened(holder).requireOpen(),
    operation: (work) => opened(holder).operation(work),
    submit: (raw) => opened(holder).submitUnderWay(() => pool.add(raw)),
    requireWritable: () => opened(holder).requireWritable(),
    isPending: (hash) => pool.has(hash),
    provider: (node) => opened(holder).provider(node),
    endpoint: (node) => holder.network?.endpoint(node),
    enclaveKeyOf: (member) => keys.get(member) ?? enclaveKeyText(member, [...keys.keys()]),
    nodeOf: (key) => holder.network?.nodes.find(({ enclaveKeys }) => enclaveKeys.includes(key)),
    pace,
    // The head is part of it, so that a restarted network does not repeat itself.
    nextBytes: (purpose) => sequence.next(`${purpose} ${toHex(chain.head.hash)}`),
  }
}

function opened({ network }: { readonly network?: Network }): Network {
  if (network !== undefined) return network
  throw new CoterieError('CLOSED', 'the network is not open yet')
}
