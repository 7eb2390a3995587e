import type { Network } from '../../../network/Network.ts'
import { isRecord } from '../../envelope.ts'
import type { MethodSet } from '../../Method.ts'
import { boolean } from '../../parameters/boolean.ts'
import { looseQuantity } from '../../parameters/looseQuantity.ts'
import { bothNames, developmentMethods } from './developmentMethods.ts'

/** When blocks are made. */
export const miningControl: MethodSet = {
  ...developmentMethods(['evm_mine'], {
    params: '[timestamp] or [{ timestamp, blocks }]',
    result: '`0x0`',
    note: 'With a timestamp (seconds) the clock goes on from there.',
    handler: async (params, { network }) => {
      const options = params.optional(0, (value) => (isRecord(value) ? value : { timestamp: value })) ?? {}
      const { timestamp, blocks } = options
      if (timestamp !== undefined && timestamp !== null) network.setNextBlockTimestamp(looseQuantity(timestamp))
      await network.mine({ count: blocks === undefined || blocks === null ? 1 : looseQuantity(blocks) })
      return '0x0'
    },
  }),
  ...developmentMethods(bothNames('mine'), {
    params: '[blocks, seconds between them]',
    result: '`true`',
    note: 'At most 100,000 blocks. An interval of 0: what the clock says.',
    handler: async (params, { network }) => {
      const count = params.optional(0, looseQuantity) ?? 1n
      const intervalSeconds = params.optional(1, looseQuantity) ?? 0n
      await network.mine(intervalSeconds === 0n ? { count } : { count, intervalSeconds })
      return true
    },
  }),
  ...developmentMethods(['evm_setAutomine', 'anvil_setAutomine'], {
    params: 'boolean',
    result: '`true`',
    note: 'What waits stays until the next block.',
    handler: (params, { network }) => {
      const enabled = params.required(0, boolean)
      if (enabled) network.setMining('auto')
      else if (network.mining === 'auto') network.setMining('manual')
      return true
    },
  }),
  ...developmentMethods(bothNames('getAutomine'), {
    params: '',
    result: 'boolean',
    handler: (_, { network }) => network.mining === 'auto',
  }),
  ...developmentMethods(['evm_setIntervalMining'], {
    params: 'milliseconds',
    result: '`true`',
    note: '0 ends it. An interval takes the place of automatic mining. Milliseconds also where a client means seconds (viem in `anvil` mode).',
    handler: (params, { network }) => setInterval(network, Number(params.required(0, looseQuantity))),
  }),
  ...developmentMethods(['anvil_setIntervalMining'], {
    params: 'seconds',
    result: '`true`',
    note: '0 ends it.',
    handler: (params, { network }) => setInterval(network, Number(params.required(0, looseQuantity)) * 1000),
  }),
  ...developmentMethods(['anvil_getIntervalMining'], {
    params: '',
    result: 'seconds, number; `null` without an interval',
    handler: (_, { network }) => (typeof network.mining === 'object' ? network.mining.intervalMs / 1000 : null),
  }),
  miner_start: {
    group: 'MINER',
    fidelity: 'simplified',
    params: '',
    result: '`true`',
    note: 'Blocks are made automatically, unless they are made on a timer.',
    handler: (_, { network }) => {
      if (network.mining === 'manual') network.setMining('auto')
      return true
    },
  },
  miner_stop: {
    group: 'MINER',
    fidelity: 'simplified',
    params: '',
    result: 'boolean: whether blocks were made until now',
    note: 'Blocks are made on demand only.',
    handler: (_, { network }) => {
      const wasMining = network.mining !== 'manual'
      network.setMining('manual')
      return wasMining
    },
  },
}

function setInterval(network: Network, intervalMs: number): true {
  if (intervalMs > 0) network.setMining({ intervalMs })
  else if (typeof network.mining === 'object') network.setMining('manual')
  return true
}
