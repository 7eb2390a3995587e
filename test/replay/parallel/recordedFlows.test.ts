/** Networks that were recorded of Besu, their histories executed in threads: every store ends up with the same bytes. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { DEFAULT_ENGINE } from '../../../src/execution/createEngine.ts'
import { deliver } from '../../conformance/deliver.ts'
import { EnclaveSupply } from '../../conformance/EnclaveSupply.ts'
import type { FlowRecording } from '../../conformance/flowRecording.ts'
import { openFlowNetwork } from '../../conformance/openFlowNetwork.ts'
import { readRecording } from '../../conformance/readRecording.ts'
import { contentsOf } from '../join/joinScene.ts'
import { createThreads, useThreads } from './threadScene.ts'

const FLOWS = fileURLToPath(new URL('../../recordings/flows/', import.meta.url))
const threads = await createThreads()
afterAll(() => threads.end())

/** Delivers a flow; gives what the nodes tell and store. */
async function played(flow: FlowRecording, isThreaded: boolean) {
  await using network = await openFlowNetwork(flow, DEFAULT_ENGINE)
  if (isThreaded) useThreads(network, threads)
  const supply = new EnclaveSupply(network, flow.payloads)
  const told: unknown[] = []
  for (const [index, block] of flow.blocks.entries()) {
    await supply.before(index + 1)
    for (const [node, { imported, error, markers, replays }] of await deliver(network, block)) {
      const timeless = replays.map(({ milliseconds: _, ...rest }) => rest)
      told.push({ node, imported, code: error?.code, message: error?.message, markers, timeless })
    }
  }
  const stored = []
  for (const { name } of network.nodes) stored.push(await contentsOf(network, name))
  return { told, stored }
}

const names = readdirSync(FLOWS).filter((name) => /^([bcdgr]|e07)/.test(name))

it.each(names)('FP-152 %s', { timeout: 60_000 }, async (name) => {
  const recording = readRecording(`${FLOWS}${name}`)
  if (recording.kind !== 'flow') throw new RangeError(`${name} is no flow`)
  expect(await played(recording.flow, true)).toEqual(await played(recording.flow, false))
})

it('most of them were executed in threads', () => {
  expect(threads.blocks).toBeGreaterThan(names.length)
})
