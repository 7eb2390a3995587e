import { toHex } from '../../../primitives/bytes.ts'
import type { Call } from '../../Call.ts'
import type { MethodSet } from '../../Method.ts'
import type { Params } from '../../Params.ts'
import { address } from '../../parameters/address.ts'
import { boolean } from '../../parameters/boolean.ts'
import { callParameter } from '../../parameters/callParameter.ts'
import { looseQuantity } from '../../parameters/looseQuantity.ts'
import { isRecord } from '../../envelope.ts'
import { rpcError } from '../../RpcError.ts'
import { bothNames, developmentMethods } from './developmentMethods.ts'

const sending = {
  params: 'transaction object with `from`',
  result: 'transaction hash',
  handler: sendTransaction,
} as const

/** Sending without a key. */
export const impersonation: MethodSet = {
  ...developmentMethods(bothNames('impersonateAccount'), {
    params: 'address',
    result: '`true`',
    note: 'From then on `eth_sendTransaction` sends for the account, on every node.',
    handler: (params, { network }) => {
      network.impersonate(toHex(params.required(0, address)))
      return true
    },
  }),
  ...developmentMethods(bothNames('stopImpersonatingAccount'), {
    params: 'address',
    result: 'boolean: whether it was impersonated',
    handler: (params, { network }) => network.stopImpersonating(toHex(params.required(0, address))),
  }),
  ...developmentMethods(bothNames('autoImpersonateAccount'), {
    params: 'boolean',
    result: '`true`',
    note: 'For all accounts.',
    handler: (params, { network }) => {
      network.autoImpersonate(params.required(0, boolean))
      return true
    },
  }),
  ...developmentMethods(['eth_sendTransaction'], {
    ...sending,
    note: "Besu's error unless `from` is impersonated.",
  }),
  ...developmentMethods(['eth_sendUnsignedTransaction'], { ...sending, note: 'As `eth_sendTransaction`.' }),
}

/** Besu has no accounts of its own (spec 03 §7.1), so everything but an impersonated sender gets Besu's answer. */
async function sendTransaction(params: Params, { network }: Call): Promise<string> {
  const request = params.optional(0, (value) => value)
  const from = isRecord(request) && typeof request['from'] === 'string' ? toHex(address(request['from'])) : undefined
  if (from === undefined || !network.isImpersonated(from)) throw rpcError('ETH_SEND_TX_NOT_AVAILABLE')
  const { to, gas, gasPrice, maxFeePerGas, maxPriorityFeePerGas, value, data } = params.required(0, callParameter)
  const nonce = isRecord(request) ? request['nonce'] : undefined
  const { hash } = await network.sendTransactionFrom({
    from,
    data,
    ...(to === undefined ? {} : { to: toHex(to) }),
    ...(gas === undefined ? {} : { gasLimit: gas }),
    ...(value === undefined ? {} : { value }),
    ...(gasPrice === undefined ? {} : { gasPrice }),
    ...(maxFeePerGas === undefined ? {} : { maxFeePerGas }),
    ...(maxPriorityFeePerGas === undefined ? {} : { maxPriorityFeePerGas }),
    ...(nonce === undefined || nonce === null ? {} : { nonce: looseQuantity(nonce) }),
  })
  return hash
}
