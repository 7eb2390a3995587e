import type { JsonValue } from './JsonRpc.ts'

/** A connection that can be told something unasked: a WebSocket, or an in-process provider. */
export interface Connection {
  /** Sends one message: the whole JSON-RPC notification. */
  notify(message: JsonValue): void
}
