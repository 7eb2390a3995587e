/** Networks that were recorded of Besu, joined in each way: the stores are those of a replay once histories are complete. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { ImportReports } from '../../../src/index.ts'
import { DEFAULT_ENGINE } from '../../../src/execution/createEngine.ts'
import { BESU_JOIN, type JoinSettings } from '../../../src/replay/join/JoinSettings.ts'
import { deliver } from '../../conformance/deliver.ts'
import { EnclaveSupply } from '../../conformance/EnclaveSupply.ts'
import type { FlowRecording } from '../../conformance/flowRecording.ts'
import { openFlowNetwork } from '../../conformance/openFlowNetwork.ts'
import { readRecording } from '../../conformance/readRecording.ts'
import { contentsOf } from './joinScene.ts'

const folder = (path: string): string => fileURLToPath(new URL(`../../../${path}/`, import.meta.url))
const FLOWS = folder('test/recordings/flows')

function readFlow(path: string): FlowRecording {
  const recording = readRecording(path)
  if (recording.kind !== 'flow') throw new RangeError(`${path} is no flow`)
  return recording.flow
}

/** Delivers a flow to nodes that join in some way; completes all histories in the end. */
async function played(flow: FlowRecording, join: JoinSettings) {
  await using network = await openFlowNetwork(flow, DEFAULT_ENGINE)
  for (const node of network.nodes) Object.assign(node.context.settings, { join })
  const supply = new EnclaveSupply(network, flow.payloads)
  const deliveries = []
  for (const [index, block] of flow.blocks.entries()) {
    await supply.before(index + 1)
    deliveries.push(summary(await deliver(network, block)))
  }
  const roots = network.nodes.flatMap((node) => node.groups().map((id) => [node.name, id, node.stateRoot(id)] as const))
  const contents = []
  for (const node of network.nodes) {
    // Also what a refused block has left behind.
    for (const id of flow.groups) await node.completeHistory(id)
    contents.push(await contentsOf(network, node.name))
  }
  return { deliveries, roots, contents }
}

const summary = (reports: ImportReports) =>
  [...reports].map(([node, { imported, error, markers, replays }]) => ({
    node,
    imported,
    error: error?.code,
    markers,
    replays: replays.map(({ marker, group, blocks, bytes, root }) => ({ marker, group, blocks, bytes, root })),
  }))

const WAYS: readonly (readonly [string, JoinSettings])[] = [
  ['replay-final', { ...BESU_JOIN, strategy: 'replay-final' }],
  ['replay-final, block by block', { ...BESU_JOIN, strategy: 'replay-final', check: 'block' }],
  ['snapshot', { ...BESU_JOIN, strategy: 'snapshot', checkpointEvery: 2 }],
]

/** Histories that Besu cannot replay: a transaction reads what is on the public chain before it in its block. */
const UNREPLAYABLE = ['d10-public-dependency-in-block.json.gz', 'd12-marker-sender-dependency.json.gz']

describe.each(readdirSync(FLOWS).filter((name) => /^([bcdgr]|e07)/.test(name)))('%s', (name) => {
  const flow = readFlow(`${FLOWS}${name}`)
  let plain: ReturnType<typeof played> | undefined
  const ways = WAYS.filter(([way]) => way !== 'snapshot' || !UNREPLAYABLE.includes(name))
  it.each(ways)('FP-152 by %s', { timeout: 60_000 }, async (_, join) => {
    plain ??= played(flow, BESU_JOIN)
    expect(await played(flow, join)).toEqual(await plain)
  })
})

it.each(UNREPLAYABLE)('FP-155 %s can be joined by snapshot; completing it finds what a replay finds', async (name) => {
  const [, settings] = WAYS[2] ?? []
  const result = played(readFlow(`${FLOWS}${name}`), settings ?? BESU_JOIN)
  await expect(result).rejects.toMatchObject({ code: 'REPLAY_ROOT_MISMATCH' })
})

it.each(WAYS)('FP-152 a thousand transfers in blocks of a hundred, by %s', { timeout: 120_000 }, async (_, join) => {
  const flow = readFlow(`${folder('bench/recordings')}erc20-1k-100pb.json.gz`)
  const { roots, deliveries } = await played(flow, { ...join, checkpointEvery: 300 })
  expect(deliveries.flat().every(({ imported }) => imported)).toBe(true)
  expect(deliveries.flat().flatMap(({ replays }) => replays).length).toBeGreaterThan(0)
  for (const [name, id, root] of roots) expect(root).toBe(flow.final[name]?.roots[id]?.at(-1))
})
