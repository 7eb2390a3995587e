import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { GenesisJson } from '../../chain/genesis.ts'
import { HARDFORKS, type HardforkName } from '../../chain/hardfork.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import { DecodeError } from '../../errors/DecodeError.ts'
import type { Hex } from '../../primitives/bytes.ts'
import { payloadBytes } from '../../transaction/enclavePayload.ts'
import { decodeHistoryBlob } from '../../transaction/historyBlob.ts'
import { HISTORY_FORMAT, type History, type HistoryDelivery, type HistoryPayload } from './History.ts'
import { DEFAULT_PARAMETERS } from './WorkloadParameters.ts'

/** What is read of a recording in the format `besu-flow/1`. */
interface Flow {
  readonly format: string
  readonly name: string
  readonly fork: string
  readonly genesis: GenesisJson
  readonly blockReward: string
  readonly nodes: Readonly<Record<string, { readonly enclaveKey: string }>>
  readonly groups: readonly string[]
  readonly payloads: readonly {
    readonly handle: string
    readonly from: string
    readonly to: readonly string[]
    readonly payload: string
    readonly beforeBlock: number
    readonly kind: string
  }[]
  readonly blocks: readonly { readonly rlp: Hex; readonly hash: string }[]
  readonly final: Readonly<Record<string, { readonly roots: Readonly<Record<string, readonly (Hex | null)[]>> }>>
}

const HEX = /^0x([0-9a-f]{2})+$/i
const ENDING = /\.json(\.gz)?$/

const NAMED = 'recording of one long history (besu-flow/1)'

/** A recording in the form of a history. */
export interface FlowHistory {
  readonly history: History
  readonly deliveries: () => AsyncGenerator<HistoryDelivery, History>
}

/**
 * Reads a recording of the real Besu: one group, one newcomer, one history blob. What follows the newcomer's block is left
 * out. Roots are Besu's.
 * @param path plain or compressed with gzip.
 * @throws {CoterieError} `NOT_FOUND`; {@link DecodeError}, which names the path, for another kind of file and for a damaged one.
 */
export async function readFlow(path: string): Promise<FlowHistory> {
  const bytes = await readFile(path).catch((cause: unknown) => notFound(path, cause))
  try {
    return historyOf(path, parse(bytes))
  } catch (cause) {
    throw new DecodeError(NAMED, `${path}: ${problemOf(cause)}; name another recording, or get this one again`, {
      cause,
    })
  }
}

/** Name of a recording: that of its file without ending. */
export function flowName(path: string): string {
  return basename(path).replace(ENDING, '')
}

function historyOf(path: string, flow: Flow): FlowHistory {
  const blobs = flow.payloads.filter(({ kind }) => kind === 'blob')
  const [blob] = blobs
  const group = flow.groups[0]
  const named = new Map(Object.entries(flow.nodes).map(([name, { enclaveKey }]) => [enclaveKey, name]))
  const newcomer = blob?.to[0] === undefined ? undefined : named.get(blob.to[0])
  const member = blob === undefined ? undefined : named.get(blob.from)
  if (blob === undefined || blobs.length !== 1 || flow.groups.length !== 1 || group === undefined) {
    throw new DecodeError(NAMED, 'it has not one group and one history blob')
  }
  if (newcomer === undefined || member === undefined) throw new DecodeError(NAMED, 'it does not name who joins')
  const bytes = payloadBytes(blob.payload)
  const entries = decodeHistoryBlob(bytes)
  const root = flow.final[newcomer]?.roots[group]?.[blob.beforeBlock - 1]
  if (root === undefined || root === null) throw new DecodeError(NAMED, "it does not tell the newcomer's root")
  const replayed = entries.filter(({ transaction: { to } }) => to !== undefined && to.slice(0, 19).some((b) => b !== 0))
  const lastBlock = flow.blocks[blob.beforeBlock - 1]?.rlp
  if (lastBlock === undefined) throw new DecodeError(NAMED, 'it has not the block in which the newcomer joins')
  const nodes = [member, newcomer]
  const history: History = {
    format: HISTORY_FORMAT,
    name: flowName(path),
    parameters: { ...DEFAULT_PARAMETERS, ...shapeOf(flow, replayed.length, blob.beforeBlock), seed: 'besu' },
    madeBy: 'besu',
    fork: forkOf(flow),
    genesis: flow.genesis,
    blockReward: BigInt(flow.blockReward).toString(),
    nodes: Object.fromEntries(nodes.map((name) => [name, flow.nodes[name]?.enclaveKey ?? ''])),
    newcomer,
    newcomers: [newcomer],
    member,
    groups: [group],
    accounts: null,
    deliveries: blob.beforeBlock,
    lastBlock,
    transactions: entries.length,
    bytes: bytes.length,
    roots: [root],
  }
  const readersOf = (keys: readonly string[]): string[] =>
    keys.map((key) => named.get(key) ?? '').filter((name) => nodes.includes(name))
  const deliveries = deliveriesOf(flow, history.deliveries, readersOf)
  return {
    history,
    deliveries: async function* () {
      yield* deliveries
      return history
    },
  }
}

