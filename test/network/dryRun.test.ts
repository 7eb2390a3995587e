import { afterEach, describe, expect, it } from 'vitest'
import { type JoinScene, added, contentsOf, joinScene, storeInOneBlock } from '../replay/join/joinScene.ts'
import { LOCK, PROXY, mined } from '../node/scenes.ts'

/** A key of no node. */
const FOREIGN = Buffer.alloc(32, 9).toString('base64')

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

  it.each([
    [1, { transactions: 0 }],
    [17, { transactions: 0 }],
    [16, { transactions: 1 }],
    [18, { transactions: 17, snapshotBytes: 0 }],
  ])(
    'counts a lock that is still to be sent, which may complete a checkpoint of %i',
    async (checkpointEvery, figures) => {
      scene = await joinScene({ join: 'snapshot', checkpointEvery })
      const estimate = await scene.group.add('bob', { dryRun: true })
      expect(estimate).toMatchObject(figures)
      const { transactions, snapshotBytes } = await costs(scene)
      expect(transactions).toBe(estimate.transactions)
      expect(estimate.snapshotBytes > 0).toBe(snapshotBytes > 0)
    },
  )

  it('counts the state after a lock for a former member that has the one before it', async () => {
    scene = await joinScene({ join: 'snapshot', checkpointEvery: 1 })
    await added(scene, scene.bob)
    await scene.group.remove('bob', { check: false })
    await scene.network.mine()
    const estimate = await scene.group.add('bob', { dryRun: true })
    const { bytes, transactions, snapshotBytes } = await costs(scene)
    expect(estimate).toMatchObject({ bytes, transactions })
    expect(estimate.snapshotBytes).toBeGreaterThan(0)
    expect(snapshotBytes).toBeGreaterThan(estimate.snapshotBytes)
  })

  it.each([
    ['unlocked', ['bob', FOREIGN]],
    ['locked', [FOREIGN]],
  ])('of a key that no node has fails as the add does and sends nothing: %s group', async (state, members) => {
    scene = await joinScene()
    const { network, group } = scene
    if (state === 'locked') await mined(network, group, { to: PROXY, data: LOCK })
    const [before, pending] = [await contentsOf(network, 'alice'), network.pending]
    const refusal = {
      code: 'SUBMISSION_REFUSED',
      besu: { name: 'ENCLAVE_ERROR' },
      message: expect.stringContaining(`Recipient not found for key: ${FOREIGN}`) as string,
    }
    await expect(group.add(members, { dryRun: true })).rejects.toMatchObject(refusal)
    expect([await contentsOf(network, 'alice'), network.pending]).toEqual([before, pending])
    if (state === 'unlocked') await mined(network, group, { to: PROXY, data: LOCK })
    await expect(group.add(members)).rejects.toMatchObject(refusal)
  })

  it.each(['unlocked', 'locked'])('says why the add would fail, as the add does: %s group', async (state) => {
    scene = await joinScene()
    const { network, group, carol } = scene
    if (state === 'locked') await mined(network, group, { to: PROXY, data: LOCK })
    const wrong = { account: carol.account }
    const problem = 'it reverted: Origin not the owner.'
    await expect(group.add('bob', { ...wrong, dryRun: true })).rejects.toThrow(`the add would fail: ${problem}`)
    network.setMining('auto')
    await expect(group.add('bob', wrong)).rejects.toThrow(problem)
  })

  it('throws what the add would throw at once', async () => {
    scene = await joinScene()
    const { group, bob, carol } = scene
    await expect(group.add('alice', { dryRun: true })).rejects.toMatchObject({ code: 'ALREADY_A_MEMBER' })
    await expect(group.add([], { dryRun: true })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(group.add('dave', { dryRun: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(group.add('bob', { dryRun: true, account: carol.account })).rejects.toMatchObject({
      code: 'CALL_FAILED',
      revert: { name: 'Error', args: ['Origin not the owner.'] },
    })
    await expect(bob.group(group.id).add('carol', { dryRun: true })).rejects.toMatchObject({
      besu: { name: 'FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST' },
    })
  })
})
