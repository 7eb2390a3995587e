import { CoterieError } from '../errors/CoterieError.ts'
import { unixTime } from './clock.ts'
import type { ListenOptions, NetworkServers, NodeEndpoint, RpcAccess, TokenOptions } from './RpcAccess.ts'

/** The servers of a network: one set at a time, from when its start begins until all of it has been closed. */
export class RunningServers {
  readonly #access: RpcAccess
  #current: Promise<NetworkServers> | undefined
  #endpoints: readonly NodeEndpoint[] = []
  #networkCloses = false
  /** Options of the servers that run. */
  #options: ListenOptions | undefined

  constructor(access: RpcAccess) {
    this.#access = access
  }

  /** @throws {CoterieError} `ALREADY_LISTENING`, `PORT_IN_USE`, `INVALID_OPTION`; `CLOSED` when the network is closed meanwhile. */
  async start(options: ListenOptions): Promise<NetworkServers> {
    if (this.#current !== undefined) {
      throw new CoterieError('ALREADY_LISTENING', 'the network listens already; close its servers first')
    }
    const starting = this.#start(options)
    this.#current = starting
    try {
      return await starting
    } catch (error) {
      this.#current = undefined
      throw error
    }
  }

  /** Where a node listens; `undefined` while it does not. */
  endpoint(name: string): NodeEndpoint | undefined {
    return this.#endpoints.find((node) => node.name === name)
  }

  /** Makes a token that the servers take. @throws {CoterieError} `INVALID_ARGUMENT`; `INVALID_OPTION` when they take other tokens only. */
  token(options: TokenOptions): Promise<string> {
    const { authentication, http, ws, tokenTime = unixTime } = this.#options ?? {}
    const services = [http?.authentication ?? authentication, ws?.authentication ?? authentication]
    if (this.#options !== undefined && services.every(takesOtherTokens)) {
      throw new CoterieError(
        'INVALID_OPTION',
        'the servers take no tokens of network.token(): listen with authentication: true, or sign with the key of their files',
      )
    }
    return this.#access.token(options, tokenTime())
  }

  /** Closes what runs or is being started; nothing starts any more. */
  async close(): Promise<void> {
    this.#networkCloses = true
    const servers = await this.#current?.catch(() => undefined)
    await servers?.close()
  }

  async #start(options: ListenOptions): Promise<NetworkServers> {
    const servers = await this.#access.listen(options)
    if (this.#networkCloses) {
      await servers.close()
      throw new CoterieError('CLOSED', 'the network has been closed before its servers were started; create it again')
    }
    this.#endpoints = servers.nodes
    this.#options = options
    let closing: Promise<void> | undefined
    const close = (): Promise<void> => {
      closing ??= this.#stop(servers)
      return closing
    }
    return { nodes: servers.nodes, close, [Symbol.asyncDispose]: close }
  }

  async #stop(servers: NetworkServers): Promise<void> {
    this.#endpoints = []
    this.#options = undefined
    await servers.close()
    this.#current = undefined
  }
}

/** Whether a service has files that say which tokens it takes. */
function takesOtherTokens(authentication: ListenOptions['authentication']): boolean {
  if (typeof authentication !== 'object') return false
  return authentication.credentialsFile !== undefined || authentication.publicKeyFile !== undefined
}
