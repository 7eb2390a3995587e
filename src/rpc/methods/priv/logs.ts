import { type PlacedPrivateLog, privateLogsInRange, privateLogsOfBlock } from '../../../node/privateLogs.ts'
import type { NodeContext } from '../../../node/NodeContext.ts'
import { toBlockHash } from '../../../primitives/identifiers.ts'
import { matchesFilter } from '../../filters/matchesFilter.ts'
import { PrivateLogFilter } from '../../filters/PrivateLogFilter.ts'
import type { MethodSet } from '../../Method.ts'
import type { BlockParameter } from '../../parameters/blockParameter.ts'
import { type FilterParameter, filterParameter } from '../../parameters/filterParameter.ts'
import { groupId } from '../../parameters/groupId.ts'
import { text } from '../../parameters/text.ts'
import { privateLog } from '../../results/privateLog.ts'
import { rpcError } from '../../RpcError.ts'
import { internalError } from './internalError.ts'

/** `priv_getLogs` and the filters of private logs (spec 03 §12). */
export const logs: MethodSet = {
  priv_getLogs: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter',
    result: 'logs',
    note: 'Without fromBlock, or with a tag other than earliest, it begins with block 0. There is no limit to the range.',
    handler: (params, { node: { context } }) => {
      const group = params.required(0, text)
      const filter = params.required(1, filterParameter)
      if (!filter.isValid) throw rpcError('INVALID_PARAMS')
      try {
        return logsOf(context, group, filter)
          .filter(({ log }) => matchesFilter(filter, log))
          .map(privateLog)
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
    handler: (params, { rpc, node: { context } }) => {
      const group = params.required(0, text)
      const filter = params.required(1, filterParameter)
      if (!filter.isValid) throw rpcError('INVALID_PARAMS')
      return rpc.filters.install(new PrivateLogFilter(context, group, filter))
    },
  },
  priv_getFilterChanges: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter id',
    result: 'what is new since the last call',
    note: 'The group id is not compared with that of the filter.',
    handler: (params, { rpc }) => {
      params.required(0, text)
      return rpc.filters.changes(params.required(1, text))
    },
  },
  priv_getFilterLogs: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter id',
    result: 'all logs that match now',
    note: 'Without a range, or with a tag other than earliest, only the head is looked at.',
    handler: (params, { rpc }) => {
      params.required(0, text)
      return rpc.filters.logs(params.required(1, text))
    },
  },
  priv_uninstallFilter: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, filter id',
    result: 'whether there was such a filter',
    handler: (params, { rpc }) => {
      params.required(0, text)
      return rpc.filters.uninstall(params.required(1, text))
    },
  },
}

function logsOf(
  node: NodeContext,
  group: string,
  { blockHash, fromBlock, toBlock }: FilterParameter,
): PlacedPrivateLog[] {
  if (blockHash !== undefined) {
    const block = node.chain.block(toBlockHash(blockHash))
    if (block === undefined || !node.canonical.has(block.hash)) return []
    return privateLogsOfBlock(node, groupId(group, 'INTERNAL_ERROR'), block)
  }
  const from = numberOr(fromBlock, 0n)
  const to = numberOr(toBlock, node.canonical.head.number)
  if (from < 0n) throw rpcError('INTERNAL_ERROR')
  return privateLogsInRange(node, groupId(group, 'INTERNAL_ERROR'), from, to)
}

function numberOr(parameter: BlockParameter | undefined, otherwise: bigint): bigint {
  if (parameter === 'earliest') return 0n
  return typeof parameter === 'bigint' ? parameter : otherwise
}
