import { CoterieError } from '../errors/CoterieError.ts'
import type { ListenOptions } from '../network/RpcAccess.ts'
import { API_GROUPS, type ApiGroup, DEVELOPMENT_GROUPS, isApiGroup } from '../rpc/apiGroups.ts'
import { authenticationOf } from './authentication/serviceAuthentication.ts'
import { CorsOrigins } from './CorsOrigins.ts'
import { HostAllowlist } from './HostAllowlist.ts'

/** How the servers of all nodes behave, checked and complete. */
export interface ServerSettings {
  readonly hosts: HostAllowlist
  readonly privacyEnabled: boolean
  readonly web3jCompatible: boolean
  readonly http: {
    readonly host: string
    readonly groups: readonly ApiGroup[]
    readonly origins: CorsOrigins
    readonly maxActiveConnections: number
    readonly maxBatchSize: number
    readonly maxRequestContentLength: number
    readonly timeoutSeconds: number
    readonly prettyPrint: boolean
  }
  readonly ws: {
    readonly host: string
    readonly groups: readonly ApiGroup[]
    readonly maxActiveConnections: number
    readonly maxFrameSize: number
    readonly timeoutSeconds: number
  }
}

/** Longest text and buffer that Node.js can be trusted with. */
const HALF_GIBIBYTE = 2 ** 29 - 1
/** A longer timer would fire at once. */
const LONGEST_TIMEOUT = 2_147_483

/** Settings from options; texts of refusals are Besu's where it has one (spec 04 §10.2). @throws {CoterieError} `INVALID_OPTION`. */
export function serverSettings(options: ListenOptions): ServerSettings {
  const { host = '127.0.0.1', http = {}, ws = {}, hostAllowlist = ['localhost', '127.0.0.1'] } = options
  checkList(hostAllowlist, 'hostAllowlist', 'Hostname', 'hostnames')
  const corsOrigins = http.corsOrigins ?? []
  // Who must prove who they are need not be able to do everything; whoever wants that can name the groups.
  const isOpen = authenticationOf(options, 'http') === false && authenticationOf(options, 'ws') === false
  const usual = isOpen ? API_GROUPS : API_GROUPS.filter((group) => !DEVELOPMENT_GROUPS.includes(group))
  checkList(corsOrigins, 'http.corsOrigins', 'Domain', 'domains')
  return {
    hosts: new HostAllowlist(hostAllowlist),
    privacyEnabled: options.privacyEnabled !== false,
    web3jCompatible: options.web3jCompatible === true,
    http: {
      host: hostOf(http.host ?? host),
      groups: groupsOf(http.apis ?? usual, '--rpc-http-api'),
      origins: originsOf(corsOrigins),
      maxActiveConnections: whole(http.maxActiveConnections ?? 80, 'http.maxActiveConnections', 1, 1_000_000),
      maxBatchSize: whole(http.maxBatchSize ?? 1024, 'http.maxBatchSize', -HALF_GIBIBYTE, HALF_GIBIBYTE),
      maxRequestContentLength: whole(
        http.maxRequestContentLength ?? 5_242_880,
        'http.maxRequestContentLength',
        1,
        HALF_GIBIBYTE,
      ),
      timeoutSeconds: seconds(http.timeoutSeconds ?? 300, 'http.timeoutSeconds'),
      prettyPrint: http.prettyPrint === true,
    },
    ws: {
      host: hostOf(ws.host ?? host),
      groups: groupsOf(ws.apis ?? usual, '--rpc-ws-api'),
      maxActiveConnections: whole(ws.maxActiveConnections ?? 80, 'ws.maxActiveConnections', 1, 1_000_000),
      maxFrameSize: whole(ws.maxFrameSize ?? 1_048_576, 'ws.maxFrameSize', 1, Math.floor(HALF_GIBIBYTE / 4)),
      timeoutSeconds: seconds(ws.timeoutSeconds ?? 300, 'ws.timeoutSeconds'),
    },
  }
}

function hostOf(host: string): string {
  if (typeof host === 'string' && host !== '') return host
  throw invalid('host must be the name or address of an interface')
}

/** @param option what Besu calls it. */
function groupsOf(names: readonly string[], option: string): readonly ApiGroup[] {
  requireList(names, option)
  const unknown = names.filter((name) => !isApiGroup(name))
  if (unknown.length === 0) return names.filter(isApiGroup)
  throw invalid(`Invalid value for option '${option}': invalid entries found [${unknown.join(', ')}]`)
}

function originsOf(domains: readonly string[]): CorsOrigins {
  try {
    return new CorsOrigins(domains)
  } catch (cause) {
    throw new CoterieError('INVALID_OPTION', 'Domain values result in invalid regex pattern', { cause })
  }
}

function requireList(values: unknown, option: string): void {
  if (!Array.isArray(values)) throw invalid(`${option} must be a list of texts`)
}

function checkList(values: readonly unknown[], option: string, one: string, many: string): void {
  requireList(values, option)
  if (values.some((value) => typeof value !== 'string' || value === '')) {
    throw invalid(`${one} cannot be empty string or null string.`)
  }
  if (values.length < 2) return
  if (values.includes('none')) throw invalid(`Value 'none' can't be used with other ${many}`)
  if (values.includes('*') || values.includes('all'))
    throw invalid(`Values '*' or 'all' can't be used with other ${many}`)
}

function whole(value: number, option: string, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw invalid(`${option} must be a whole number from ${least} to ${most}`)
}

function seconds(value: number, option: string): number {
  if (typeof value === 'number' && value > 0 && value <= LONGEST_TIMEOUT) return value
  throw invalid(`${option} must be a number of seconds above 0 and at most ${LONGEST_TIMEOUT}`)
}

function invalid(message: string): CoterieError {
  return new CoterieError('INVALID_OPTION', message)
}
