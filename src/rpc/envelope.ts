import { FloatId } from './FloatId.ts'
import type { RequestId, RpcResponse } from './JsonRpc.ts'
import type { RpcError } from './RpcError.ts'

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value may be a request's id (spec 03 §4). */
export function isRequestId(value: unknown): value is RequestId {
  if (value === null || value instanceof FloatId) return true
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}

/** What the answer to a request that is none has for an id: the request's if it is a whole number of 32 bits (spec 03 §4). */
export function idOfInvalid(id: unknown): number | null {
  return typeof id === 'number' && Number.isInteger(id) && id >= -(2 ** 31) && id < 2 ** 31 ? id : null
}

/** Name of a method; numbers and booleans are taken as text, as Besu takes them. `undefined` for anything else. */
export function methodName(method: unknown): string | undefined {
  if (typeof method === 'string') return method
  return typeof method === 'number' || typeof method === 'boolean' || typeof method === 'bigint'
    ? String(method)
    : undefined
}

/** The answer that says what went wrong. */
export function failure(id: RequestId, { rpc }: RpcError): RpcResponse {
  const { code, message, data } = rpc
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } }
}

/** HTTP status of a single answer (spec 03 §2.6). */
export function statusOf(response: RpcResponse): 200 | 400 | 401 {
  if (!('error' in response)) return 200
  const { code } = response.error
  if (code === -32700 || code === -32600) return 400
  return code === -40100 ? 401 : 200
}
