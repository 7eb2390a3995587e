import { padLeft, toHex } from '../../../primitives/bytes.ts'
import type { MethodSet } from '../../Method.ts'
import { address } from '../../parameters/address.ts'
import { boolean } from '../../parameters/boolean.ts'
import { bytes } from '../../parameters/bytes.ts'
import { hash } from '../../parameters/hash.ts'
import { looseQuantity } from '../../parameters/looseQuantity.ts'
import { bothNames, developmentMethods } from './developmentMethods.ts'

/** What the next block is like, and what it can take. */
export const nextBlock: MethodSet = {
  ...developmentMethods(bothNames('setCoinbase'), {
    params: 'address',
    result: '`true`',
    note: 'Of all further blocks.',
    handler: (params, { network }) => {
      network.setCoinbase(toHex(params.required(0, address)))
      return true
    },
  }),
  ...developmentMethods(bothNames('setNextBlockBaseFeePerGas'), {
    params: 'wei per gas',
    result: '`true`',
    handler: (params, { network }) => {
      network.setNextBlockBaseFeePerGas(params.required(0, looseQuantity))
      return true
    },
  }),
  ...developmentMethods(bothNames('setPrevRandao'), {
    params: 'up to 32 bytes',
    result: '`true`',
    note: 'Before shanghai it is only the mix hash of the next block.',
    handler: (params, { network }) => {
      network.setPrevRandao(toHex(padLeft(params.required(0, bytes), 32)))
      return true
    },
  }),
  ...developmentMethods(['evm_setBlockGasLimit', 'anvil_setBlockGasLimit'], {
    params: 'gas',
    result: '`true`',
    handler: (params, { network }) => {
      network.setBlockGasLimit(params.required(0, looseQuantity))
      return true
    },
  }),
  ...developmentMethods(bothNames('setMinGasPrice'), {
    params: 'wei per gas',
    result: '`true`',
    note: 'The pool refuses cheaper transactions.',
    handler: (params, { network }) => {
      network.setMinGasPrice(params.required(0, looseQuantity))
      return true
    },
  }),
  ...developmentMethods(bothNames('dropTransaction'), {
    params: 'transaction hash',
    result: 'boolean: whether it was waiting',
    handler: (params, { network }) => network.dropTransaction(toHex(params.required(0, hash))),
  }),
  ...developmentMethods(bothNames('setLoggingEnabled'), {
    params: 'boolean',
    result: '`true`',
    note: 'Has no effect: requests are logged as the `logger` of the network says.',
    handler: (params) => {
      params.required(0, boolean)
      return true
    },
  }),
}
