import { isCoterieError } from '../../../errors/CoterieError.ts'
import { TransactionRefusedError } from '../../../errors/TransactionRefusedError.ts'
import type { MethodSet } from '../../Method.ts'
import { bytes } from '../../parameters/bytes.ts'
import { rpcError } from '../../RpcError.ts'

/** `eth_sendRawTransaction`. */
export const sending: MethodSet = {
  eth_sendRawTransaction: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'signed transaction',
    result: 'transaction hash',
    note: 'With automatic mining it is answered when every node has imported the block.',
    handler: async (params, { network }) => {
      params.exactly(1)
      const raw = params.required(0, bytes)
      try {
        const { hash } = await network.sendRawTransaction(raw)
        return hash
      } catch (error) {
        // Besu decodes before it asks which types there are at this fork.
        if (isNotDecodable(error, raw)) throw rpcError('INVALID_PARAMS', { cause: error })
        throw error
      }
    },
  },
}

const isTyped = (raw: Uint8Array): boolean => raw[0] !== undefined && raw[0] >= 1 && raw[0] <= 3

function isNotDecodable(error: unknown, raw: Uint8Array): boolean {
  if (!(error instanceof TransactionRefusedError) || error.besu.name !== 'INVALID_TRANSACTION_TYPE') return false
  const { cause } = error
  // The pool could read it.
  if (cause === undefined) return false
  const isUnknownHere = cause instanceof Error && /EIP|not (enabled|activated|active)/i.test(cause.message)
  return !(isTyped(raw) && isUnknownHere) && !isCoterieError(cause)
}
