import { type Hex, type Network, type NetworkNode, type Provider, createNetwork } from '../../../src/index.ts'
import { createEnclaveKeyPair } from '../../../src/enclave/enclaveKeys.ts'
import type { MultiTenancyRules } from '../../../src/node/MultiTenancy.ts'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { toBase64 } from '../../../src/primitives/bytes.ts'
import { type Place, STANDINGS, type Standing } from '../../../src/rpc/tenancy/accessMatrix.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'

/** A block with the marker that it holds. */
export interface Moment {
  readonly block: Hex
  readonly number: bigint
  readonly marker: Hex
}

/** A node with five tenants and the life of a group on it, up to the moment that everything in the access matrix is true. */
export class TenantScene {
  readonly network: Network
  readonly node: NetworkNode
  readonly group: string
  /** Groups that each tenant has for itself. */
  readonly ownGroups: Readonly<Record<Standing, string>>
  readonly emitter: Hex
  /** By standing: the removal of the one that was added again is another one. */
  readonly moments: (standing: Standing, place: Place) => Moment
  /** Filters and subscriptions that each tenant made, where it could, while the first three were members. */
  readonly filters: Readonly<Record<Standing, string>>
  readonly subscriptions: Readonly<Record<Standing, string>>
  /** Messages of subscriptions to each tenant. */
  readonly heard: Readonly<Record<Standing, unknown[]>>

  private constructor(parts: Omit<TenantScene, 'provider' | 'ask' | typeof Symbol.asyncDispose>) {
    this.network = parts.network
    this.node = parts.node
    this.group = parts.group
    this.ownGroups = parts.ownGroups
    this.emitter = parts.emitter
    this.moments = parts.moments
    this.filters = parts.filters
    this.subscriptions = parts.subscriptions
    this.heard = parts.heard
  }

  static async open(multiTenancyRules: MultiTenancyRules): Promise<TenantScene> {
    const network = await createNetwork({
      nodes: { alice: { enclaveKeys: Object.values(KEYS), multiTenancy: true } },
      multiTenancyRules,
    })
    const node = network.node('alice')
    const ownGroups = {} as Record<Standing, string>
    for (const standing of standings) {
      ownGroups[standing] = (await node.createGroup({ members: [KEYS.member, KEYS[standing]] })).id
    }
    const beforeGroup = { block: network.head.hash, number: network.head.number, marker: NO_MARKER }
    const id = toBase64(keccak256(new TextEncoder().encode('the group')))
    // Whoever makes a filter before there is a group makes it as one who may.
    const filters = await everybody((standing) =>
      network.provider('alice', KEYS[standing]).request({ method: 'priv_newFilter', params: [id, {}] }),
    )
    const heard = Object.fromEntries(standings.map((standing) => [standing, []])) as unknown as Record<
      Standing,
      unknown[]
    >
    const subscriptions = await everybody((standing) => {
      const provider = network.provider('alice', KEYS[standing])
      provider.on('message', ({ data }) => heard[standing].push(data))
      return provider.request({ method: 'priv_subscribe', params: [id, 'logs', {}] })
    })
    const moment = ({ marker }: { readonly marker: Hex }): Moment => {
      const { hash: block, number } = network.head
      return { block, number, marker }
    }
    const group = await node.createGroup({ id, members: [KEYS.member, KEYS.removed, KEYS.readded] })
    const contract = await group.deploy(emitterContract)
    const before = moment(await contract.send('store', [1n]))
    await group.add(KEYS.added)
    const newcomer = network.provider('alice', KEYS.added)
    filters.added = String(await newcomer.request({ method: 'priv_newFilter', params: [id, {}] }))
    subscriptions.added = String(await newcomer.request({ method: 'priv_subscribe', params: [id, 'logs', {}] }))
    const removal = moment(await group.remove(KEYS.removed))
    const otherRemoval = moment(await group.remove(KEYS.readded))
    const after = moment(await contract.send('store', [2n]))
    await group.add(KEYS.readded)
    const head = moment(await contract.send('store', [3n]))
    const places = { beforeGroup, before, removal, after, head }
    return new TenantScene({
      network,
      node,
      group: group.id,
      ownGroups,
      emitter: contract.address,
      filters,
      subscriptions,
      heard,
      moments: (standing, place) => (standing === 'readded' && place === 'removal' ? otherRemoval : places[place]),
    })
  }

  provider(standing: Standing): Provider {
    return this.network.provider('alice', KEYS[standing])
  }

  /** @throws {ProviderRpcError}. */
  ask(standing: Standing, method: string, ...params: readonly unknown[]): Promise<unknown> {
    return this.provider(standing).request({ method, params })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.network.close()
  }
}

const standings = Object.keys(STANDINGS) as Standing[]
const NO_MARKER: Hex = `0x${'00'.repeat(32)}`
const emitterContract = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** Enclave keys of the tenants, base64. */
export const KEYS: Readonly<Record<Standing, string>> = Object.fromEntries(
  standings.map((standing) => {
    const seed = keccak256(new TextEncoder().encode(`tenant ${standing}`))
    return [standing, toBase64(createEnclaveKeyPair({ type: 'nacl', seed }).publicKey)]
  }),
) as Record<Standing, string>

async function everybody(make: (standing: Standing) => Promise<unknown>): Promise<Record<Standing, string>> {
  const made = {} as Record<Standing, string>
  for (const standing of standings) made[standing] = String(await make(standing))
  return made
}
