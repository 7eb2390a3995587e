import type { Answer } from './answer.ts'

/** For a `Host` that is not allowed (spec 03 §2.3). */
export const HOST_NOT_AUTHORIZED: Answer = {
  status: 403,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: '{"message":"Host not authorized."}',
}

/** For an `Origin` that is not allowed (spec 03 §2.4). */
export const ORIGIN_NOT_ALLOWED: Answer = {
  status: 403,
  statusText: 'CORS Rejected - Invalid origin',
  body: 'Exception thrown handling RPC',
}

/** For a login where there is none (spec 04 §4.1). */
export const LOGIN_DISABLED: Answer = { status: 400, statusText: 'Authentication not enabled' }

/** For HTTP where only WebSockets are served (spec 03 §3). */
export const WEBSOCKET_ONLY: Answer = { status: 400, body: "Websocket endpoint can't handle HTTP requests" }
