import { isRecord } from '../../envelope.ts'
import type { MethodSet } from '../../Method.ts'
import { bytes } from '../../parameters/bytes.ts'
import { looseQuantity } from '../../parameters/looseQuantity.ts'
import { text } from '../../parameters/text.ts'
import { data } from '../../results/scalars.ts'
import { RpcError, rpcError } from '../../RpcError.ts'
import { rpcErrors } from '../../rpcErrors.ts'
import { bothNames, developmentMethods } from './developmentMethods.ts'

/** Going back, and replacing what was. They concern the whole network, whichever node is asked. */
export const snapshots: MethodSet = {
  ...developmentMethods(['evm_snapshot', 'anvil_snapshot'], {
    params: '',
    result: 'id, quantity',
    note: 'Covers chain, private states, enclaves, pool, clock, mining, impersonations and filters of all nodes.',
    handler: (_, { network }) => network.snapshot(),
  }),
  ...developmentMethods(['evm_revert', 'anvil_revert'], {
    params: 'id',
    result: 'boolean: false for an id that is none',
    note: 'The snapshot and later ones end.',
    handler: (params, { network }) => network.revert(params.required(0, snapshotId)),
  }),
  ...developmentMethods(bothNames('reset'), {
    params: '[object]',
    result: '`true`',
    note: 'Back to the genesis block. Filters are gone, subscriptions go on. There is no forking: `forking.jsonRpcUrl` is refused.',
    handler: async (params, { network }) => {
      params.optional(0, withoutForking)
      await network.reset()
      return true
    },
  }),
  ...developmentMethods(bothNames('dumpState'), {
    params: '',
    result: 'everything that is stored, data',
    note: "Of Coterie's own format, with private states and enclaves; the pool is not in it.",
    handler: async (_, { network }) => data(await network.dumpState()),
  }),
  ...developmentMethods(bothNames('loadState'), {
    params: 'data',
    result: '`true`',
    note: 'Replaces everything. Genesis block and nodes must be those of the network that made the dump.',
    handler: async (params, { network }) => {
      await network.loadState(params.required(0, bytes))
      return true
    },
  }),
  ...developmentMethods(['anvil_reorg'], {
    params: '{ depth, tx_block_pairs } or depth, tx_block_pairs',
    result: '`null`',
    note: 'Transactions of the abandoned blocks wait again. In `tx_block_pairs` signed transactions only.',
    handler: async (params, { network }) => {
      const options = params.required(0, (value) => (isRecord(value) ? value : { depth: value }))
      const pairs = options['tx_block_pairs'] ?? params.optional(1, (value) => value) ?? []
      const depth = Number(looseQuantity(options['depth']))
      await network.reorg(depth, { transactions: byBlock(pairs) })
      return null
    },
  }),
}

/** Minimal hex, a JSON number, or hex with zeros at the front. */
function snapshotId(value: unknown): string {
  if (typeof value === 'string' && !/^(0x)?[0-9a-fA-F]+$/.test(value)) return text(value)
  return `0x${looseQuantity(value).toString(16)}`
}

function withoutForking(value: unknown): void {
  const forking = isRecord(value) && isRecord(value['forking']) ? value['forking'] : {}
  if (typeof forking['jsonRpcUrl'] !== 'string') return
  throw new RpcError({ code: rpcErrors.INVALID_PARAMS[0], message: 'networks cannot be forked: leave forking out' })
}

function byBlock(pairs: unknown): string[][] {
  const lists: string[][] = []
  if (!Array.isArray(pairs)) throw rpcError('INVALID_PARAMS')
  for (const pair of pairs) {
    const [raw, index] = Array.isArray(pair) ? (pair as unknown[]) : []
    const block = looseQuantity(index)
    if (typeof raw !== 'string' || block > 100_000n) throw rpcError('INVALID_PARAMS')
    while (lists.length <= block) lists.push([])
    lists[Number(block)]?.push(raw)
  }
  return lists
}
