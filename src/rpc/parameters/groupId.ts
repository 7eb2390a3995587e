import { fromBase64 } from '../../primitives/bytes.ts'
import { type GroupId, toGroupId } from '../../primitives/identifiers.ts'
import { rpcError } from '../RpcError.ts'
import type { RpcErrorName } from '../rpcErrors.ts'

/**
 * A privacy group id: base64 of 32 bytes, padding may be left out. Methods differ in what a bad one is answered with and in
 * when they look at it (spec 03 §5.4 and corrections), so they take it as text first.
 * @throws {RpcError} as `refusal` says.
 */
export function groupId(text: string, refusal: RpcErrorName): GroupId {
  try {
    return toGroupId(fromBase64(text))
  } catch (cause) {
    throw rpcError(refusal, { cause })
  }
}
