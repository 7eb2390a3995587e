import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../rpc/Call.ts'
import type { RpcService } from '../rpc/RpcService.ts'

/** What a server needs of the service behind it. */
export type RequestService = Pick<RpcService, 'handle' | 'closed' | 'unauthorized'>

/** In whose name a request or a WebSocket connection comes, by its headers; `undefined` refuses it (spec 04 §3). */
export type Authenticate = (headers: IncomingHttpHeaders) => Caller | undefined | Promise<Caller | undefined>
