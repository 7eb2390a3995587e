/** A group with a history that a newcomer is about to be added to, the same bytes in every network. */
import type { Group } from '../../../src/network/Group.ts'
import type { Network } from '../../../src/network/Network.ts'
import type { NetworkNode } from '../../../src/network/NetworkNode.ts'
import type { NetworkOptions } from '../../../src/network/options.ts'
import { decodeStateDump } from '../../../src/network/stateDump.ts'
import { type Hex, fromBase64, toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { toStateRoot } from '../../../src/primitives/identifiers.ts'
import { type HistoryBlobEntry, decodeHistoryBlob, encodeHistoryBlob } from '../../../src/transaction/historyBlob.ts'
import {
  LOCK,
  PROXY,
  founded,
  handleOf,
  installing,
  manualNetwork,
  mined,
  submitted,
  submittedAdd,
  word,
} from '../../node/scenes.ts'

/** Stores the second word of its input under the first, and logs it. */
const STORE = installing('602035600035556020600060003760206000a000')
/** Transactions in each block of the middle of the history. */
export const BLOCKS: readonly number[] = [1, 3, 0, 2, 1, 0, 0, 4, 1, 2]

export interface JoinScene {
  readonly network: Network
  readonly alice: NetworkNode
  readonly bob: NetworkNode
  readonly carol: NetworkNode
  readonly group: Group
  readonly contract: Hex
}

/** A group of alice with a contract that `BLOCKS` have used, unlocked. */
export async function joinScene(options: NetworkOptions = {}, blocks: readonly number[] = BLOCKS): Promise<JoinScene> {
  const network = await manualNetwork({ nodes: ['alice', 'bob', 'carol'], ...options })
  const [alice, bob, carol] = [network.node('alice'), network.node('bob'), network.node('carol')]
  const group = await founded(alice, network, ['alice'])
  const { address: contract } = await group.deploy({ bytecode: STORE })
  await network.mine()
  const scene = { network, alice, bob, carol, group, contract }
  for (const count of blocks) await storeInOneBlock(scene, count)
  return scene
}

/** Mines a block with so many transactions of the group. */
export async function storeInOneBlock({ network, group, contract }: JoinScene, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await submitted(group, { to: contract, data: stored(i + 1, count) })
  await network.mine()
}

/** Call data that store a value in a slot. */
export const stored = (slot: number, value: number): Hex => `${word(BigInt(slot))}${word(BigInt(value)).slice(2)}`

/** Locks the group and submits the add; gives the handle of the history that goes with it. */
export async function waitingAdd({ network, group }: JoinScene, newcomer: NetworkNode) {
  await mined(network, group, { to: PROXY, data: LOCK })
  const marker = await submittedAdd(group, [newcomer])
  return handleOf(network, marker, 'blob')
}

/** Adds a node in one block, and tells how it replayed. */
export async function added(scene: JoinScene, newcomer: NetworkNode) {
  await waitingAdd(scene, newcomer)
  const { reports } = await scene.network.mine()
  const report = reports.get(newcomer.name)
  if (report?.imported !== true) throw report?.error ?? new RangeError('no report')
  return report.replays[0]
}

/** Changes the history that waits in the enclave of a node. */
export async function rewrite(
  node: NetworkNode,
  handle: Uint8Array,
  change: (history: readonly HistoryBlobEntry[]) => readonly HistoryBlobEntry[],
): Promise<readonly HistoryBlobEntry[]> {
  const name = toBase64(handle)
  const history = decodeHistoryBlob(fromBase64((await node.enclave.receive(name)).payload))
  await node.enclave.faults.corrupt(name, toBase64(encodeHistoryBlob(change(history))))
  return history
}

/** The history with another root after the transactions at some positions. */
export const withWrongRoots =
  (isWrong: (position: number) => boolean) =>
  (history: readonly HistoryBlobEntry[]): readonly HistoryBlobEntry[] =>
    history.map((entry, position) =>
      isWrong(position) ? { ...entry, stateRoot: toStateRoot(new Uint8Array(32).fill(7)) } : entry,
    )

/** Everything that a node has stored, as text. */
export async function contentsOf(network: Network, name: string): Promise<Record<string, string>> {
  const dump = decodeStateDump(await network.dumpState())
  const entries = dump.nodes.find((node) => node.name === name)?.entries ?? []
  return Object.fromEntries(entries.map(([key, value]) => [toHex(key), toHex(value)]))
}
