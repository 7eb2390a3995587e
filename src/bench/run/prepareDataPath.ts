import { createNetwork } from '../../createNetwork.ts'
import type { Network } from '../../network/Network.ts'
import type { NetworkOptions } from '../../network/options.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { History, HistoryDelivery } from '../workloads/History.ts'
import { readDeliveries } from '../workloads/historyFiles.ts'
import { privateAccountsOnce } from '../workloads/privateAccounts.ts'
import type { Join, Senders } from './Contender.ts'

/**
 * Makes a data path in which the newcomer has every block before the one that it joins in. For known senders the network
 * has a member, too, which has no block: it imports all of them as soon as the network is opened. For snapshots it has a member
 * that has imported all of them already, so that nobody knows the senders.
 * @param onProgress called with the number of blocks that are there.
 */
export async function prepareDataPath(
  history: History,
  folder: string,
  dataPath: string,
  { senders, join }: { readonly senders: Senders; readonly join: Join },
  onProgress: (blocks: number) => void = () => undefined,
): Promise<void> {
  const { newcomer, member, nodes } = history
  const names = senders === 'known' || join === 'snapshot' ? [member, newcomer] : [newcomer]
  const importing = join === 'snapshot' ? names : [newcomer]
  await using network = await createNetwork({
    dataPath,
    nodes: Object.fromEntries(names.map((name) => [name, { enclaveKey: nodes[name] ?? '' }])),
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
    const { reports } = await network.importBlock(delivery.rlp, importing)
    for (const { error } of reports.values()) if (error !== undefined) throw error
    onProgress(number)
  }
  throw new CoterieError(
    'DECODE_FAILED',
    `the history ${history.name} ends early; remove ${folder} and record it again`,
  )
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
