import { padLeft, toHex, toScalar } from '../../../primitives/bytes.ts'
import type { MethodSet } from '../../Method.ts'
import { address } from '../../parameters/address.ts'
import { bytes } from '../../parameters/bytes.ts'
import { looseQuantity } from '../../parameters/looseQuantity.ts'
import { bothNames, developmentMethods } from './developmentMethods.ts'

/** The public state changed by hand, at the head of the chain and without a block. The `evm_` names are those of Ganache. */
export const alteredState: MethodSet = {
  ...developmentMethods([...bothNames('setBalance'), 'evm_setAccountBalance'], {
    params: 'address, wei',
    result: '`true`',
    handler: async (params, { network }) => {
      await network.setBalance(toHex(params.required(0, address)), params.required(1, looseQuantity))
      return true
    },
  }),
  ...developmentMethods([...bothNames('setNonce'), 'evm_setAccountNonce'], {
    params: 'address, nonce',
    result: '`true`',
    note: 'The nonce may also be lower than before.',
    handler: async (params, { network }) => {
      await network.setNonce(toHex(params.required(0, address)), params.required(1, looseQuantity))
      return true
    },
  }),
  ...developmentMethods([...bothNames('setCode'), 'evm_setAccountCode'], {
    params: 'address, runtime code',
    result: '`true`',
    handler: async (params, { network }) => {
      await network.setCode(toHex(params.required(0, address)), params.required(1, bytes))
      return true
    },
  }),
  ...developmentMethods([...bothNames('setStorageAt'), 'evm_setAccountStorageAt'], {
    params: 'address, slot, value of up to 32 bytes',
    result: '`true`',
    handler: async (params, { network }) => {
      const slot = toHex(padLeft(toScalar(params.required(1, looseQuantity)), 32))
      await network.setStorageAt(toHex(params.required(0, address)), slot, params.required(2, bytes))
      return true
    },
  }),
}
