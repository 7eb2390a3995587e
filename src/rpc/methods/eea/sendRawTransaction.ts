import type { MethodSet } from '../../Method.ts'
import { rawPrivateTransaction } from '../../parameters/rawPrivateTransaction.ts'
import { text } from '../../parameters/text.ts'

/** `eea_sendRawTransaction` (spec 03 §8). */
export const sendRawTransaction: MethodSet = {
  eea_sendRawTransaction: {
    group: 'EEA',
    fidelity: 'besu',
    params: 'signed private transaction',
    result: 'hash of the marker transaction',
    note: 'With automatic mining the marker is in a block, which the nodes have imported, when the answer comes.',
    handler: async (params, { node, tenant }) => {
      const raw = rawPrivateTransaction(params.required(0, text))
      const { marker } = await node.sendPrivateTransaction(raw, tenant?.acting)
      return marker
    },
  },
}
