import type { PlacedPrivateLog } from '../../node/privateLogs.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data, quantity } from './scalars.ts'

/** A log as queries, filters and subscriptions of a group give it (spec 03 §12.1). */
export function privateLog(placed: PlacedPrivateLog): JsonValue {
  const { log, block, marker, transactionIndex, logIndex, removed } = placed
  return {
    logIndex: quantity(logIndex),
    removed,
    blockNumber: quantity(block.number),
    blockHash: data(block.hash),
    transactionHash: data(marker),
    transactionIndex: quantity(transactionIndex),
    address: data(log.address),
    data: data(log.data),
    topics: log.topics.map(data),
  }
}
