import { createNetwork } from '../../createNetwork.ts'
import type { Network } from '../../network/Network.ts'
import type { NetworkOptions } from '../../network/options.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { History, HistoryDelivery } from '../workloads/History.ts'
import { readDeliveries } from '../workloads/historyFiles.ts'
import { privateAccounts } from '../workloads/privateAccounts.ts'
import type { Senders } from './Contender.ts'

/**
 * Makes a data path in which the newcomer has every block before the one that it joins in. For known senders the network
 * has a member, too, which has no block: it imports all of them as soon as the network is opened.
 * @param onProgress called with the number of blocks that are there.
 */
export async function prepareDataPath(
  history: History,
  folder: string,
  dataPath: string,
  senders: Senders,
  onProgress: (blocks: number) => void = () => undefined,
): Promise<void> {
  const { newcomer, member, nodes } = history
  const names = senders === 'known' ? [member, newcomer] : [newcomer]
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
    const report = (await network.importBlock(delivery.rlp, [newcomer])).reports.get(newcomer)
    if (report?.error !== undefined) throw report.error
    onProgress(number)
  }
  throw new CoterieError(
    'DECODE_FAILED',
    `the history ${history.name} ends early; remove ${folder} and record it again`,
  )
}

/** What has to be said again when the data path is opened. */
export function privateGenesis({ accounts }: History): Pick<NetworkOptions, 'privateGenesis'> {
  if (accounts === null) return {}
  const provided = privateAccounts(accounts)
  return { privateGenesis: () => provided }
}

async function putPayloads(network: Network, names: readonly string[], { payloads }: HistoryDelivery): Promise<void> {
  for (const { handle, payload, senderKey, readers } of payloads) {
    for (const name of readers) {
      if (names.includes(name)) await network.node(name).enclave.put({ handle, payload, senderKey })
    }
  }
}
