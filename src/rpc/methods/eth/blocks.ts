import type { PublicBlock } from '../../../chain/PublicBlock.ts'
import type { Call } from '../../Call.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { MethodSet } from '../../Method.ts'
import { blockNamed, importedBlock, stateBlockOf } from '../../nodeBlocks.ts'
import type { Params } from '../../Params.ts'
import { blockParameter } from '../../parameters/blockParameter.ts'
import { boolean } from '../../parameters/boolean.ts'
import { hash } from '../../parameters/hash.ts'
import { unsignedInt } from '../../parameters/number.ts'
import { stateBlock } from '../../parameters/stateBlock.ts'
import { blockResult } from '../../results/block.ts'
import { receiptResult } from '../../results/receipt.ts'
import { quantity } from '../../results/scalars.ts'
import { minedTransaction } from '../../results/transaction.ts'

type BlockOf = (params: Params, call: Call) => PublicBlock | undefined

const byHash: BlockOf = (params, { node }) => importedBlock(node.context, params.required(0, hash))
const byNumber: BlockOf = (params, { node }) => blockNamed(node.context, params.required(0, blockParameter))

/** A row for what a block answers; null for a block that the node does not have. */
function ofBlock(blockOf: BlockOf, answer: (block: PublicBlock, params: Params, call: Call) => JsonValue) {
  return (params: Params, call: Call): JsonValue => {
    const block = blockOf(params, call)
    return block === undefined ? null : answer(block, params, call)
  }
}

const row = { group: 'ETH', fidelity: 'besu' } as const

/** Blocks, and what is counted and found in them (spec 03 §16). */
export const blocks: MethodSet = {
  eth_blockNumber: {
    ...row,
    params: '',
    result: 'number of the head of the node',
    handler: (_, { node }) => quantity(node.head.number),
  },
  eth_getBlockByHash: {
    ...row,
    params: 'block hash, whole transactions?',
    result: 'block or null',
    handler: (params, call) => {
      const complete = params.required(1, boolean)
      return ofBlock(byHash, (block) => blockResult(call.node.context.chain, block, complete))(params, call)
    },
  },
  eth_getBlockByNumber: {
    ...row,
    params: 'block, whole transactions?',
    result: 'block or null',
    handler: (params, call) => {
      const complete = params.required(1, boolean)
      return ofBlock(byNumber, (block) => blockResult(call.node.context.chain, block, complete))(params, call)
    },
  },
  eth_getBlockTransactionCountByHash: {
    ...row,
    params: 'block hash',
    result: 'number of transactions or null',
    handler: ofBlock(byHash, ({ transactions }) => quantity(transactions.length)),
  },
  eth_getBlockTransactionCountByNumber: {
    ...row,
    params: 'block',
    result: 'number of transactions or null',
    handler: ofBlock(byNumber, ({ transactions }) => quantity(transactions.length)),
  },
  eth_getBlockReceipts: {
    ...row,
    params: 'block, also by hash',
    result: 'receipts of all transactions',
    handler: (params, { node: { context } }) => {
      const block = stateBlockOf(context, params.required(0, stateBlock))
      return block.transactions.map((_, index) => receiptResult(context.chain, block, index))
    },
  },
  eth_getTransactionByBlockHashAndIndex: {
    ...row,
    params: 'block hash, index',
    result: 'transaction or null',
    handler: ofBlock(byHash, (block, params) => minedTransaction(block, params.required(1, unsignedInt))),
  },
  eth_getTransactionByBlockNumberAndIndex: {
    ...row,
    params: 'block, index',
    result: 'transaction or null',
    handler: ofBlock(byNumber, (block, params) => minedTransaction(block, params.required(1, unsignedInt))),
  },
  eth_getUncleCountByBlockHash: {
    ...row,
    params: 'block hash',
    result: '0x0, or null for an unknown block',
    handler: ofBlock(byHash, () => quantity(0)),
  },
  eth_getUncleCountByBlockNumber: {
    ...row,
    params: 'block',
    result: '0x0, or null for an unknown block',
    handler: ofBlock(byNumber, () => quantity(0)),
  },
  eth_getUncleByBlockHashAndIndex: {
    ...row,
    params: 'block hash, index',
    result: 'null: there are no uncles',
    handler: (params) => {
      params.required(0, hash)
      params.required(1, unsignedInt)
      return null
    },
  },
  eth_getUncleByBlockNumberAndIndex: {
    ...row,
    params: 'block, index',
    result: 'null: there are no uncles',
    handler: (params) => {
      params.required(0, blockParameter)
      params.required(1, unsignedInt)
      return null
    },
  },
}
