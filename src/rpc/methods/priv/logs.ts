import { type PlacedPrivateLog, privateLogsInRange, privateLogsOfBlock } from '../../../node/privateLogs.ts'
import type { NodeContext } from '../../../node/NodeContext.ts'
import { toBlockHash } from '../../../primitives/identifiers.ts'
import { matchesFilter } from '../../filters/matchesFilter.ts'
import { PrivateLogFilter } from '../../filters/PrivateLogFilter.ts'
import type { Call } from '../../Call.ts'
import type { MethodSet } from '../../Method.ts'
import type { BlockParameter } from '../../parameters/blockParameter.ts'
import { type FilterParameter, filterParameter } from '../../parameters/filterParameter.ts'
import { groupId } from '../../parameters/groupId.ts'
import { text } from '../../parameters/text.ts'
import type { Params } from '../../Params.ts'
import { privateLog } from '../../results/privateLog.ts'
import { rpcError } from '../../RpcError.ts'
import { ownerOf } from '../../tenancy/GroupOwner.ts'
import { mayUseFilter } from '../../tenancy/mayUseFilter.ts'
import type { Tenant } from '../../tenancy/Tenant.ts'
import { internalError } from './internalError.ts'

const OTHER_GROUP = 'The group id is not compared with that of the filter.'

/** `priv_getLogs` and the filters of private logs (spec 03 §12). */
export const logs: MethodSet = {
  priv_getLogs: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter',
    result: 'logs',
    note: 'Without fromBlock, or with a tag other than earliest, it begins with block 0. There is no limit to the range.',
    handler: async (params, { node: { context }, tenant }) => {
      const group = params.required(0, text)
      const filter = params.required(1, filterParameter)
      if (!filter.isValid) throw rpcError('INVALID_PARAMS')
      try {
        const found = await logsOf(context, group, filter, tenant)
        return found.filter(({ log }) => matchesFilter(filter, log)).map(privateLog)
      } catch (error) {
        throw internalError(error)
      }
    },
  },
  priv_newFilter: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter',
    result: 'filter id',
    handler: async (params, { rpc, node: { context }, tenant }) => {
      const group = params.required(0, text)
      const filter = params.required(1, filterParameter)
      if (tenant !== undefined) await tenant.requireMember(groupId(group, 'INTERNAL_ERROR'))
      if (!filter.isValid) throw rpcError('INVALID_PARAMS')
      return rpc.filters.install(new PrivateLogFilter(context, group, filter), ownerOf(tenant, group))
    },
  },
  priv_getFilterChanges: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter id',
    result: 'what is new since the last call',
    note: OTHER_GROUP,
    handler: async (params, call) => {
      const id = await filterId(params, call)
      if (!(await mayUseFilter(call, id))) throw rpcError('FILTER_NOT_FOUND')
      return call.rpc.filters.logsChanges(id)
    },
  },
  priv_getFilterLogs: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter id',
    result: 'all logs that match now',
    note: 'Without a range, or with a tag other than earliest, only the head is looked at.',
    handler: async (params, call) => {
      const id = await filterId(params, call)
      if (!(await mayUseFilter(call, id))) throw rpcError('LOGS_FILTER_NOT_FOUND')
      return call.rpc.filters.logs(id)
    },
  },
  priv_uninstallFilter: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter id',
    result: 'whether there was such a filter',
    handler: async (params, call) => {
      const id = await filterId(params, call)
      return (await mayUseFilter(call, id)) && call.rpc.filters.uninstall(id)
    },
  },
}

/** The filter of a request, whose group a tenant must be a member of. */
async function filterId(params: Params, { tenant }: Call): Promise<string> {
  const group = params.required(0, text)
  const id = params.required(1, text)
  if (tenant !== undefined) await tenant.requireMember(groupId(group, 'INTERNAL_ERROR'))
  return id
}

async function logsOf(
  node: NodeContext,
  group: string,
  { blockHash, fromBlock, toBlock }: FilterParameter,
  tenant: Tenant | undefined,
): Promise<PlacedPrivateLog[]> {
  if (blockHash !== undefined) {
    const block = node.chain.block(toBlockHash(blockHash))
    if (block === undefined || !node.canonical.has(block.hash)) return []
    const id = groupId(group, 'INTERNAL_ERROR')
    await tenant?.requireAccessAt(id, block)
    return privateLogsOfBlock(node, id, block)
  }
  const limit = await tenant?.lastLogBlock(groupId(group, 'INTERNAL_ERROR'))
  const from = numberOr(fromBlock, 0n)
  const to = numberOr(toBlock, node.canonical.head.number)
  if (from < 0n) throw rpcError('INTERNAL_ERROR')
  return privateLogsInRange(
    node,
    groupId(group, 'INTERNAL_ERROR'),
    from,
    limit === undefined || to < limit ? to : limit,
  )
}

function numberOr(parameter: BlockParameter | undefined, otherwise: bigint): bigint {
  if (parameter === 'earliest') return 0n
  return typeof parameter === 'bigint' ? parameter : otherwise
}
