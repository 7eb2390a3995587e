import { hostNames } from './accessLists.ts'
import type { OptionGroup } from './Option.ts'
import { port, textFor, yesOrNo } from './parsers.ts'

/** What HTTP and WebSocket have in common. */
export interface AccessSettings {
  readonly port: number | undefined
  readonly host: string | undefined
  readonly hostAllowlist: readonly string[]
  readonly jsonPrettyPrintEnabled: boolean
}

/** Options that HTTP and WebSocket share (spec 04 §9.3). */
export const accessOptions: OptionGroup<AccessSettings> = {
  port: {
    name: 'port',
    value: '<port>',
    parse: port,
    default: undefined,
    help: 'first port: HTTP and WebSocket of the first node, of the second node, …; 0: any free ports',
  },
  host: {
    name: 'host',
    value: '<host>',
    parse: textFor('host'),
    default: undefined,
    help: 'interface for HTTP and WebSocket',
  },
  hostAllowlist: {
    name: 'host-allowlist',
    aliases: ['host-whitelist'],
    value: '<hosts>',
    parse: hostNames,
    empty: 'none',
    default: ['localhost', '127.0.0.1'],
    help: 'host names that requests may be sent to, with commas; *: any; none',
    besu: true,
  },
  jsonPrettyPrintEnabled: {
    name: 'json-pretty-print-enabled',
    parse: yesOrNo,
    default: false,
    help: 'indent answers',
    besu: true,
  },
}
