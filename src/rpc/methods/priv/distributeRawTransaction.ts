import type { MethodSet } from '../../Method.ts'
import { rawPrivateTransaction } from '../../parameters/rawPrivateTransaction.ts'
import { text } from '../../parameters/text.ts'

/** `priv_distributeRawTransaction` (spec 03 §9). */
export const distributeRawTransaction: MethodSet = {
  priv_distributeRawTransaction: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'signed private transaction',
    result: 'data for the marker transaction: 32 bytes, 64 for an addition to a group with history',
    handler: (params, { node, tenant }) =>
      node.distributePrivateTransaction(rawPrivateTransaction(params.required(0, text)), tenant?.acting),
  },
}
