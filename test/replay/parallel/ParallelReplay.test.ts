/** Histories that threads execute: nodes end up with the same bytes as if they had executed them alone. */
import { once } from 'node:events'
import { BroadcastChannel, type Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Network } from '../../../src/network/Network.ts'
import { silentLogger } from '../../../src/primitives/Logger.ts'
import type { ThreadPatience } from '../../../src/replay/parallel/ReplayThread.ts'
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
import { SLOW_STEPS, failingProgram } from './failingProgram.ts'
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
  blocks?: readonly number[],
): Promise<{ plain: Outcome; threaded: Outcome }> {
  const outcomes: Outcome[] = []
  for (const used of [undefined, with_]) {
    const scene = await joinScene({}, blocks)
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

  it.each(['bob', 'both'])('FP-152 a history that is sent to the thread in parts: %s', async (who) => {
    const blocks = [300, 300, 300, 300]
    const before = threads.blocks
    const join = async (scene: JoinScene) => (who === 'bob' ? void (await added(scene, scene.bob)) : bothAdded(scene))
    const { plain, threaded } = await both(join, threads, blocks)
    expect(threaded).toEqual(plain)
    // Creation, deployment, the four, and the lock.
    expect(threads.blocks - before).toBe(7)
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

describe('a thread that hangs is ended', () => {
  const hurry: ThreadPatience = {
    looks: 3,
    every: (look) => {
      const timer = setInterval(look, 5)
      return () => clearInterval(timer)
    },
  }

  /** Looks when the test wants it. */
  function looked(): { readonly patience: ThreadPatience; readonly look: () => void } {
    let current: (() => void) | undefined
    const every: ThreadPatience['every'] = (look) => {
      current = look
      return () => (current = undefined)
    }
    return { patience: { looks: 3, every }, look: () => current?.() }
  }

  /** Notes the threads that are started. @returns resolves when all of them have ended, to their number. */
  function startedThreads(): () => Promise<number> {
    const ends: Promise<unknown>[] = []
    const note = (worker: Worker): void => void ends.push(once(worker, 'exit'))
    process.on('worker', note)
    onTestFinished(() => void process.off('worker', note))
    return async () => (await Promise.all(ends)).length
  }

  it.each(['mute', 'loop'] as const)('%s: nodes store and tell the same', async (fault) => {
    const ended = startedThreads()
    const { plain, threaded } = await both(bothAdded, await createThreads(await failingProgram(fault), hurry))
    expect(threaded).toEqual(plain)
    expect(await ended()).toBe(1)
  })

  it('one that hangs when it has given everything is ended, too', async () => {
    const ended = startedThreads()
    const { patience, look } = looked()
    const stuck = await createThreads(await failingProgram('stuck'), patience)
    const { plain, threaded } = await both(bothAdded, stuck)
    expect(threaded).toEqual(plain)
    expect(stuck.blocks).toBe(10)
    for (let count = 0; count <= patience.looks; count++) look()
    expect(await ended()).toBe(1)
  })

  it('it is told, and what waits behind it gets another thread', async () => {
    const ended = startedThreads()
    const hung = await createThreads(await failingProgram('loop'), hurry)
    const warnings: unknown[] = []
    const logger = { ...silentLogger, warn: (...said: unknown[]) => void warnings.push(said) }
    logger.child = () => logger
    const scene = await joinScene({ logger })
    useThreads(scene.network, hung)
    const second = await secondGroup(scene)
    for (const { network, group } of [scene, second]) await mined(network, group, { to: PROXY, data: LOCK })
    for (const { group, bob, carol } of [scene, second]) await submittedAdd(group, [bob, carol])
    await scene.network.mine()
    for (const { group, alice, bob, carol } of [scene, second]) {
      const roots = [alice, bob, carol].map((node) => node.stateRoot(group.id))
      expect(new Set(roots).size).toBe(1)
    }
    expect(warnings).toEqual(
      [scene, second].map(({ group }): unknown[] => [expect.stringContaining('no progress'), { group: group.id }]),
    )
    expect(await ended()).toBe(2)
    await scene.network.close()
  })

  it('one that gets on is not ended, however slow it is', async () => {
    const ended = startedThreads()
    const { patience, look } = looked()
    const slow = await createThreads(await failingProgram('slow'), patience)
    const steps = new BroadcastChannel(SLOW_STEPS)
    const scene = await joinScene()
    useThreads(scene.network, slow)
    let looks = 0
    steps.onmessage = () => {
      look()
      // It has got on ten times; then it does not any more.
      if (++looks <= 10) return steps.postMessage('step')
      for (let count = 0; count < patience.looks; count++) look()
    }
    await bothAdded(scene)
    expect(looks).toBe(11)
    expect(scene.bob.stateRoot(scene.group.id)).toBe(scene.alice.stateRoot(scene.group.id))
    expect(await ended()).toBe(1)
    steps.close()
    await scene.network.close()
  })
})

it('a node that has caught up with its thread goes on by itself', async () => {
  const mute = await createThreads(await failingProgram('mute'))
  const scene = await joinScene()
  useThreads(scene.network, mute, { use: { transactions: 1, alone: 1, aloneInAll: 1, waits: false } })
  const second = await secondGroup(scene)
  for (const { network, group } of [scene, second]) await mined(network, group, { to: PROXY, data: LOCK })
  for (const { group, bob } of [scene, second]) await submittedAdd(group, [bob])
  await scene.network.mine()
  for (const { group, alice, bob } of [scene, second]) expect(bob.stateRoot(group.id)).toBe(alice.stateRoot(group.id))
  await mute.end()
  await scene.network.close()
})

it('short histories, and one alone, are not worth a thread', async () => {
  const before = threads.blocks
  for (const use of [
    { transactions: 1, alone: 100, aloneInAll: 1, waits: true },
    { transactions: 100, alone: 1, aloneInAll: 1, waits: true },
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
