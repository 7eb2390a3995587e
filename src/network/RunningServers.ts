import { CoterieError } from '../errors/CoterieError.ts'
import type { ListenOptions, NetworkServers, NodeEndpoint, RpcAccess } from './RpcAccess.ts'

/** The servers of a network: one set at a time, from when its start begins until all of it has been closed. */
export class RunningServers {
  readonly #access: RpcAccess
  #current: Promise<NetworkServers> | undefined
  #endpoints: readonly NodeEndpoint[] = []
  #networkCloses = false

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
    let closing: Promise<void> | undefined
    const close = (): Promise<void> => {
      closing ??= this.#stop(servers)
      return closing
    }
    return { nodes: servers.nodes, close, [Symbol.asyncDispose]: close }
  }

  async #stop(servers: NetworkServers): Promise<void> {
    this.#endpoints = []
    await servers.close()
    this.#current = undefined
  }
}
