import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../rpc/Call.ts'
import type { RpcService } from '../rpc/RpcService.ts'
import type { Answer } from './answer.ts'

/** What a server needs of the service behind it. */
export type RequestService = Pick<RpcService, 'handle' | 'closed' | 'unauthorized'>

/** How a server finds out who asks (spec 04 §3, §4). */
export interface Authenticator {
  /**
   * Who sent a request or opened a WebSocket, by the headers. Asked for every request and message.
   * @returns `undefined` for somebody who may not ask anything.
   */
  authenticate(headers: IncomingHttpHeaders): Promise<Caller | undefined>
  /** The answer to the body of a login. */
  login(body: string): Promise<Answer>
}
