import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseGenesis } from '../chain/genesis.ts'
import { PublicChain } from '../chain/PublicChain.ts'
import { TransactionPool } from '../chain/TransactionPool.ts'
import { EnclaveDirectory } from '../enclave/EnclaveDirectory.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { ReferenceEngine } from '../execution/reference/ReferenceEngine.ts'
import { buildNode } from '../network/buildNode.ts'
import { logicalClock } from '../network/clock.ts'
import { type NetworkDescription, capOf } from '../network/description.ts'
import { Network } from '../network/Network.ts'
import type { NetworkGateway } from '../network/SendingNode.ts'
import { toAddress } from '../primitives/identifiers.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { StagedStore } from '../storage/StagedStore.ts'
import { openLevelStore } from '../storage/levelStore.ts'
import { readStoreIdentity } from '../storage/storeIdentity.ts'
import { readOnlyStore } from './readOnlyStore.ts'

/**
 * Opens the network in a data path to look at it. Unlike `createNetwork` it creates nothing, needs none of the
 * options that a path cannot hold, lets no node catch up and cannot write.
 * @throws {CoterieError} `NOT_FOUND` when the path holds no network; `STORE_LOCKED`, `STORE_IO`, `STORE_CORRUPT`.
 */
export async function openForReading(dataPath: string): Promise<Network> {
  await requireFolder(dataPath)
  if (!(await isDatabase(join(dataPath, 'chain')))) throw noNetwork(dataPath)
  const opened: KeyValueStore[] = []
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((store) => store.close()))
  }
  const open = async (...folder: string[]): Promise<KeyValueStore> => {
    const store = readOnlyStore(await openLevelStore(join(dataPath, ...folder)))
    opened.push(store)
    return store
  }
  try {
    return await assemble(dataPath, open, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function assemble(
  dataPath: string,
  open: (...folder: string[]) => Promise<KeyValueStore>,
  close: () => Promise<void>,
): Promise<Network> {
  const chainStore = await open('chain')
  const identity = readStoreIdentity(chainStore)
  if (identity === undefined) throw noNetwork(dataPath)
  const description = identity.identity as unknown as NetworkDescription
  const reward = description.blockReward === null ? undefined : BigInt(description.blockReward)
  const chain = await PublicChain.open(parseGenesis(description.genesis, reward), new StagedStore(chainStore))
  const shared = {
    chain,
    directory: new EnclaveDirectory(),
    engine: new ReferenceEngine(),
    cap: capOf(description),
    privateGenesis: undefined,
    seed: description.seed,
    gateway: closedGateway(chain),
    onReplayProgress: () => undefined,
  }
  const nodes = []
  for (const node of description.nodes) {
    await requireNode(dataPath, node.name)
    nodes.push(buildNode(node, await open('nodes', node.name), shared))
  }
  return new Network({
    chain,
    pool: new TransactionPool(chain),
    nodes,
    mining: 'manual',
    clock: logicalClock(),
    coinbase: toAddress(chain.genesisBlock.source.header.coinbase.bytes),
    warnings: [],
    close,
  })
}

async function requireFolder(dataPath: string): Promise<void> {
  const found = await stat(dataPath).catch(() => undefined)
  if (found === undefined || found.isDirectory()) return
  throw new CoterieError('NOT_FOUND', `${dataPath} is a file; give the folder that was the dataPath of a network`)
}

async function requireNode(dataPath: string, name: string): Promise<void> {
  if (await isDatabase(join(dataPath, 'nodes', name))) return
  const message = `${dataPath} holds a network, but not the database of its node ${name}; restore it from a copy`
  throw new CoterieError('STORE_CORRUPT', message)
}

/** LevelDB creates what it does not find, so it is looked for first. */
function isDatabase(folder: string): Promise<boolean> {
  return access(join(folder, 'CURRENT')).then(
    () => true,
    () => false,
  )
}

function noNetwork(dataPath: string): CoterieError {
  const advice = `give the dataPath of a network, or make one: coterie demo --data-path '${dataPath}'`
  return new CoterieError('NOT_FOUND', `there is no network in ${dataPath}; ${advice}`)
}

/** Nothing is sent to a network that is only looked at. */
function closedGateway(chain: PublicChain): NetworkGateway {
  const refuse = (): never => {
    throw new CoterieError(
      'CLOSED',
      'the network was opened for reading; use createNetwork({ dataPath }) to go on with it',
    )
  }
  return {
    chainId: chain.genesis.chainId,
    nextNonce: refuse,
    submit: refuse,
    isPending: () => false,
    enclaveKeyOf: (member) => member,
    nextBytes: refuse,
  }
}
