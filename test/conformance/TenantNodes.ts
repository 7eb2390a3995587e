import type { EngineName, Network } from '../../src/index.ts'
import { API_GROUPS } from '../../src/rpc/apiGroups.ts'
import type { Caller } from '../../src/rpc/Call.ts'
import { NetworkRpc } from '../../src/rpc/NetworkRpc.ts'
import { RpcService } from '../../src/rpc/RpcService.ts'
import { deliver } from './deliver.ts'
import { EnclaveSupply } from './EnclaveSupply.ts'
import type { FlowRecording } from './flowRecording.ts'
import { ALL_KEYS, openTenantNetwork } from './openFlowNetwork.ts'
import type { RpcLine } from './rpcRecording.ts'
import { SubmissionUndo } from './SubmissionUndo.ts'

/** Name in the recordings of the node that has all keys. */
export const EXTRA_NODE = '*'

/** How a recorded user reaches the extra node of a network. @param body JSON. @returns the body of the answer. */
export type AskAsUser = (network: Network, user: RpcLine['user'], body: string) => Promise<string>

/** What {@link TenantNodes} are made of. */
interface TenantParts {
  readonly flow: FlowRecording
  /** The nodes that have one key each. */
  readonly network: Network
  readonly engine: EngineName
  readonly markerKey: string
  /** Default: in process, as an HTTP server would. The other nodes are always asked so. */
  readonly askExtra?: AskAsUser | undefined
}

/** The nodes of a flow as nodes of several tenants, by the rules of Besu's source, and one more that has all keys. */
export class TenantNodes {
  readonly #extra: Network
  readonly #supply: EnclaveSupply
  readonly #undo: SubmissionUndo
  readonly #services: ReadonlyMap<string, RpcService>
  readonly #askExtra: AskAsUser | undefined

  private constructor({ flow, network, askExtra }: TenantParts, extra: Network) {
    this.#extra = extra
    this.#supply = new EnclaveSupply(extra, flow.payloads)
    this.#undo = new SubmissionUndo(extra)
    this.#askExtra = askExtra
    this.#services = new Map([...servicesOf(network), ...servicesOf(extra)])
  }

  static async open(parts: TenantParts): Promise<TenantNodes> {
    return new TenantNodes(parts, await openTenantNetwork(parts.flow, parts.engine, parts.markerKey))
  }

  /** Gives a block to the extra node. @param delivery counted from 1. */
  async deliver(block: FlowRecording['blocks'][number], delivery: number): Promise<void> {
    await this.#supply.before(delivery)
    await deliver(this.#extra, { ...block, nodes: [ALL_KEYS], enclaveDown: [] })
  }

  /** @returns the body of the answer. */
  async ask({ node, user }: RpcLine, body: string): Promise<string> {
    const byDefault = async (): Promise<string> => {
      const answer = await this.#services.get(node)?.handle(body, undefined, callerOf(user))
      return answer?.body ?? ''
    }
    const answer =
      (await (node === EXTRA_NODE ? this.#askExtra?.(this.#extra, user, body) : undefined)) ?? (await byDefault())
    await this.#undo.undo()
    return answer
  }

  close(): Promise<void> {
    return this.#extra.close()
  }
}

function servicesOf(network: Network): [string, RpcService][] {
  const rpc = new NetworkRpc(network)
  const options = { transport: 'http', groups: API_GROUPS, multiTenancy: 'besu' } as const
  return network.nodes.map(({ name }) => {
    return [name === ALL_KEYS ? EXTRA_NODE : name, new RpcService(rpc.node(name), options)]
  })
}

/** What the token of a recorded user says. */
function callerOf(user: RpcLine['user']): Caller | undefined {
  if (user === null) return undefined
  return { enclaveKey: user === '' ? undefined : user, authenticated: true, permissions: ['*:*'] }
}
