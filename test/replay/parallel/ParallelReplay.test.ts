/** Histories that threads execute: nodes end up with the same bytes as if they had executed them alone. */
import { afterAll, describe, expect, it } from 'vitest'
import type { Network } from '../../../src/network/Network.ts'
import type { ReplayThreads } from '../../../src/replay/parallel/ReplayThreads.ts'
import { LOCK, PROXY, founded, handleOf, mined, submitted, submittedAdd } from '../../node/scenes.ts'
import {
  type JoinScene,
  added,
  contentsOf,
  joinScene,
  rewrite,
  storeInOneBlock,
  stored,
  waitingAdd,
  withWrongRoots,
} from '../join/joinScene.ts'
import { failingProgram } from './failingProgram.ts'
import { createThreads, useThreads } from './threadScene.ts'

const threads = await createThreads()
afterAll(() => threads.end())

/** What a network has stored and told. */
interface Outcome {
  readonly stored: Record<string, Record<string, string>>
  readonly told: unknown[]
}

/** Does the same in a network without threads and in one with them; gives what both have stored and told. */
async function both(
  play: (scene: JoinScene) => Promise<void>,
  with_: ReplayThreads = threads,
): Promise<{ plain: Outcome; threaded: Outcome }> {
  const outcomes: Outcome[] = []
  for (const used of [undefined, with_]) {
    const scene = await joinScene()
    const { network } = scene
    if (used !== undefined) useThreads(network, used)
    const told: unknown[] = []
    network.on('replay', ({ milliseconds: _, ...report }) => told.push(report))
    network.on('replay-progress', ({ rate: _, ...progress }) => told.push(progress))
    network.on('refused', ({ node, report }) => told.push([node, report.error?.code, report.error?.details]))
    await play(scene)
    outcomes.push({ stored: await storesOf(network), told })
    await network.close()
  }
  const [plain, threaded] = outcomes as [Outcome, Outcome]
  return { plain, threaded }
}

async function storesOf(network: Network): Promise<Outcome['stored']> {
  const stores: Outcome['stored'] = {}
  for (const { name } of network.nodes) stores[name] = await contentsOf(network, name)
  return stores
}

/** Locks the group and adds both others in one block. */
async function bothAdded({ network, group, bob, carol }: JoinScene): Promise<void> {
  await mined(network, group, { to: PROXY, data: LOCK })
  await submittedAdd(group, [bob, carol])
  await network.mine()
}

/** A second group of alice, with transactions in between those of the first. */
async function secondGroup(scene: JoinScene): Promise<JoinScene> {
  const { network, alice } = scene
  const group = await founded(alice, network, ['alice'])
  const { address: contract } = await group.deploy({ bytecode: '0x600160005500' })
  await network.mine()
  const second = { ...scene, group, contract }
  for (const count of [2, 1]) {
    await storeInOneBlock(second, count)
    await storeInOneBlock(scene, count)
  }
  return second
}

