import type { JsonValue, RequestId, RpcResponse } from './JsonRpc.ts'
import { FloatId } from './FloatId.ts'
import { prettyJson } from './prettyJson.ts'

/** JSON of an answer; its id is written as it came. @throws {TypeError} for a result that is no JSON. */
export function responseText(response: RpcResponse, pretty: boolean): string {
  const id = idText(response.id)
  const [member, value]: [string, JsonValue | undefined] =
    'error' in response ? ['error', { ...response.error }] : ['result', response.result]
  if (pretty) return `{\n  "jsonrpc" : "2.0",\n  "id" : ${id},\n  "${member}" : ${prettyJson(value, '  ')}\n}`
  return `{"jsonrpc":"2.0","id":${id},"${member}":${jsonText(value)}}`
}

/** JSON of several answers. */
export function batchText(responses: readonly string[], pretty: boolean): string {
  if (!pretty) return `[${responses.join(',')}]`
  return responses.length === 0 ? '[ ]' : `[ ${responses.join(', ')} ]`
}

// What a method leaves undefined is null.
function jsonText(value: JsonValue | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value)
}

function idText(id: RequestId): string {
  if (typeof id === 'bigint') return id.toString()
  return id instanceof FloatId ? id.text : JSON.stringify(id)
}
