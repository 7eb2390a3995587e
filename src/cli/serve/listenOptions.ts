import type { AuthenticationOptions, ListenOptions, NodeListenOptions } from '../../network/RpcAccess.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import type { NetworkPlan } from './NetworkPlan.ts'
import { asksForTokens } from './protectApis.ts'

/** First port of nodes that the plan does not know: those of a data path that was made otherwise. */
const FIRST_PORT = 20_000

/** How the nodes of a network listen; `undefined`: not at all. @param names of all its nodes, in order. */
export function listenOptions(
  names: readonly string[],
  plan: NetworkPlan,
  { settings, isGiven }: ResolvedSettings<NodeSettings>,
): ListenOptions | undefined {
  if (!settings.rpcHttpEnabled && !settings.rpcWsEnabled) return undefined
  const host = (own: 'rpcHttpHost' | 'rpcWsHost'): string => {
    return isGiven(own) ? settings[own] : (settings.host ?? settings[own])
  }
  const authentication = authenticationOptions(settings)
  return {
    nodes: Object.fromEntries(names.map((name, index) => [name, portsOf(name, index, plan, settings)])),
    hostAllowlist: settings.hostAllowlist,
    privacyEnabled: settings.privacyEnabled,
    web3jCompatible: settings.web3jCompatible,
    http: {
      host: host('rpcHttpHost'),
      apis: settings.rpcHttpApi,
      authentication: authentication.http,
      methodsNoAuth: settings.rpcHttpApiMethodsNoAuth,
      corsOrigins: settings.rpcHttpCorsOrigins,
      maxActiveConnections: settings.rpcHttpMaxActiveConnections,
      maxBatchSize: settings.rpcHttpMaxBatchSize,
      maxRequestContentLength: settings.rpcHttpMaxRequestContentLength,
      timeoutSeconds: settings.httpTimeoutSeconds,
      prettyPrint: settings.jsonPrettyPrintEnabled,
    },
    ws: {
      host: host('rpcWsHost'),
      apis: settings.rpcWsApi,
      authentication: authentication.ws,
      methodsNoAuth: settings.rpcWsApiMethodsNoAuth,
      maxActiveConnections: settings.rpcWsMaxActiveConnections,
      maxFrameSize: settings.rpcWsMaxFrameSize,
      timeoutSeconds: settings.wsTimeoutSeconds,
    },
  }
}

function authenticationOptions(settings: NodeSettings): Record<'http' | 'ws', AuthenticationOptions | false> {
  const { http, ws } = asksForTokens(settings)
  const options = (kind: 'Http' | 'Ws'): AuthenticationOptions => {
    const credentialsFile = settings[`rpc${kind}AuthenticationCredentialsFile`]
    const publicKeyFile = settings[`rpc${kind}AuthenticationJwtPublicKeyFile`]
    return {
      ...(credentialsFile === undefined ? {} : { credentialsFile }),
      ...(publicKeyFile === undefined ? {} : { publicKeyFile }),
      algorithm: settings[`rpc${kind}AuthenticationJwtAlgorithm`],
    }
  }
  return { http: http && options('Http'), ws: ws && options('Ws') }
}

function portsOf(name: string, index: number, plan: NetworkPlan, settings: NodeSettings): NodeListenOptions {
  const planned = plan.nodes.find((node) => node.name === name)
  const httpPort = planned?.httpPort ?? FIRST_PORT + 2 * index
  const wsPort = planned?.wsPort ?? FIRST_PORT + 2 * index + 1
  return { httpPort: settings.rpcHttpEnabled && httpPort, wsPort: settings.rpcWsEnabled && wsPort }
}
