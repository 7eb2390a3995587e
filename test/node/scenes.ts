/** Small networks with manual mining, and the moves that scenarios are made of. */
import { keccak256 } from '../../src/crypto/keccak.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import type { Group } from '../../src/network/Group.ts'
import type { Network } from '../../src/network/Network.ts'
import type { NetworkNode } from '../../src/network/NetworkNode.ts'
import { createNetwork } from '../../src/createNetwork.ts'
import type { NetworkOptions } from '../../src/network/options.ts'
import type { ImportReport } from '../../src/node/ImportReport.ts'
import { type Hex, fromBase64, fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { type PayloadHandle, toEnclaveKey, toPayloadHandle } from '../../src/primitives/identifiers.ts'
import { markerData, signMarkerTransaction } from '../../src/transaction/markerTransaction.ts'

export const PROXY: Hex = `0x${'7c'.padStart(40, '0')}`
export const LOCK: Hex = '0xf83d08ba'
export const UNLOCK: Hex = '0xa69df4b5'
export const GET_PARTICIPANTS: Hex = '0x5aa68ac0'

/** A network with manual mining. */
export function manualNetwork(options: NetworkOptions = {}): Promise<Network> {
  return createNetwork({ mining: 'manual', ...options })
}

/** Creates a group and mines it. */
export async function founded(
  node: NetworkNode,
  network: Network,
  members: readonly string[],
  id?: string,
): Promise<Group> {
  const group = await node.createGroup({ members, ...(id === undefined ? {} : { id }) })
  await network.mine()
  return group
}

/** Submits without mining; gives the marker. */
export async function submitted(group: Group, request: Parameters<Group['send']>[0]): Promise<Hex> {
  return (await group.send({ check: false, ...request })).marker
}

/** Submits an add as it is: no lock before, nothing checked. */
export function submittedAdd(
  group: Group,
  members: readonly NetworkNode[],
  options: { nonce?: bigint } = {},
): Promise<Hex> {
  const keys = members.map(({ enclaveKey }) => toEnclaveKey(fromBase64(enclaveKey)))
  return submitted(group, { to: PROXY, data: toHex(encodeParticipants(keys, 'v2')), ...options })
}

/** Submits and mines alone. */
export async function mined(network: Network, group: Group, request: Parameters<Group['send']>[0]): Promise<Hex> {
  const marker = await submitted(group, request)
  await network.mine({ transactions: [marker] })
  return marker
}

/** The report of a node about the next block. */
export async function nextReport(
  network: Network,
  node: string,
  transactions?: readonly string[],
): Promise<ImportReport> {
  const { reports } = await network.mine(transactions === undefined ? {} : { transactions })
  const report = reports.get(node)
  if (report === undefined) throw new RangeError(`no report of ${node}`)
  return report
}

let markers = 0n

/** Puts a marker for handles into the pool, signed by a key of its own; gives its hash. */
export async function sendMarker(network: Network, handle: PayloadHandle, blobHandle?: PayloadHandle): Promise<Hex> {
  const privateKey = keccak256(toWord(++markers))
  const { raw } = signMarkerTransaction({
    nonce: 0n,
    gasPrice: 0n,
    gasLimit: 100_000n,
    data: markerData(handle, blobHandle),
    privateKey,
  })
  return (await network.sendRawTransaction(raw)).hash
}

/** Puts a text into enclaves as if `from` had sent it; gives its handle. */
export async function plant(
  payload: string,
  nodes: readonly NetworkNode[],
  senderKey: string | null = nodes[0]?.enclaveKey ?? null,
): Promise<PayloadHandle> {
  const handle = toPayloadHandle(keccak256(new TextEncoder().encode(payload)))
  for (const { enclave } of nodes) await enclave.put({ handle, payload, senderKey })
  return handle
}

/** Handle in the data of a waiting marker: of the envelope, or of the history blob. */
export function handleOf(network: Network, marker: Hex, part: 'envelope' | 'blob' = 'envelope'): PayloadHandle {
  const data = network.pending.find(({ hash }) => hash === marker)?.data ?? '0x'
  const bytes = fromHex(data)
  return toPayloadHandle(part === 'envelope' ? bytes.slice(0, 32) : bytes.slice(32, 64))
}

/** Init code that installs runtime code. */
export const installing = (runtime: string): Hex => {
  const code = runtime.replaceAll(' ', '')
  return `0x61${(code.length / 2).toString(16).padStart(4, '0')}80600c6000396000f3${code}`
}
export const word = (value: bigint): Hex => toHex(toWord(value))
