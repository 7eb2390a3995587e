import type { Call } from '../../Call.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { MethodSet } from '../../Method.ts'
import { unsignedInt } from '../../parameters/number.ts'
import { data, quantity } from '../../results/scalars.ts'
import { pendingTransaction } from '../../results/transaction.ts'

/** Bytes that a layer of Besu's pool holds: what its statistics call the largest size. */
const LAYER_BYTES = 12_500_000

/** The pool, which all nodes share. */
export const txpool: MethodSet = {
  txpool_besuTransactions: {
    group: 'TXPOOL',
    fidelity: 'simplified',
    params: '',
    result: 'hash, isReceivedFromLocalSource and addedToPoolAt of each waiting transaction',
    note: 'addedToPoolAt is the time of the head: nothing here asks the machine for the time.',
    handler: (_, { node: { context }, network }) => {
      const seconds = Number(context.canonical.head.timestamp)
      const addedToPoolAt = isoTime(seconds)
      return network.parts.pool.pending.map(({ hash }) => ({
        hash: data(hash),
        isReceivedFromLocalSource: true,
        addedToPoolAt,
      }))
    },
  },
  txpool_besuStatistics: {
    group: 'TXPOOL',
    fidelity: 'simplified',
    params: '',
    result: 'maxSize, localCount and remoteCount; all transactions are local',
    handler: (_, { network }) => ({ maxSize: LAYER_BYTES, localCount: network.parts.pool.size, remoteCount: 0 }),
  },
  txpool_besuPendingTransactions: {
    group: 'TXPOOL',
    fidelity: 'simplified',
    params: 'number of transactions?',
    result: 'waiting transactions, whole',
    note: 'The second parameter of Besu, which selects by fields, is ignored.',
    handler: (params, { network }) => {
      const { pending } = network.parts.pool
      return pending.slice(0, params.optional(0, unsignedInt) ?? pending.length).map(pendingTransaction)
    },
  },
  txpool_content: {
    group: 'TXPOOL',
    fidelity: 'development',
    params: '',
    result: '`{pending, queued}`: whole transactions by sender and nonce',
    handler: (_, call) => ({ ...sorted(call) }),
  },
  txpool_status: {
    group: 'TXPOOL',
    fidelity: 'development',
    params: '',
    result: '`{pending, queued}`: numbers of transactions',
    handler: (_, call) => {
      const { pending, queued } = sorted(call)
      return { pending: quantity(countOf(pending)), queued: quantity(countOf(queued)) }
    },
  },
}

/** Waiting transactions by sender and nonce. */
type BySender = Record<string, Record<string, JsonValue>>

/** What can be in the next blocks, and what waits for a nonce before it. */
function sorted({ node: { context }, network }: Call): { readonly pending: BySender; readonly queued: BySender } {
  const state = context.chain.stateAfter(context.canonical.head)
  const expected = new Map<string, bigint>()
  const content = { pending: {} as BySender, queued: {} as BySender }
  const waiting = [...network.parts.pool.pending].sort((a, b) => (a.nonce < b.nonce ? -1 : 1))
  for (const transaction of waiting) {
    const { nonce } = transaction
    const sender = data(transaction.sender())
    const next = expected.get(sender) ?? state.account(sender)?.nonce ?? 0n
    if (nonce === next) expected.set(sender, next + 1n)
    const list = nonce === next ? content.pending : content.queued
    ;(list[sender] ??= {})[nonce.toString()] = pendingTransaction(transaction)
  }
  return content
}

function countOf(list: BySender): number {
  return Object.values(list).reduce((count, byNonce) => count + Object.keys(byNonce).length, 0)
}

/** Times beyond the year 275760 cannot be written. */
function isoTime(seconds: number): string {
  return new Date(Math.min(seconds * 1000, 8.64e15)).toISOString().replace(/\.000Z$/, 'Z')
}