describe('the same is stored and told as without threads', () => {
  it('FP-152 one node joins one group', async () => {
    const before = threads.blocks
    const { plain, threaded } = await both(async (scene) => void (await added(scene, scene.bob)))
    expect(threaded).toEqual(plain)
    expect(plain.told.length).toBeGreaterThan(2)
    expect(threads.blocks).toBeGreaterThan(before)
  })

  it('FP-152 two nodes join one group, which is executed once', async () => {
    const before = threads.blocks
    const { plain, threaded } = await both(bothAdded)
    expect(threaded).toEqual(plain)
    // The history has ten blocks; each of the two nodes reports them.
    expect(threads.blocks - before).toBe(10)
    expect(plain.told.filter((told) => (told as { blocks?: number }).blocks === 10)).toHaveLength(2)
  })

  it('FP-153 two nodes join two groups in one block', async () => {
    const { plain, threaded } = await both(async (scene) => {
      const second = await secondGroup(scene)
      for (const { network, group } of [scene, second]) await mined(network, group, { to: PROXY, data: LOCK })
      for (const { group, bob, carol } of [scene, second]) await submittedAdd(group, [bob, carol])
      await scene.network.mine()
      expect(second.bob.stateRoot(second.group.id)).toBe(second.alice.stateRoot(second.group.id))
    })
    expect(threaded).toEqual(plain)
  })

  it('FP-154 a former member is added again, on the state that it has', async () => {
    const before = threads.blocks
    const { plain, threaded } = await both(async (scene) => {
      await added(scene, scene.bob)
      await scene.group.remove('bob', { check: false })
      await scene.network.mine()
      for (const count of [1, 3, 1]) await storeInOneBlock(scene, count)
      await added(scene, scene.bob)
    })
    expect(threaded).toEqual(plain)
    expect(threads.blocks - before).toBeGreaterThan(10)
  })

  it('a transaction to an account of the public chain is left to the node, with all that follow', async () => {
    const { plain, threaded } = await both(async (scene) => {
      await submitted(scene.group, { to: scene.carol.address, data: '0x' })
      await scene.network.mine()
      await storeInOneBlock(scene, 2)
      await added(scene, scene.bob)
    })
    expect(threaded).toEqual(plain)
  })

  it('FP-155 a wrong root in the middle', async () => {
    const { plain, threaded } = await both(async (scene) => {
      const handle = await waitingAdd(scene, scene.bob)
      const wrong = withWrongRoots((position) => position === 16)
      await rewrite(scene.bob, handle, wrong)
      await scene.network.mine()
    })
    expect(threaded).toEqual(plain)
    expect(plain.told).toContainEqual(['bob', 'REPLAY_ROOT_MISMATCH', expect.anything()])
  })

  it('one node of two has been given another history', async () => {
    const { plain, threaded } = await both(async (scene) => {
      const { network, group, bob, carol } = scene
      await mined(network, group, { to: PROXY, data: LOCK })
      const handle = handleOf(network, await submittedAdd(group, [bob, carol]), 'blob')
      await rewrite(carol, handle, (history) => history.slice(0, 5))
      await network.mine()
    })
    expect(threaded).toEqual(plain)
  })
})

describe('a thread that fails leaves its work to the node', () => {
  it.each(['exit', 'throw', 'half'] as const)('%s', async (fault) => {
    const failing = await createThreads(await failingProgram(fault))
    const { plain, threaded } = await both(bothAdded, failing)
    expect(threaded).toEqual(plain)
    await failing.end()
  })

  it('a program that is not there', async () => {
    const failing = await createThreads(new URL('./noWorker.mjs', import.meta.url))
    const { plain, threaded } = await both(bothAdded, failing)
    expect(threaded).toEqual(plain)
  })

  it('threads are ended while nodes wait for them, and the network is closed', async () => {
    const mute = await createThreads(await failingProgram('mute'))
    const scene = await joinScene()
    useThreads(scene.network, mute)
    let closed: Promise<void> | undefined
    scene.bob.enclave.faults.before = () => {
      // The node asks for its history: the thread has begun, and will never answer.
      closed = Promise.all([scene.network.close(), mute.end()]).then(() => undefined)
    }
    await bothAdded(scene).catch(() => undefined)
    await closed
    expect(closed).toBeDefined()
  })
})

it('a node that has caught up with its thread goes on by itself', async () => {
  const mute = await createThreads(await failingProgram('mute'))
  const scene = await joinScene()
  useThreads(scene.network, mute, { use: { histories: 1, transactions: 1, waits: false } })
  expect(await added(scene, scene.bob)).toMatchObject({ transactions: 17 })
  await mute.end()
  await scene.network.close()
})

it('short histories, and one alone, are not worth a thread', async () => {
  const before = threads.blocks
  for (const use of [
    { histories: 2, transactions: 1, waits: true },
    { histories: 1, transactions: 100, waits: true },
  ]) {
    const scene = await joinScene()
    useThreads(scene.network, threads, { use })
    await added(scene, scene.bob)
    await scene.network.close()
  }
  expect(threads.blocks).toBe(before)
})

it('what is not as in Besu is not executed in threads', async () => {
  const before = threads.blocks
  for (const options of [{ strict: true }, { engine: 'reference' }, { join: 'replay-final' }] as const) {
    const scene = await joinScene(options)
    useThreads(scene.network, threads)
    expect(await added(scene, scene.bob)).toMatchObject({ transactions: 17 })
    await scene.network.close()
  }
  expect(threads.blocks).toBe(before)
})

it('stored values are those that were asked for', async () => {
  const scene = await joinScene()
  useThreads(scene.network, threads)
  await submitted(scene.group, { to: scene.contract, data: stored(77, 5) })
  await scene.network.mine()
  await added(scene, scene.bob)
  expect(scene.bob.privateStorage(scene.group.id, scene.contract, '0x4d')).toBe(`0x${'0'.repeat(63)}5`)
  await scene.network.close()
})
