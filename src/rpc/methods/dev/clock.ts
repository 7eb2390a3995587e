import type { MethodSet } from '../../Method.ts'
import { looseQuantity } from '../../parameters/looseQuantity.ts'
import { developmentMethods } from './developmentMethods.ts'

/** Which times blocks get. */
export const clock: MethodSet = {
  ...developmentMethods(['evm_increaseTime', 'anvil_increaseTime'], {
    params: 'seconds',
    result: 'seconds that the clock is ahead altogether, number',
    handler: (params, { network }) => Number(network.increaseTime(params.required(0, looseQuantity))),
  }),
  ...developmentMethods(['evm_setNextBlockTimestamp', 'anvil_setNextBlockTimestamp'], {
    params: 'timestamp in seconds, above that of the head',
    result: '`null`',
    handler: (params, { network }) => {
      network.setNextBlockTimestamp(params.required(0, looseQuantity))
      return null
    },
  }),
  ...developmentMethods(['evm_setTime', 'anvil_setTime'], {
    params: 'timestamp in seconds, above that of the head',
    result: 'seconds that the clock was moved, number',
    handler: (params, { network }) => Number(network.setTime(params.required(0, looseQuantity))),
  }),
  ...developmentMethods(['anvil_setBlockTimestampInterval'], {
    params: 'seconds from each block to the next',
    result: '`null`',
    handler: (params, { network }) => {
      network.setBlockTimestampInterval(params.required(0, looseQuantity))
      return null
    },
  }),
  ...developmentMethods(['hardhat_setBlockTimestampInterval'], {
    params: 'milliseconds from each block to the next',
    result: '`null`',
    note: 'Rounded down to seconds.',
    handler: (params, { network }) => {
      network.setBlockTimestampInterval(params.required(0, looseQuantity) / 1000n)
      return null
    },
  }),
  ...developmentMethods(['hardhat_removeBlockTimestampInterval', 'anvil_removeBlockTimestampInterval'], {
    params: '',
    result: 'boolean: whether there was an interval',
    handler: (_, { network }) => {
      const had = network.time.interval !== undefined
      network.setBlockTimestampInterval(undefined)
      return had
    },
  }),
}