/** All at once, so that a damaged recording is found out before any of it is used. */
function deliveriesOf(
  { payloads, blocks }: Flow,
  count: number,
  readersOf: (keys: readonly string[]) => string[],
): HistoryDelivery[] {
  const byBlock = new Map<number, HistoryPayload[]>()
  for (const { handle, from, to, payload, beforeBlock } of payloads) {
    const readers = readersOf([...new Set([from, ...to])])
    const told = { handle, payload, senderKey: from, readers }
    byBlock.set(beforeBlock, [...(byBlock.get(beforeBlock) ?? []), told])
  }
  return blocks.slice(0, count).map(({ rlp }, index) => {
    if (!HEX.test(rlp)) throw new DecodeError(NAMED, `its block ${index + 1} is no bytes`)
    return { rlp, payloads: byBlock.get(index + 1) ?? [] }
  })
}

/** Length, markers a block and empty blocks between, as far as the recording is regular. */
function shapeOf({ payloads }: Flow, n: number, join: number): { n: number; perBlock: number; gap: number } {
  const counts = new Map<number, number>()
  for (const { beforeBlock } of payloads) counts.set(beforeBlock, (counts.get(beforeBlock) ?? 0) + 1)
  const inOrder = [...counts].filter(([block]) => block < join).map(([, count]) => count)
  const perBlock = Math.max(1, ...inOrder)
  const withMarkers = Math.max(1, counts.size - 1)
  return { n, perBlock, gap: Math.round((join - withMarkers) / Math.ceil(n / perBlock)) }
}

/** What is missing from a damaged file can go wrong in any way. */
function problemOf(error: unknown): string {
  if (!(error instanceof DecodeError)) return 'it is damaged'
  const { what, problem } = error.details
  return what === NAMED ? String(problem) : error.message
}

function parse(bytes: Uint8Array): Flow {
  const text = Buffer.from(bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(bytes) : bytes).toString('utf8')
  let flow: Partial<Flow> | null
  try {
    flow = JSON.parse(text) as Partial<Flow> | null
  } catch (cause) {
    throw new DecodeError(NAMED, 'it is no JSON', { cause })
  }
  if (flow?.format !== 'besu-flow/1') throw new DecodeError(NAMED, 'its format is not besu-flow/1')
  return flow as Flow
}

function unzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new DecodeError(NAMED, `it cannot be decompressed (${why})`, { cause })
  }
}

function forkOf({ fork }: Flow): HardforkName {
  const known = HARDFORKS.find((name) => name === fork)
  if (known !== undefined) return known
  throw new DecodeError(NAMED, `its fork ${fork} is not known`)
}

function notFound(path: string, cause: unknown): never {
  throw new CoterieError('NOT_FOUND', `${path} cannot be read; name a recording`, { cause })
}
