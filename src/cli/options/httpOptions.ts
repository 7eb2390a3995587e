import type { ApiGroup } from '../../rpc/apiGroups.ts'
import { corsOrigins } from './accessLists.ts'
import { apiNames } from './apiNames.ts'
import type { OptionGroup } from './Option.ts'
import { integer, port, textFor, yesOrNo } from './parsers.ts'

/** JSON-RPC over HTTP. */
export interface HttpSettings {
  readonly rpcHttpEnabled: boolean
  readonly rpcHttpHost: string
  readonly rpcHttpPort: number
  readonly rpcHttpApi: readonly ApiGroup[]
  readonly rpcHttpCorsOrigins: readonly string[]
  readonly rpcHttpMaxActiveConnections: number
  readonly rpcHttpMaxBatchSize: number
  readonly rpcHttpMaxRequestContentLength: number
  readonly httpTimeoutSeconds: number
}

/** Largest number that Besu's 32-bit options take. */
const MOST = 2 ** 31 - 1

/** Besu's options for JSON-RPC over HTTP (spec 04 §9.1). */
export const httpOptions: OptionGroup<HttpSettings> = {
  rpcHttpEnabled: {
    name: 'rpc-http-enabled',
    parse: yesOrNo,
    default: false,
    help: 'serve JSON-RPC over HTTP',
    besu: true,
  },
  rpcHttpHost: {
    name: 'rpc-http-host',
    value: '<host>',
    parse: textFor('host'),
    default: '127.0.0.1',
    help: 'interface for HTTP',
    besu: true,
  },
  rpcHttpPort: {
    name: 'rpc-http-port',
    value: '<port>',
    parse: port,
    default: 8545,
    help: 'HTTP port of the first node; the others get every second port after it; 0: any free ports',
    besu: true,
  },
  rpcHttpApi: {
    name: 'rpc-http-api',
    aliases: ['rpc-http-apis'],
    value: '<names>',
    parse: apiNames,
    default: ['ETH', 'NET', 'WEB3'],
    help: 'API groups over HTTP, with commas',
    besu: true,
  },
  rpcHttpCorsOrigins: {
    name: 'rpc-http-cors-origins',
    value: '<origins>',
    parse: corsOrigins,
    empty: 'none',
    default: [],
    help: 'origins that browsers may ask from: regular expressions with commas, all, or none',
    besu: true,
  },
  rpcHttpMaxActiveConnections: {
    name: 'rpc-http-max-active-connections',
    value: '<number>',
    parse: integer(1, MOST),
    default: 80,
    help: 'most HTTP connections at once',
    besu: true,
  },
  rpcHttpMaxBatchSize: {
    name: 'rpc-http-max-batch-size',
    value: '<number>',
    parse: integer(-1, MOST),
    default: 1024,
    help: 'most requests in a batch; -1: no limit',
    besu: true,
  },
  rpcHttpMaxRequestContentLength: {
    name: 'rpc-http-max-request-content-length',
    value: '<bytes>',
    parse: integer(1, MOST),
    default: 5_242_880,
    help: 'largest body of a request',
    besu: true,
  },
  httpTimeoutSeconds: {
    name: 'Xhttp-timeout-seconds',
    value: '<seconds>',
    parse: integer(1, 86_400),
    default: 300,
    help: 'longest time for a request',
    besu: true,
  },
}
