import { EnclaveError, PAYLOAD_NOT_FOUND } from '../../../errors/EnclaveError.ts'
import { fromBase64 } from '../../../primitives/bytes.ts'
import { toEnclaveKey, toTransactionHash } from '../../../primitives/identifiers.ts'
import { enclaveRefusal } from '../../../node/enclaveRefusal.ts'
import { type LocatedPrivateTransaction, locatePrivateTransaction } from '../../../node/locatePrivateTransaction.ts'
import type { Call } from '../../Call.ts'
import type { MethodSet } from '../../Method.ts'
import { ownKey } from '../../ownKey.ts'
import { hash } from '../../parameters/hash.ts'
import type { Params } from '../../Params.ts'
import { privateReceipt } from '../../results/privateReceipt.ts'
import { privateTransaction } from '../../results/privateTransaction.ts'
import { internalError } from './internalError.ts'

/** `priv_getPrivateTransaction` and `priv_getTransactionReceipt` (spec 03 §11). */
export const lookUps: MethodSet = {
  priv_getPrivateTransaction: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'hash of the marker transaction',
    result: 'private transaction, or null',
    handler: async (params, call) => {
      try {
        const located = await locate(params, call)
        return located === undefined ? null : privateTransaction(located.transaction)
      } catch (error) {
        throw error instanceof EnclaveError && error.kind === 'client' ? enclaveRefusal(error) : internalError(error)
      }
    },
  },
  priv_getTransactionReceipt: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'hash of the marker transaction',
    result: 'private receipt, or null',
    note: 'A transaction that was mined but not executed has the receipt of a failure.',
    handler: async (params, call) => {
      try {
        const located = await locate(params, call)
        if (located === undefined) return null
        const marker = toTransactionHash(params.required(0, hash))
        const stored = call.node.context.metadata.receipt(located.block.hash, marker)
        return privateReceipt(marker, located, stored)
      } catch (error) {
        if (error instanceof EnclaveError && error.kind === 'client' && error.message === PAYLOAD_NOT_FOUND) return null
        throw internalError(error)
      }
    },
  },
}

function locate(params: Params, call: Call): Promise<LocatedPrivateTransaction | undefined> {
  const marker = toTransactionHash(params.required(0, hash))
  if (call.tenant !== undefined) return call.tenant.locate(marker)
  return locatePrivateTransaction(call.node.context, marker, { key: toEnclaveKey(fromBase64(ownKey(call))) })
}
