import type { ListenOptions, NetworkServers, NodeEndpoint } from '../network/RpcAccess.ts'
import type { NetworkRpc } from '../rpc/NetworkRpc.ts'
import { RpcService, type RpcServiceOptions } from '../rpc/RpcService.ts'
import { type NetworkKey, networkKey } from './authentication/networkKey.ts'
import { type ServiceAuthentication, serviceAuthentication } from './authentication/serviceAuthentication.ts'
import { requireTokensOfTenants } from './authentication/tenantsNeedTokens.ts'
import { type Address, hostInUrl } from './bind.ts'
import { HttpServer } from './HttpServer.ts'
import { type NodePorts, nodePorts } from './nodePorts.ts'
import { type ServerSettings, serverSettings } from './serverSettings.ts'
import { SOCKET_LIMITS } from './SocketLimits.ts'
import { WsServer } from './WsServer.ts'

/**
 * Starts the servers of a network: all or none.
 * @throws {CoterieError} `PORT_IN_USE`, `INVALID_OPTION`.
 */
export async function listen(rpc: NetworkRpc, options: ListenOptions): Promise<NetworkServers> {
  const settings = serverSettings(options)
  requireTokensOfTenants(rpc.network, options)
  const key = (): NetworkKey => networkKey(rpc.network)
  const authentication = {
    http: await serviceAuthentication(options, 'http', key),
    ws: await serviceAuthentication(options, 'ws', key),
  }
  const ports = nodePorts(
    rpc.network.nodes.map(({ name }) => name),
    options.nodes,
  )
  const servers = new NodeServers(rpc, settings, authentication)
  try {
    const nodes: NodeEndpoint[] = []
    for (const node of ports) nodes.push(await servers.start(node))
    const close = (): Promise<void> => servers.close()
    return { nodes, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await servers.close()
    throw error
  }
}

/** How the servers of each kind find out who asks; `undefined`: everybody may. */
type AuthenticationOfKinds = Readonly<Record<'http' | 'ws', ServiceAuthentication | undefined>>

/** The servers of a network, one HTTP and one WebSocket server a node. */
class NodeServers {
  readonly #rpc: NetworkRpc
  readonly #settings: ServerSettings
  readonly #authentication: AuthenticationOfKinds
  readonly #running: (HttpServer | WsServer)[] = []

  constructor(rpc: NetworkRpc, settings: ServerSettings, authentication: AuthenticationOfKinds) {
    this.#rpc = rpc
    this.#settings = settings
    this.#authentication = authentication
  }

  async start({ name, http, ws }: NodePorts): Promise<NodeEndpoint> {
    const url = http === undefined ? undefined : await this.#start(this.#http(name), name, 'HTTP', http)
    const wsUrl = ws === undefined ? undefined : await this.#start(this.#ws(name), name, 'WebSocket', ws)
    this.#rpc.node(name).logger.debug('listening', { url, wsUrl })
    return { name, url, wsUrl }
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.map((server) => server.close()))
  }

  #http(name: string): HttpServer {
    const { host: _, groups, maxBatchSize, prettyPrint, ...rest } = this.#settings.http
    const rpc = this.#rpc.node(name)
    const { timeoutSeconds } = rest
    const authentication = this.#authentication.http
    const noAuthMethods = authentication?.noAuthMethods
    return new HttpServer(
      this.#service(name, { transport: 'http', groups, maxBatchSize, prettyPrint, timeoutSeconds, noAuthMethods }),
      {
        ...rest,
        authentication: authentication?.create(rpc.logger),
        hosts: this.#settings.hosts,
        health: { blocksBehind: () => rpc.network.head.number - rpc.node.head.number },
        logger: rpc.logger,
        limits: SOCKET_LIMITS,
      },
    )
  }

  #ws(name: string): WsServer {
    const { groups, maxActiveConnections, maxFrameSize, timeoutSeconds } = this.#settings.ws
    const rpc = this.#rpc.node(name)
    const authentication = this.#authentication.ws
    const noAuthMethods = authentication?.noAuthMethods
    return new WsServer(this.#service(name, { transport: 'ws', groups, timeoutSeconds, noAuthMethods }), {
      authentication: authentication?.create(rpc.logger),
      hosts: this.#settings.hosts,
      maxActiveConnections,
      maxFrameSize,
      logger: rpc.logger,
      limits: SOCKET_LIMITS,
    })
  }

  #service(name: string, options: RpcServiceOptions): RpcService {
    const { privacyEnabled, web3jCompatible } = this.#settings
    return new RpcService(this.#rpc.node(name), { ...options, privacyEnabled, web3jCompatible })
  }

  async #start(server: HttpServer | WsServer, node: string, kind: Address['kind'], port: number): Promise<string> {
    const { host } = kind === 'HTTP' ? this.#settings.http : this.#settings.ws
    const actual = await server.listen({ node, kind, host, port })
    this.#running.push(server)
    return `${kind === 'HTTP' ? 'http' : 'ws'}://${reachable(host)}:${actual}`
  }
}

/** Host of a URL at which a server on this interface answers: that of the machine itself for all interfaces. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return hostInUrl(host)
}
