import { describe, expect, it } from 'vitest'
import type { NetworkOptions } from '../../../src/network/options.ts'
import { submitted } from '../../node/scenes.ts'
import { type JoinScene, added, contentsOf, joinScene, storeInOneBlock, stored } from './joinScene.ts'

const WAYS: readonly (readonly [string, NetworkOptions])[] = [
  ['replay-final', { join: 'replay-final' }],
  ['replay-final, block by block', { join: 'replay-final', joinCheck: 'block' }],
  ['snapshot', { join: 'snapshot', checkpointEvery: 4 }],
  ['snapshot of the newest state', { join: 'snapshot', checkpointEvery: 17 }],
]

/** Of 17 transactions in 10 blocks. */
const EXPECTED: Readonly<Record<string, object>> = {
  'replay-final': { transactions: 17, deferred: 17, verifiedRoots: 1, snapshotBytes: 0 },
  'replay-final, block by block': { transactions: 17, deferred: 0, verifiedRoots: 10, snapshotBytes: 0 },
  snapshot: { transactions: 1, deferred: 16, verifiedRoots: 2 },
  'snapshot of the newest state': { transactions: 0, deferred: 17, verifiedRoots: 1 },
}

/** What a node says of a group at its head and of its own part in it. */
async function atHead({ network, group, bob }: JoinScene) {
  return {
    head: bob.head,
    state: await bob.groupState(group.id),
    history: bob.history(group.id),
    key: bob.addDataKey(group.id),
    maps: Array.from({ length: Number(network.head.number) }, (_, number) => bob.headMap(number)),
    metadata: Array.from({ length: Number(network.head.number) }, (_, number) => bob.blockMetadata(number)),
  }
}

describe.each(WAYS)('joining by %s', (way, options) => {
  it('FP-152 gives the same head state, and after completion the same database', async () => {
    const plain = await joinScene()
    const other = await joinScene(options)
    const [was, is] = [await added(plain, plain.bob), await added(other, other.bob)]
    expect(await atHead(other)).toEqual(await atHead(plain))
    expect(is).toMatchObject({ strategy: options.join, root: was?.root, bytes: was?.bytes, blocks: was?.blocks })
    for (const scene of [plain, other]) {
      await storeInOneBlock(scene, 2)
      await submitted(scene.bob.group(scene.group.id), { to: scene.contract, data: stored(9, 9) })
      await scene.network.mine()
    }
    expect(await atHead(other)).toEqual(await atHead(plain))
    expect(is).toMatchObject(EXPECTED[way] ?? {})
    const deferred = other.bob.hasDeferredHistory(other.group.id)
    expect(deferred).toBe(is?.deferred !== 0)
    const report = await other.bob.completeHistory(other.group.id)
    expect(report.transactions).toBe(is?.deferred)
    expect(await contentsOf(other.network, 'bob')).toEqual(await contentsOf(plain.network, 'bob'))
    expect(await other.bob.completeHistory(other.group.id)).toMatchObject({ transactions: 0, blocks: 0 })
    await plain.network.close()
    await other.network.close()
  })
})
