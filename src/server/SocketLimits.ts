/** How long sockets may do nothing and how much may wait in them; none of it is Besu's, which waits for ever. */
export interface SocketLimits {
  /** Milliseconds in which a client must have sent the head of a request. */
  readonly headMs: number
  /** Milliseconds in which a client must have sent a whole request. */
  readonly requestMs: number
  /** Milliseconds after which an unused HTTP connection is closed. */
  readonly keepAliveMs: number
  /** Milliseconds for which an HTTP client may take nothing of its answer. */
  readonly stalledMs: number
  /** Milliseconds between looks for clients that are too slow. */
  readonly checkMs: number
  /** Milliseconds of silence after which TCP asks whether the other side is there. */
  readonly probeMs: number
  /** Milliseconds that a closing server waits for answers under way. */
  readonly drainMs: number
  /** Milliseconds that a WebSocket client has for its part of closing. */
  readonly closeMs: number
  /** Bytes that may wait for a WebSocket client at a notification; with more it is dropped. */
  readonly notificationBytes: number
  /** Bytes that may wait for a WebSocket client before it is read any further. */
  readonly answerBytes: number
  /** Requests of a WebSocket client that are worked on at once; more are not read yet. */
  readonly requestsAtOnce: number
}

/** @internal Limits of servers outside of tests. */
export const SOCKET_LIMITS: SocketLimits = {
  headMs: 30_000,
  requestMs: 120_000,
  keepAliveMs: 120_000,
  stalledMs: 60_000,
  checkMs: 5_000,
  probeMs: 60_000,
  drainMs: 10_000,
  closeMs: 2_000,
  notificationBytes: 16 * 1024 * 1024,
  answerBytes: 1024 * 1024,
  requestsAtOnce: 256,
}
