import type { Network } from '../../src/index.ts'
import { API_GROUPS } from '../../src/rpc/apiGroups.ts'
import type { JsonValue } from '../../src/rpc/JsonRpc.ts'
import { NetworkRpc } from '../../src/rpc/NetworkRpc.ts'
import { RpcService, type RpcServiceOptions } from '../../src/rpc/RpcService.ts'

/** A service whose method `net_version` takes until the test says so. */
export class GatedService extends RpcService {
  readonly #waiting: (() => void)[] = []
  readonly #arrivals: (() => void)[] = []
  #arrived = 0
  #released = false

  /** Settles when so many calls wait. */
  async arrived(count: number): Promise<void> {
    while (this.#arrived < count) await new Promise<void>((resolve) => this.#arrivals.push(resolve))
  }

  /** How many calls have waited so far. */
  get count(): number {
    return this.#arrived
  }

  /** Lets the calls that wait go on; the last one first when told so. */
  open(order: 'first' | 'last' = 'first'): void {
    const waiting = this.#waiting.splice(0)
    for (const go of order === 'first' ? waiting : waiting.reverse()) go()
  }

  /** Lets all calls go on, also those that come later. */
  release(): void {
    this.#released = true
    this.open()
  }

  override async call(method: string, ...rest: [unknown, ...never[]]): Promise<JsonValue> {
    if (method === 'net_version' && !this.#released) {
      const opened = new Promise<void>((resolve) => this.#waiting.push(resolve))
      this.#arrived++
      for (const arrival of this.#arrivals.splice(0)) arrival()
      await opened
    }
    return super.call(method, ...rest)
  }
}

/** A gated service of a network's first node. */
export function gatedService(network: Network, options: Omit<RpcServiceOptions, 'groups'>): GatedService {
  const rpc = new NetworkRpc(network).node(network.nodes[0]?.name ?? '')
  return new GatedService(rpc, { groups: API_GROUPS, ...options })
}
