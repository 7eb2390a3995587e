/** Histories whose state outgrows what a thread may take in memory. */
import { expect, it } from 'vitest'
import { decodeStateDump } from '../../../src/network/stateDump.ts'
import { toHex } from '../../../src/primitives/bytes.ts'
import { LOCK, PROXY, installing, mined, submitted, submittedAdd, word } from '../../node/scenes.ts'
import { type JoinScene, joinScene } from '../join/joinScene.ts'
import { createThreads, useThreads } from './threadScene.ts'

/** The least that a node may be given. */
const MEMORY = 1_000_000
/** Slots that a call of {@link FILL} writes. */
const SLOTS = 100
/** Fills the slots behind the one that its input names. */
const FILL = installing('600035 6064 5b 6001 81 83 01 55 6001 90 03 80 6005 57 00')
/** Blocks of so many such calls, which take at least 300 bytes a slot. */
const [BLOCKS, CALLS] = [9, 5] as const

/** A group whose last blocks write more slots than fit. */
async function filledScene(memory: number): Promise<JoinScene> {
  const scene = await joinScene({ stateMemory: memory }, [1, 2])
  const { network, group } = scene
  const { address } = await group.deploy({ bytecode: FILL })
  await network.mine()
  for (let block = 0; block < BLOCKS; block++) {
    for (let call = 0; call < CALLS; call++) {
      await submitted(group, { to: address, data: word(BigInt((block * CALLS + call) * SLOTS)) })
    }
    await network.mine()
  }
  return scene
}

/** Adds nodes to the group in one block; gives what is stored and told then, and how many blocks threads have given. */
async function joined(newcomers: readonly ('bob' | 'carol')[], memory: number, use: 'no thread' | 'wait' | 'overtake') {
  const scene = await filledScene(memory)
  const { network, group } = scene
  const threads = await createThreads()
  const waits = use === 'wait'
  if (use !== 'no thread') useThreads(network, threads, { use: { transactions: 1, alone: 1, aloneInAll: 1, waits } })
  const told: unknown[] = []
  network.on('replay', ({ milliseconds: _, ...report }) => told.push(report))
  await mined(network, group, { to: PROXY, data: LOCK })
  await submittedAdd(
    group,
    newcomers.map((name) => scene[name]),
  )
  await network.mine()
  const { blocks } = threads
  const { nodes } = decodeStateDump(await network.dumpState())
  const stored = nodes.map(({ name, entries }) => ({
    name,
    contents: entries.map(([key, content]) => `${toHex(key)} ${toHex(content)}`),
  }))
  await network.close()
  await threads.end()
  return { outcome: { stored, told }, blocks }
}

it.each([
  { newcomers: ['bob'], use: 'wait' },
  { newcomers: ['bob'], use: 'overtake' },
  { newcomers: ['bob', 'carol'], use: 'wait' },
] as const)('FP-155 $newcomers go on alone when the state outgrows the memory ($use)', async ({ newcomers, use }) => {
  const plain = await joined(newcomers, MEMORY, 'no thread')
  const threaded = await joined(newcomers, MEMORY, use)
  expect(threaded.outcome).toEqual(plain.outcome)
  expect(plain.outcome.told).toHaveLength(newcomers.length)
  // A node that does not wait may be through before its thread has answered.
  if (use === 'overtake') return
  // Creation, two deployments, two blocks before, and the lock besides.
  const all = BLOCKS + 6
  expect(threaded.blocks).toBeGreaterThan(0)
  expect(threaded.blocks).toBeLessThan(all)
  // It is the memory that they go on alone for.
  expect((await joined(newcomers, 10 * MEMORY, use)).blocks).toBe(all)
})
