import type { Call } from './Call.ts'
import { rpcError } from './RpcError.ts'

/** Own enclave key of a call, base64 text (spec 04 §1). @throws {RpcError} `INVALID_REQUEST` for a caller whose token names none. */
export function ownKey({ caller: { enclaveKey } }: Pick<Call, 'caller'>): string {
  if (enclaveKey === undefined) throw rpcError('INVALID_REQUEST')
  return enclaveKey
}
