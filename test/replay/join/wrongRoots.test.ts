/** Recorded roots that are wrong, and engines that are, in each way to join. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isCoterieError } from '../../../src/errors/CoterieError.ts'
import { createEngine } from '../../../src/execution/createEngine.ts'
import type { Engine } from '../../../src/execution/engine.ts'
import type { NetworkEvents } from '../../../src/index.ts'
import type { NetworkOptions } from '../../../src/network/options.ts'
import { fromBase64, fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { toBlockHash, toGroupId } from '../../../src/primitives/identifiers.ts'
import {
  type JoinScene,
  added,
  contentsOf,
  joinScene,
  rewrite,
  stored,
  waitingAdd,
  withWrongRoots,
} from './joinScene.ts'

const WAYS: Readonly<Record<string, NetworkOptions>> = {
  replay: {},
  'replay-final': { join: 'replay-final' },
  'replay-final, block by block': { join: 'replay-final', joinCheck: 'block' },
  snapshot: { join: 'snapshot', checkpointEvery: 10 },
}
/** Positions of the last transactions of blocks: the only ones whose roots Besu compares. */
const LAST_OF_BLOCKS = [0, 1, 2, 5, 7, 8, 12, 13, 15, 16]

let scene: JoinScene
afterEach(() => scene.network.close())

/** Adds bob with a history whose roots are wrong at some positions; gives the error that his node has in the end. */
async function failureOf(isWrong: (position: number) => boolean) {
  const handle = await waitingAdd(scene, scene.bob)
  const history = await rewrite(scene.bob, handle, withWrongRoots(isWrong))
  const { reports } = await scene.network.mine()
  const report = reports.get('bob')
  let error: unknown = report?.error
  if (error === undefined) error = await scene.bob.completeHistory(scene.group.id).catch((cause: unknown) => cause)
  if (!isCoterieError(error, 'REPLAY_ROOT_MISMATCH')) throw new Error('nothing was found')
  const at = history.findIndex(({ markerHash }) => toHex(markerHash) === error.details['transaction'])
  return { at, atJoin: report?.imported === false, error }
}

describe.each(Object.entries(WAYS))('a history with wrong roots, joined by %s', (way, options) => {
  beforeEach(async () => void (scene = await joinScene(options)))

  it.each(LAST_OF_BLOCKS)('FP-155 from position %i on: is found there when the node joins', async (position) => {
    const { at, atJoin, error } = await failureOf((candidate) => candidate >= position)
    expect({ at, atJoin }).toEqual({ at: position, atJoin: true })
    expect(error.details['expected']).toBe(`0x${'07'.repeat(32)}`)
    expect(error.details['computed']).toBe(scene.group.history()[position]?.root)
  })

  it.each([0, 5, 8, 16])(
    'FP-155 at position %i alone: is found there, at the latest by completion',
    async (position) => {
      const { at, atJoin } = await failureOf((candidate) => candidate === position)
      expect(at).toBe(position)
      const late: Record<string, readonly number[]> = { 'replay-final': [0, 5, 8], snapshot: [0, 5] }
      expect(atJoin).toBe(late[way]?.includes(position) !== true)
    },
  )

  it('FP-155 leaves behind what a replay leaves behind, and can be mended', async () => {
    const handle = await waitingAdd(scene, scene.bob)
    const history = await rewrite(
      scene.bob,
      handle,
      withWrongRoots((position) => position >= 12),
    )
    await scene.network.mine()
    const { metadata } = scene.bob.context
    const known = scene.alice.history(scene.group.id).slice(0, history.length)
    const stays = known.map(({ marker, block }) => {
      const entries = metadata.metadata(toBlockHash(fromHex(block)), toGroupId(fromBase64(scene.group.id))) ?? []
      return entries.some(({ markerHash }) => toHex(markerHash) === marker)
    })
    // The block with the wrong root is there as it was computed.
    expect(stays).toEqual(history.map((_, position) => position <= 12))
    await rewrite(scene.bob, handle, () => history)
    expect(await scene.network.sync('bob')).toMatchObject([{ imported: true }])
    expect(scene.bob.stateRoot(scene.group.id)).toBe(scene.alice.stateRoot(scene.group.id))
    await scene.bob.completeHistory(scene.group.id)
    for (const { marker, blockNumber } of scene.group.history()) {
      expect(scene.bob.privateReceipt(marker)).toEqual(scene.alice.privateReceipt(marker))
      await scene.bob.verifyState(scene.group.id, blockNumber)
    }
  })
})

/** A transaction in each block. */
const STORES = Array.from({ length: 11 }, () => 1)

describe.each(Object.entries(WAYS))('an engine that is wrong, joined by %s', (_, options) => {
  let defects: NetworkEvents['engine-defect'][0][]
  beforeEach(async () => {
    defects = []
    scene = await joinScene(options, STORES)
    scene.network.on('engine-defect', (defect) => defects.push(defect))
  })

  /** Lets bob execute with an engine that gets every store wrong. */
  function breakEngine(): void {
    const sound = createEngine('reference')
    const broken: Engine = {
      name: 'broken',
      execute: (execution) => {
        const isStore = toHex(execution.data) === stored(1, 1)
        return sound.execute(isStore ? { ...execution, data: new Uint8Array(64).fill(0xff) } : execution)
      },
    }
    Object.assign(scene.bob.context.settings, { engine: broken })
  }

  it('is mended and reported, and the database is that of a sound replay in the end', async () => {
    const plain = await joinScene({}, STORES)
    await added(plain, plain.bob)
    breakEngine()
    await added(scene, scene.bob)
    await scene.bob.completeHistory(scene.group.id)
    expect(await contentsOf(scene.network, 'bob')).toEqual(await contentsOf(plain.network, 'bob'))
    const wrong = scene.group.history().slice(2, 2 + STORES.length)
    expect(new Set(defects.map(({ transaction }) => transaction))).toEqual(new Set(wrong.map(({ marker }) => marker)))
    expect(defects.every(({ expected }, at) => expected !== defects[at]?.computed)).toBe(true)
    await plain.network.close()
  })
})
