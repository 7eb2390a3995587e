import { toHex } from '../../../primitives/bytes.ts'
import { toTransactionHash } from '../../../primitives/identifiers.ts'
import type { MethodSet } from '../../Method.ts'
import { hash } from '../../parameters/hash.ts'
import { receiptResult } from '../../results/receipt.ts'
import { minedTransaction, pendingTransaction } from '../../results/transaction.ts'

/** Public transactions by hash (spec 03 §15.5, §15.6). A node answers for blocks that it has imported. */
export const transactions: MethodSet = {
  eth_getTransactionByHash: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'transaction hash',
    result: 'transaction, also one that waits in the pool, or null',
    handler: (params, { node: { context }, network }) => {
      params.exactly(1)
      const transaction = toTransactionHash(params.required(0, hash))
      const place = context.canonical.place(transaction)
      if (place !== undefined) return minedTransaction(context.chain.requireBlock(place.block), place.index)
      const waiting = network.parts.pool.transaction(toHex(transaction))
      return waiting === undefined ? null : pendingTransaction(waiting)
    },
  },
  eth_getTransactionReceipt: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'transaction hash',
    result: 'receipt; null while the transaction is in no block of the node',
    note: 'There is no revertReason, as without --revert-reason-enabled.',
    handler: (params, { node: { context } }) => {
      const place = context.canonical.place(toTransactionHash(params.required(0, hash)))
      if (place === undefined) return null
      return receiptResult(context.chain, context.chain.requireBlock(place.block), place.index)
    },
  },
}
