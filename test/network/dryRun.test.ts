import { afterEach, describe, expect, it } from 'vitest'
import { type JoinScene, added, contentsOf, joinScene, storeInOneBlock } from '../replay/join/joinScene.ts'
import { LOCK, PROXY, mined } from '../node/scenes.ts'

let scene: JoinScene
afterEach(() => scene.network.close())

/** What the add costs when it is done. */
async function costs(scene: JoinScene) {
  const { bytes = 0, transactions = 0, snapshotBytes = 0 } = (await added(scene, scene.bob)) ?? {}
  return { bytes, transactions, snapshotBytes }
}

describe('a dry run of an add', () => {
  it.each([['replay'], ['replay-final']] as const)('tells what the add by %s costs, and does nothing', async (join) => {
    scene = await joinScene({ join })
    const [head, pending] = [scene.network.head, scene.network.pending]
    const before = await contentsOf(scene.network, 'alice')
    const estimate = await scene.group.add('bob', { dryRun: true })
    expect([scene.network.head, scene.network.pending]).toEqual([head, pending])
    expect(await contentsOf(scene.network, 'alice')).toEqual(before)
    expect(await scene.group.state()).toMatchObject({ locked: false })
    expect(estimate).toMatchObject({ transactions: 17, snapshotBytes: 0, basis: 'assumed' })
    expect(estimate.milliseconds).toBeCloseTo(17 * 0.2)
    expect(await costs(scene)).toEqual({ bytes: estimate.bytes, transactions: 17, snapshotBytes: 0 })
    // Now there is a measured pace.
    expect(await scene.group.add('carol', { dryRun: true })).toMatchObject({ transactions: 19, basis: 'measured' })
  })

  it('counts what a locked group has sent, and what a former member has', async () => {
    scene = await joinScene()
    await mined(scene.network, scene.group, { to: PROXY, data: LOCK })
    const estimate = await scene.group.add('bob', { dryRun: true })
    expect(estimate.transactions).toBe(17)
    await scene.group.add('bob')
    await scene.network.mine()
    await scene.group.remove('bob', { check: false })
    await scene.network.mine()
    await storeInOneBlock(scene, 2)
    const again = await scene.group.add('bob', { dryRun: true })
    expect(await costs(scene)).toMatchObject({ bytes: again.bytes, transactions: again.transactions })
  })

  it('counts the state that joining by snapshot receives', async () => {
    scene = await joinScene({ join: 'snapshot', checkpointEvery: 4 })
    const estimate = await scene.group.add('bob', { dryRun: true })
    const { bytes, transactions, snapshotBytes } = await costs(scene)
    expect(estimate).toMatchObject({ bytes, transactions })
    // The requests come on top.
    expect(estimate.snapshotBytes).toBeGreaterThan(0)
    expect(snapshotBytes).toBeGreaterThan(estimate.snapshotBytes)
  })

  it('takes a newcomer from elsewhere for one that has nothing', async () => {
    scene = await joinScene()
    const key = Buffer.alloc(32, 9).toString('base64')
    expect(await scene.group.add([key, 'bob'], { dryRun: true })).toMatchObject({ transactions: 17 })
  })

  it('throws what the add would throw at once', async () => {
    scene = await joinScene()
    const { group, bob, carol } = scene
    await expect(group.add('alice', { dryRun: true })).rejects.toMatchObject({ code: 'ALREADY_A_MEMBER' })
    await expect(group.add([], { dryRun: true })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(group.add('dave', { dryRun: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(group.add('bob', { dryRun: true, account: carol.account })).rejects.toMatchObject({
      code: 'CALL_FAILED',
    })
    await expect(bob.group(group.id).add('carol', { dryRun: true })).rejects.toMatchObject({
      besu: { name: 'FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST' },
    })
  })
})
