import type { JsonValue } from '../JsonRpc.ts'
import type { PlacedLog } from '../publicLogs.ts'
import { data, quantity } from './scalars.ts'

/** A public log as `eth_getLogs`, filters and subscriptions give it. @param removed by a reorganisation. */
export function logResult(placed: PlacedLog, removed: boolean): JsonValue {
  const { log, block, transaction, transactionIndex, logIndex } = placed
  return {
    logIndex: quantity(logIndex),
    removed,
    blockNumber: quantity(block.number),
    blockHash: data(block.hash),
    transactionHash: data(transaction),
    transactionIndex: quantity(transactionIndex),
    address: data(log.address),
    data: data(log.data),
    topics: log.topics.map(data),
  }
}
