import type { ApiGroup } from '../../rpc/apiGroups.ts'
import { apiNames } from './apiNames.ts'
import type { OptionGroup } from './Option.ts'
import { integer, port, textFor, yesOrNo } from './parsers.ts'

/** JSON-RPC over WebSocket. */
export interface WsSettings {
  readonly rpcWsEnabled: boolean
  readonly rpcWsHost: string
  readonly rpcWsPort: number
  readonly rpcWsApi: readonly ApiGroup[]
  readonly rpcWsMaxActiveConnections: number
  readonly rpcWsMaxFrameSize: number
  readonly wsTimeoutSeconds: number
}

/** Largest number that Besu's 32-bit options take. */
const MOST = 2 ** 31 - 1

/** Besu's options for JSON-RPC over WebSocket (spec 04 §9.2). */
export const wsOptions: OptionGroup<WsSettings> = {
  rpcWsEnabled: {
    name: 'rpc-ws-enabled',
    parse: yesOrNo,
    default: false,
    help: 'serve JSON-RPC over WebSocket',
    besu: true,
  },
  rpcWsHost: {
    name: 'rpc-ws-host',
    value: '<host>',
    parse: textFor('host'),
    default: '127.0.0.1',
    help: 'interface for WebSocket',
    besu: true,
  },
  rpcWsPort: {
    name: 'rpc-ws-port',
    value: '<port>',
    parse: port,
    default: 8546,
    help: 'WebSocket port of the first node; the others get every second port after it; 0: any free ports',
    besu: true,
  },
  rpcWsApi: {
    name: 'rpc-ws-api',
    aliases: ['rpc-ws-apis'],
    value: '<names>',
    parse: apiNames,
    default: ['ETH', 'NET', 'WEB3'],
    help: 'API groups over WebSocket, with commas',
    besu: true,
  },
  rpcWsMaxActiveConnections: {
    name: 'rpc-ws-max-active-connections',
    value: '<number>',
    parse: integer(1, MOST),
    default: 80,
    help: 'most WebSocket connections at once',
    besu: true,
  },
  rpcWsMaxFrameSize: {
    name: 'rpc-ws-max-frame-size',
    value: '<bytes>',
    parse: integer(1, MOST),
    default: 1_048_576,
    help: 'largest frame; a message may have four times as many bytes',
    besu: true,
  },
  wsTimeoutSeconds: {
    name: 'Xws-timeout-seconds',
    value: '<seconds>',
    parse: integer(1, 86_400),
    default: 300,
    help: 'longest time for a request',
    besu: true,
  },
}
