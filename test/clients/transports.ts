import type { NetworkNode } from '../../src/index.ts'

/** The ways to a node; every client does the same over each of them. */
export const transports = ['HTTP', 'WebSocket', 'provider'] as const

/** One way to a node. */
export type TransportName = (typeof transports)[number]

/** JSON-RPC as a client library offers it to those who want a method that it does not know. */
export type Request = (method: string, params?: readonly unknown[]) => Promise<unknown>

/** URL of a listening node's HTTP server. */
export function httpUrl(node: NetworkNode): string {
  if (node.url === undefined) throw new Error(`${node.name} does not listen`)
  return node.url
}

/** URL of a listening node's WebSocket server. */
export function wsUrl(node: NetworkNode): string {
  if (node.wsUrl === undefined) throw new Error(`${node.name} does not listen`)
  return node.wsUrl
}
