import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { PublicChain } from '../../chain/PublicChain.ts'
import { logsBloom } from '../../transaction/logsBloom.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { receiptsOf } from '../publicLogs.ts'
import { data, quantity } from './scalars.ts'

const NO_LOGS_BLOOM = data(new Uint8Array(256))

/** Public receipt of a transaction of a block (spec 03 §15.5); null when there is none. */
export function receiptResult(chain: PublicChain, block: PublicBlock, index: number): JsonValue {
  const { receipts, logsBefore } = receiptsOf(chain, block)
  const [receipt, transaction] = [receipts[index], block.transactions[index]]
  if (receipt === undefined || transaction === undefined) return null
  const { logs, contractAddress } = receipt
  const place = {
    blockNumber: quantity(block.number),
    transactionHash: data(transaction.hash),
    transactionIndex: quantity(index),
    blockHash: data(block.hash),
  }
  return {
    blockHash: place.blockHash,
    blockNumber: place.blockNumber,
    contractAddress: contractAddress === undefined ? null : data(contractAddress),
    cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
    from: data(transaction.sender()),
    gasUsed: quantity(receipt.gasUsed),
    effectiveGasPrice: quantity(receipt.effectiveGasPrice),
    logs: logs.map((log, i) => ({
      address: data(log.address),
      topics: log.topics.map(data),
      data: data(log.data),
      ...place,
      logIndex: quantity((logsBefore[index] ?? 0) + i),
      removed: false,
    })),
    logsBloom: logs.length === 0 ? NO_LOGS_BLOOM : data(logsBloom(logs)),
    status: quantity(receipt.status),
    to: transaction.to === undefined ? null : data(transaction.to),
    transactionHash: place.transactionHash,
    transactionIndex: place.transactionIndex,
    type: quantity(receipt.type),
  }
}
