import type { Call } from '../../Call.ts'
import type { Connection } from '../../Connection.ts'
import type { MethodSet } from '../../Method.ts'
import { filterParameter } from '../../parameters/filterParameter.ts'
import { groupId } from '../../parameters/groupId.ts'
import { subscriptionId } from '../../parameters/subscriptionId.ts'
import { text } from '../../parameters/text.ts'
import type { Decoder, Params } from '../../Params.ts'
import { rpcError } from '../../RpcError.ts'
import { PrivateLogSubscription } from '../../subscriptions/PrivateLogSubscription.ts'
import { ownerOf } from '../../tenancy/GroupOwner.ts'

/** `priv_subscribe` and `priv_unsubscribe` (spec 03 §14). */
export const subscriptions: MethodSet = {
  priv_subscribe: {
    group: undefined,
    transport: 'ws',
    fidelity: 'besu',
    params: 'group id, "logs", filter',
    result: 'subscription id',
    note: 'Notifications are priv_subscription. fromBlock and toBlock do not count; public logs never come.',
    handler: async (params, call) => {
      const group = required(params, 0, text)
      if (required(params, 1, text) !== 'logs') throw rpcError('INVALID_REQUEST')
      const filter = required(params, 2, filterParameter)
      const connection = connectionOf(call)
      await requireMember(group, call)
      return call.rpc.subscriptions.subscribe(
        (id) => new PrivateLogSubscription(call.node.context, { id, connection, group, filter }),
        ownerOf(call.tenant, group),
      )
    },
  },
  priv_unsubscribe: {
    group: undefined,
    transport: 'ws',
    fidelity: 'besu',
    params: 'group id, subscription id',
    result: 'true',
    handler: async (params, call) => {
      const group = required(params, 0, text)
      const id = required(params, 1, subscriptionId)
      await requireMember(group, call)
      if (!call.rpc.subscriptions.unsubscribe(id, connectionOf(call))) throw rpcError('SUBSCRIPTION_NOT_FOUND')
      return true
    },
  },
}

/** What cannot be decoded is an invalid request here. */
function required<T>(params: Params, index: number, decode: Decoder<T>): T {
  try {
    return params.required(index, decode)
  } catch (cause) {
    throw rpcError('INVALID_REQUEST', { cause })
  }
}

async function requireMember(group: string, { tenant }: Call): Promise<void> {
  if (tenant !== undefined) await tenant.requireMember(groupId(group, 'INTERNAL_ERROR'))
}

function connectionOf({ connection }: Call): Connection {
  if (connection === undefined) throw rpcError('METHOD_NOT_ENABLED')
  return connection
}
