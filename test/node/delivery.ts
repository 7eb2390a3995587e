/** Blocks of one network, delivered to the nodes of others: to all of them together, and to each alone. */
import { expect } from 'vitest'
import type { ForeignPayload } from '../../src/enclave/ForeignPayload.ts'
import type { Network } from '../../src/network/Network.ts'
import type { NetworkOptions } from '../../src/network/options.ts'
import type { ImportReport } from '../../src/node/ImportReport.ts'
import { type Hex, toHex } from '../../src/primitives/bytes.ts'
import { manualNetwork } from './scenes.ts'

/** A block, and what is put into enclaves before it comes. */
export interface Delivery {
  readonly rlp: Hex
  readonly payloads: readonly { readonly node: string; readonly payload: ForeignPayload }[]
  /** Nodes that get the block at once, in this order; the others get it with a later one. Default all, as in the network. */
  readonly order?: readonly string[]
  /** Nodes that never get it. Default none. */
  readonly never?: readonly string[]
}

/** What deliveries begin with: options of the network, and a dump that it loads. */
export interface Beginning {
  readonly options: NetworkOptions
  readonly dump?: Uint8Array
}

/** A block of a network (hash, hex) with what its nodes' enclaves have of it. */
export async function recorded(network: Network, hash: Hex): Promise<Delivery> {
  const payloads: Delivery['payloads'][number][] = []
  for (const { handle, historyHandle } of network.nodes[0]?.markersOf(hash) ?? []) {
    for (const wanted of historyHandle === undefined ? [handle] : [handle, historyHandle]) {
      for (const { name: node, enclave } of network.nodes) {
        const received = await enclave.receive(wanted).catch(() => undefined)
        if (received === undefined) continue
        const { payload, senderKey, privacyGroupId } = received
        const group = privacyGroupId === undefined ? {} : { privacyGroupId }
        payloads.push({ node, payload: { handle: wanted, payload, senderKey, ...group } })
      }
    }
  }
  return { rlp: network.blockRlp(hash), payloads }
}

/** Mines what waits, or these transactions, and records the block. */
export async function minedDelivery(network: Network, transactions?: readonly string[]): Promise<Delivery> {
  const { block } = await network.mine(transactions === undefined ? {} : { transactions })
  return recorded(network, block.hash)
}

/** A delivery in which one node's enclave has something else under a handle (base64), or nothing. */
export function altered(
  delivery: Delivery,
  node: string,
  handle: string,
  change: (payload: ForeignPayload) => ForeignPayload | undefined,
): Delivery {
  const payloads = delivery.payloads.flatMap((put) => {
    if (put.node !== node || put.payload.handle !== handle) return [put]
    const payload = change(put.payload)
    return payload === undefined ? [] : [{ node, payload }]
  })
  return { ...delivery, payloads }
}

/** Delivers blocks to some nodes of a network of their own. @returns what they reported, and what the stores of all hold. */
export async function deliver({ options, dump }: Beginning, deliveries: readonly Delivery[], names: readonly string[]) {
  await using network = await manualNetwork(options)
  if (dump !== undefined) await network.loadState(dump)
  const reports: Record<string, unknown[]> = {}
  const next = new Map<string, number>()
  const catchUp = async (name: string, last: number): Promise<void> => {
    for (let index = next.get(name) ?? 0; index <= last; index++) {
      const { rlp = '0x', never = [] } = deliveries[index] ?? {}
      if (!never.includes(name)) {
        const report = (await network.importBlock(rlp, [name])).reports.get(name)
        ;(reports[name] ??= []).push(report && timeless(report))
        if (report?.imported !== true) return
      }
      next.set(name, index + 1)
    }
  }
  for (const [index, { payloads, order = names }] of deliveries.entries()) {
    for (const { node, payload } of payloads) await network.node(node).enclave.put(payload)
    for (const name of order) if (names.includes(name)) await catchUp(name, index)
  }
  for (const name of names) await catchUp(name, deliveries.length - 1)
  const contents: Record<string, Record<string, string>> = {}
  for (const [index, { name }] of network.nodes.entries()) {
    const entries = (await network.parts.stores.nodes[index]?.contents()) ?? []
    contents[name] = Object.fromEntries(entries.map(([key, value]) => [toHex(key), toHex(value)]))
  }
  return { reports, contents }
}

/**
 * Delivers blocks to nodes together, and expects each to report and to have stored what it does alone.
 * @returns what they reported.
 */
export async function expectAsAlone(
  beginning: Beginning,
  deliveries: readonly Delivery[],
  names: readonly string[],
): Promise<Record<string, unknown[]>> {
  const together = await deliver(beginning, deliveries, names)
  for (const name of names) {
    const alone = await deliver(beginning, deliveries, [name])
    expect(together.reports[name]).toEqual(alone.reports[name])
    expect(together.contents[name]).toEqual(alone.contents[name])
  }
  return together.reports
}

function timeless({ error, replays, ...rest }: ImportReport): unknown {
  const reports = replays.map(({ milliseconds, ...replay }) => (expect(milliseconds).toBeGreaterThanOrEqual(0), replay))
  return { ...rest, error: error?.message, replays: reports }
}
