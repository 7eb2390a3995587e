import type { Call } from '../../Call.ts'
import type { Connection } from '../../Connection.ts'
import { isRecord } from '../../envelope.ts'
import type { MethodSet } from '../../Method.ts'
import { boolean } from '../../parameters/boolean.ts'
import { filterParameter } from '../../parameters/filterParameter.ts'
import { subscriptionId } from '../../parameters/subscriptionId.ts'
import { text } from '../../parameters/text.ts'
import type { Decoder, Params } from '../../Params.ts'
import { pendingTransaction } from '../../results/transaction.ts'
import { rpcError } from '../../RpcError.ts'
import {
  droppedPendingTransactions,
  newHeads,
  newLogEvents,
  newPendingTransactions,
  syncing,
} from '../../subscriptions/publicSubscriptions.ts'
import type { SubscriptionMaker } from '../../subscriptions/SubscriptionStore.ts'

/** `eth_subscribe` and `eth_unsubscribe`, where there is a connection. */
export const subscriptions: MethodSet = {
  eth_subscribe: {
    group: 'ETH',
    transport: 'ws',
    fidelity: 'besu',
    params: '"newHeads", "logs", "newPendingTransactions", "droppedPendingTransactions" or "syncing"; options?',
    result: 'subscription id',
    note: 'Nothing is ever told of syncing.',
    handler: (params, call) => call.rpc.subscriptions.subscribe(asked(params, call, connectionOf(call))),
  },
  eth_unsubscribe: {
    group: 'ETH',
    transport: 'ws',
    fidelity: 'besu',
    params: 'subscription id',
    result: 'true',
    handler: (params, call) => {
      const id = required(params, 0, subscriptionId)
      if (!call.rpc.subscriptions.unsubscribe(id, connectionOf(call))) throw rpcError('SUBSCRIPTION_NOT_FOUND')
      return true
    },
  },
}

function asked(params: Params, { node: { context }, network }: Call, connection: Connection): SubscriptionMaker {
  const type = required(params, 0, text)
  if (type === 'logs') return newLogEvents(context, connection, required(params, 1, filterParameter))
  const isComplete = optional(params, 1, includesTransactions) ?? false
  if (type === 'newHeads') return newHeads(context, connection, isComplete)
  if (type === 'newPendingTransactions') {
    return newPendingTransactions(connection, (hash) => {
      const waiting = isComplete ? network.parts.pool.transaction(`0x${hash.slice(2)}`) : undefined
      return waiting === undefined ? hash : pendingTransaction(waiting)
    })
  }
  if (type === 'droppedPendingTransactions') return droppedPendingTransactions(connection)
  if (type === 'syncing') return syncing(connection)
  throw rpcError('INVALID_REQUEST')
}

function includesTransactions(value: unknown): boolean {
  if (!isRecord(value)) throw rpcError('INVALID_PARAMS')
  return boolean(value['includeTransactions'] ?? false)
}

/** What cannot be decoded is an invalid request here. */
function required<T>(params: Params, index: number, decode: Decoder<T>): T {
  return asRequest(() => params.required(index, decode))
}

function optional<T>(params: Params, index: number, decode: Decoder<T>): T | undefined {
  return asRequest(() => params.optional(index, decode))
}

function asRequest<T>(decode: () => T): T {
  try {
    return decode()
  } catch (cause) {
    throw rpcError('INVALID_REQUEST', { cause })
  }
}

function connectionOf({ connection }: Call): Connection {
  if (connection === undefined) throw rpcError('METHOD_NOT_ENABLED')
  return connection
}
