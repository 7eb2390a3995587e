import type { NodeContext } from '../../../node/NodeContext.ts'
import { BlockFilter } from '../../filters/BlockFilter.ts'
import { LogFilter } from '../../filters/LogFilter.ts'
import { PendingTransactionFilter } from '../../filters/PendingTransactionFilter.ts'
import { matchesFilter } from '../../filters/matchesFilter.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { MethodSet } from '../../Method.ts'
import { blockAt, importedBlock, isCanonical } from '../../nodeBlocks.ts'
import type { BlockParameter } from '../../parameters/blockParameter.ts'
import { type FilterParameter, filterParameter } from '../../parameters/filterParameter.ts'
import { text } from '../../parameters/text.ts'
import { logsOf } from '../../publicLogs.ts'
import { logResult } from '../../results/log.ts'
import { rpcError } from '../../RpcError.ts'
import { mayUseFilter } from '../../tenancy/mayUseFilter.ts'

/** Blocks that a range may go beyond its first: the default of `--rpc-max-logs-range`. */
const MOST_BLOCKS = 5000n

const row = { group: 'ETH', fidelity: 'besu' } as const

/** Public logs, and filters that are polled. */
export const logs: MethodSet = {
  eth_getLogs: {
    ...row,
    params: 'filter',
    result: 'logs',
    note: 'Without a range only the head is looked at. A range of more than 5000 blocks is refused.',
    handler: (params, { node: { context } }) => {
      const filter = params.required(0, validFilter)
      if (filter.blockHash !== undefined) return logsOfBlock(context, filter, filter.blockHash)
      const from = numberOf(context, filter.fromBlock)
      const to = numberOf(context, filter.toBlock)
      if (to - from > MOST_BLOCKS) throw rpcError('EXCEEDS_RPC_MAX_BLOCK_RANGE')
      return logsInRange(context, filter, from, to)
    },
  },
  eth_newFilter: {
    ...row,
    params: 'filter',
    result: 'filter id',
    handler: (params, { rpc, node: { context } }) => {
      const filter = params.required(0, validFilter)
      const logsNow = (): JsonValue[] =>
        logsInRange(context, filter, numberOrHead(context, filter.fromBlock), numberOrHead(context, filter.toBlock))
      return rpc.filters.install(new LogFilter(context, filter, logsNow))
    },
  },
  eth_newBlockFilter: {
    ...row,
    params: '',
    result: 'filter id',
    note: 'Hashes of all blocks that the node imports, side branches included.',
    handler: (_, { rpc }) => rpc.filters.install(new BlockFilter()),
  },
  eth_newPendingTransactionFilter: {
    ...row,
    params: '',
    result: 'filter id',
    handler: (_, { rpc }) => rpc.filters.install(new PendingTransactionFilter()),
  },
  eth_getFilterChanges: {
    ...row,
    params: 'filter id',
    result: 'what is new since the last call: logs, block hashes or transaction hashes',
    handler: async (params, call) => {
      const id = params.required(0, text)
      if (!(await mayUseFilter(call, id))) throw rpcError('FILTER_NOT_FOUND')
      return call.rpc.filters.changes(id)
    },
  },
  eth_getFilterLogs: {
    ...row,
    params: 'filter id',
    result: 'all logs that match now',
    handler: async (params, call) => {
      const id = params.required(0, text)
      if (!(await mayUseFilter(call, id))) throw rpcError('LOGS_FILTER_NOT_FOUND')
      return call.rpc.filters.logs(id)
    },
  },
  eth_uninstallFilter: {
    ...row,
    params: 'filter id',
    result: 'whether there was such a filter',
    handler: async (params, call) => {
      const id = params.required(0, text)
      return (await mayUseFilter(call, id)) && call.rpc.filters.uninstall(id)
    },
  },
}

function validFilter(value: unknown): FilterParameter {
  const filter = filterParameter(value)
  if (!filter.isValid) throw rpcError('INVALID_PARAMS')
  return filter
}

function logsOfBlock(node: NodeContext, filter: FilterParameter, hash: Uint8Array): JsonValue[] {
  const block = importedBlock(node, hash)
  if (block === undefined) return []
  const removed = !isCanonical(node, block)
  const found: JsonValue[] = []
  for (const placed of logsOf(node.chain, block)) {
    if (matchesFilter(filter, placed.log)) found.push(logResult(placed, removed))
  }
  return found
}

function logsInRange(node: NodeContext, filter: FilterParameter, from: bigint, to: bigint): JsonValue[] {
  const found: JsonValue[] = []
  const { number } = node.canonical.head
  const last = to < number ? to : number
  for (let at = from < 0n ? 0n : from; at <= last; at++) {
    const block = blockAt(node, at)
    if (block === undefined || block.gasUsed === 0n) continue
    for (const placed of logsOf(node.chain, block)) {
      if (matchesFilter(filter, placed.log)) found.push(logResult(placed, false))
    }
  }
  return found
}

/** Besu has no block for tags of finality here, and says no more than that. */
function numberOf(node: NodeContext, parameter: BlockParameter | undefined): bigint {
  if (parameter === 'safe' || parameter === 'finalized') throw rpcError('INTERNAL_ERROR')
  return numberOrHead(node, parameter)
}

function numberOrHead({ canonical }: NodeContext, parameter: BlockParameter | undefined): bigint {
  if (parameter === 'earliest') return 0n
  return typeof parameter === 'bigint' ? parameter : canonical.head.number
}
