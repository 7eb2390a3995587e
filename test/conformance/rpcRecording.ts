/** The format of the JSON-RPC answers: requests to the nodes of a flow, with what Besu answered, one a line. */
import { type Of, type Shape, anyText, count, fields, flag, malformed, nullable } from './shapes.ts'

/** Any JSON object; requests and answers may be malformed in themselves. */
const anyObject: Shape<Readonly<Record<string, unknown>>> = (value, path) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw malformed(path, 'must be an object')
}

/** One request. */
export const rpcLineShape = fields({
  afterDelivery: count(0),
  node: anyText,
  multiTenancy: flag,
  user: nullable(anyText),
  request: anyObject,
  response: anyObject,
})

/** One request with its answer. */
export type RpcLine = Of<typeof rpcLineShape>
