import { type RawResponse, exchange } from '../exchange.ts'

/** What an HTTP server says: status, and the body as JSON or text. */
export interface Said {
  readonly status: number
  readonly body: unknown
  readonly type: string | undefined
}

/** A request with the id 7. */
export const request = (method: string, params: readonly unknown[] = []): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 7, method, params })

/** The answer that a request with an id is not authorized. */
export const unauthorized = (id: number | null): unknown => ({
  jsonrpc: '2.0',
  id,
  error: { code: -40100, message: 'Unauthorized' },
})

/** Posts a body with an `Authorization` header. */
export async function post(url: string | undefined, body: string, authorization?: string): Promise<Said> {
  return said(await exchange(url ?? '', { body, headers: { Authorization: authorization } }))
}

/** Asks for one method with a token. */
export function ask(url: string | undefined, method: string, token?: string): Promise<Said> {
  return post(url, request(method), token === undefined ? undefined : `Bearer ${token}`)
}

/** Logs in. */
export async function logIn(url: string | undefined, body: string | undefined): Promise<RawResponse> {
  const http = (url ?? '').replace(/^ws:/, 'http:')
  return exchange(http, { path: '/login', ...(body === undefined ? {} : { body }) })
}

/** The token that somebody gets who logs in. */
export async function tokenOf(url: string | undefined, username: string, password: string): Promise<string> {
  const { body } = await logIn(url, JSON.stringify({ username, password }))
  return (JSON.parse(body.toString()) as { readonly token: string }).token
}

function said({ status, body, headers }: RawResponse): Said {
  const text = body.toString()
  const isJson = text.startsWith('{') || text.startsWith('[')
  return { status, body: isJson ? JSON.parse(text) : text, type: headers.get('content-type') }
}
