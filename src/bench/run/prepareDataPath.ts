import { join } from 'node:path'
import { createNetwork } from '../../createNetwork.ts'
import type { Network } from '../../network/Network.ts'
import type { NetworkOptions } from '../../network/options.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import { compactLevelStore } from '../../storage/compactLevelStore.ts'
import type { History, HistoryDelivery } from '../workloads/History.ts'
import { readDeliveries } from '../workloads/historyFiles.ts'
import { privateAccountsOnce } from '../workloads/privateAccounts.ts'
import type { Join, Senders } from './Contender.ts'

/**
 * Makes a data path in which the newcomers have every block before the one that they join in. For known senders the network
 * has a member, too, which has only what comes before the history: it imports the other blocks as soon as the network is
 * opened. For snapshots it has a member that has imported all of them already, so that nobody knows the senders.
 * @param onProgress called with the number of blocks that are there.
 */
export async function prepareDataPath(
  history: History,
  folder: string,
  dataPath: string,
  { senders, join: way }: { readonly senders: Senders; readonly join: Join },
  onProgress: (blocks: number) => void = () => undefined,
): Promise<void> {
  const names = senders === 'known' || way === 'snapshot' ? [history.member, ...history.newcomers] : history.newcomers
  await importBefore(history, folder, dataPath, { names, everybody: way === 'snapshot', onProgress })
  // What a database still has to merge would be measured with the replay: a million accounts are written at once.
  for (const store of ['chain', ...names.map((name) => join('nodes', name))])
    await compactLevelStore(join(dataPath, store))
}

/** What {@link prepareDataPath} says, in databases as they are left. @param everybody whether all nodes import all blocks. */
async function importBefore(
  history: History,
  folder: string,
  dataPath: string,
  {
    names,
    everybody,
    onProgress,
  }: { names: readonly string[]; everybody: boolean; onProgress: (blocks: number) => void },
): Promise<void> {
  const begun = beginningOf(history)
  await using network = await createNetwork({
    dataPath,
    nodes: Object.fromEntries(names.map((name) => [name, { enclaveKey: history.nodes[name] ?? '' }])),
    genesis: history.genesis,
    blockReward: BigInt(history.blockReward),
    besuVersion: '24.3',
    mining: 'manual',
    ...privateGenesis(history),
  })
  let number = 0
  for await (const delivery of readDeliveries(folder)) {
    await putPayloads(network, names, delivery)
    if (++number === history.deliveries) return
    const importing = everybody || number <= begun ? names : history.newcomers
    const { reports } = await network.importBlock(delivery.rlp, importing)
    for (const { error } of reports.values()) if (error !== undefined) throw error
    onProgress(number)
  }
  throw new CoterieError(
    'DECODE_FAILED',
    `the history ${history.name} ends early; remove ${folder} and record it again`,
  )
}

/**
 * Blocks before the first transaction that is replayed: those that make what the states of a workload's groups start with, which may
 * be a million accounts. Each group is created, and each newcomer is removed from each (`recordWorkload`).
 */
function beginningOf({ accounts, groups, newcomers }: History): number {
  return accounts === null ? 0 : (1 + newcomers.length) * groups.length
}

/** What has to be said again when the data path is opened. */
export function privateGenesis({ accounts }: History): Pick<NetworkOptions, 'privateGenesis'> {
  return accounts === null ? {} : { privateGenesis: privateAccountsOnce(accounts) }
}

async function putPayloads(network: Network, names: readonly string[], { payloads }: HistoryDelivery): Promise<void> {
  for (const { handle, payload, senderKey, readers } of payloads) {
    for (const name of readers) {
      if (names.includes(name)) await network.node(name).enclave.put({ handle, payload, senderKey })
    }
  }
}
