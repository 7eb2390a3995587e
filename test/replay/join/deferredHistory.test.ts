/** What a node has left for later: reads before, and everything that happens to the node meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNetwork } from '../../../src/createNetwork.ts'
import type { NetworkOptions } from '../../../src/network/options.ts'
import { type Hex, fromBase64 } from '../../../src/primitives/bytes.ts'
import { toGroupId } from '../../../src/primitives/identifiers.ts'
import { BESU_JOIN } from '../../../src/replay/join/JoinSettings.ts'
import { GET_PARTICIPANTS, LOCK, PROXY, mined, submitted, submittedAdd, word } from '../../node/scenes.ts'
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
} from './joinScene.ts'

const WAYS: readonly (readonly [string, NetworkOptions])[] = [
  ['replay-final', { join: 'replay-final' }],
  ['snapshot', { join: 'snapshot', checkpointEvery: 4 }],
]

let scene: JoinScene
afterEach(() => scene.network.close())

describe.each(WAYS)('after joining by %s', (way, options) => {
  beforeEach(async () => {
    scene = await joinScene(options)
    await added(scene, scene.bob)
  })

  it('what is read at once says that the history is deferred', async () => {
    const { bob, alice, group, contract } = scene
    const deferred = { code: 'HISTORY_DEFERRED', details: { group: group.id } }
    expect(() => bob.privateNonce(group.id, alice.address, 4)).toThrow(expect.objectContaining(deferred) as Error)
    expect(() => bob.privateStorage(group.id, contract, '0x01', 4)).toThrow(expect.objectContaining(deferred) as Error)
    expect(() => bob.privateCode(group.id, contract, 4)).toThrow(/node\.completeHistory\(/)
    const { marker } = group.history()[3] ?? { marker: '' }
    if (way === 'snapshot') expect(() => bob.privateReceipt(marker)).toThrow(/completeHistory/)
    else expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    // Where nothing was done there is nothing to be deferred.
    expect(bob.privateNonce(group.id, alice.address, 0)).toBe(0n)
    expect(bob.privateReceipt(word(1n))).toBeUndefined()
    expect(bob.stateRoot(group.id, 4)).toBe(alice.stateRoot(group.id, 4))
    await bob.completeHistory(group.id)
    expect(bob.privateNonce(group.id, alice.address, 4)).toBe(alice.privateNonce(group.id, alice.address, 4))
    expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
  })

  it.each<[string, (scene: JoinScene) => Promise<unknown>]>([
    ['call', ({ bob, group }) => bob.call(group.id, { to: PROXY, data: GET_PARTICIPANTS, block: 4 })],
    ['groupState', ({ bob, group }) => bob.groupState(group.id, 4)],
    ['verifyState', ({ bob, group }) => bob.verifyState(group.id, 4)],
  ])('%s completes it by itself', async (_, read) => {
    const expected = await read({ ...scene, bob: scene.alice })
    expect(scene.bob.hasDeferredHistory(scene.group.id)).toBe(true)
    expect(await read(scene)).toEqual(expected)
    expect(scene.bob.hasDeferredHistory(scene.group.id)).toBe(false)
  })

  it.each<[string, (scene: JoinScene, marker: Hex) => readonly unknown[]]>([
    ['priv_call', ({ group }) => [group.id, { to: PROXY, data: GET_PARTICIPANTS }, '0x4']],
    ['priv_getCode', ({ group, contract }) => [group.id, contract, '0x4']],
    ['priv_traceTransaction', ({ group }, marker) => [group.id, marker]],
    ...(way === 'snapshot'
      ? ([
          ['priv_getTransactionReceipt', (_, marker) => [marker]],
          ['priv_getLogs', ({ group }) => [group.id, { fromBlock: '0x1', toBlock: 'latest' }]],
        ] as [string, (scene: JoinScene, marker: Hex) => readonly unknown[]][])
      : []),
  ])('%s completes it by itself', async (method, paramsOf) => {
    const { alice, bob, group } = scene
    const { marker } = group.history()[5] ?? { marker: '0x' }
    const params = paramsOf(scene, marker)
    const ask = (provider: typeof alice.provider) => provider.request({ method, params } as never) as Promise<unknown>
    const expected = await ask(alice.provider)
    const known = bob.hasDeferredHistory(group.id)
    expect(await ask(bob.provider)).toEqual(expected)
    expect([known, bob.hasDeferredHistory(group.id)]).toEqual([true, false])
  })

  it('a history that has been lost, or is wrong, stays deferred', async () => {
    const { bob, group } = scene
    const key = bob.addDataKey(group.id) ?? ''
    const before = await contentsOf(scene.network, 'bob')
    bob.enclave.faults.goOffline()
    await expect(bob.completeHistory(group.id)).rejects.toMatchObject({ code: 'ENCLAVE_IO_ERROR' })
    bob.enclave.faults.clear()
    expect(await contentsOf(scene.network, 'bob')).toEqual(before)
    const history = await rewrite(
      bob,
      Buffer.from(key, 'base64'),
      withWrongRoots((position) => position === 5),
    )
    await expect(bob.completeHistory(group.id)).rejects.toMatchObject({ code: 'REPLAY_ROOT_MISMATCH' })
    await expect(bob.verifyState(group.id, 4)).rejects.toMatchObject({ code: 'REPLAY_ROOT_MISMATCH' })
    expect(bob.hasDeferredHistory(group.id)).toBe(true)
    await rewrite(bob, Buffer.from(key, 'base64'), () => history)
    await bob.completeHistory(group.id)
    await bob.verifyState(group.id, 4)
  })

  it('FP-178 a history that the enclave has lost is named, and can be put back from who sent it', async () => {
    const { alice, bob, group } = scene
    const key = bob.addDataKey(group.id) ?? ''
    await bob.enclave.faults.lose(key)
    const failure: unknown = await bob.completeHistory(group.id).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      name: 'EnclaveError',
      code: 'ENCLAVE_CLIENT_ERROR',
      status: 404,
      cause: { message: 'EnclavePayloadNotFound' },
    })
    const { message } = failure as Error
    for (const part of ['the enclave of bob', group.id, key, 'enclave.put']) expect(message).toContain(part)
    await expect(bob.verifyState(group.id, 4)).rejects.toThrow(message)
    const params = [group.id, { to: PROXY, data: GET_PARTICIPANTS }, '0x4'] as const
    const asked = bob.provider.request({ method: 'priv_call', params } as never) as Promise<unknown>
    await expect(asked).rejects.toMatchObject({ code: -32603, message: 'Internal error' })
    const { payload, senderKey } = await alice.enclave.receive(key)
    await bob.enclave.put({ handle: key, payload, senderKey })
    await bob.completeHistory(group.id)
    await bob.verifyState(group.id, 4)
  })

  it('FP-154 a former member is added again, and a further member by this node', async () => {
    const plain = await joinScene()
    await added(plain, plain.bob)
    for (const each of [scene, plain]) {
      const { network, group, bob } = each
      await group.remove('bob', { check: false })
      await network.mine()
      for (const count of [1, 3, 1, 2]) await storeInOneBlock(each, count)
      await added(each, bob)
      const throughBob = bob.group(group.id)
      const lock = await submitted(throughBob, { to: PROXY, data: LOCK, account: each.alice.account })
      await network.mine({ transactions: [lock] })
      await throughBob.add('carol', { account: each.alice.account, check: false })
      const { reports } = await network.mine()
      expect(reports.get('carol')).toMatchObject({ imported: true, replays: [{ group: group.id }] })
      expect(each.carol.stateRoot(group.id)).toBe(each.alice.stateRoot(group.id))
    }
    for (const name of ['bob', 'carol']) {
      await scene.network.node(name).completeHistory(scene.group.id)
      expect(await contentsOf(scene.network, name)).toEqual(await contentsOf(plain.network, name))
    }
    await plain.network.close()
  })

  it('FP-158 the chain goes another way from a block on whose state was deferred', async () => {
    const plain = await joinScene()
    await added(plain, plain.bob)
    if (way === 'snapshot') Object.assign(scene.bob.context.settings, { join: BESU_JOIN })
    for (const each of [scene, plain]) {
      const { network, bob } = each
      await network.reorg(9, { requeue: false })
      await storeInOneBlock(each, 2)
      expect(await added(each, bob)).toMatchObject({
        blocks: 2,
        deferred: each === scene && way !== 'snapshot' ? 3 : 0,
      })
    }
    // What the new branch begins with has been made for it.
    const { deferred } = scene.bob.context.metadata
    expect(deferred.parts(toGroupId(fromBase64(scene.group.id))).length).toBe(way === 'snapshot' ? 0 : 1)
    expect(await scene.bob.groupState(scene.group.id)).toEqual(await plain.bob.groupState(scene.group.id))
    await scene.bob.completeHistory(scene.group.id)
    expect(await contentsOf(scene.network, 'bob')).toEqual(await contentsOf(plain.network, 'bob'))
    await plain.network.close()
  })

  it('FP-158 what is sent while the head has a deferred state is answered as after a replay', async () => {
    const { network, bob, group } = scene
    await network.reorg(9, { requeue: false })
    expect(() => bob.privateNonce(group.id, bob.address)).toThrow(/completeHistory/)
    await expect(bob.group(group.id).send({ to: PROXY, data: LOCK })).rejects.toMatchObject({
      besu: { name: 'FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST' },
    })
    expect(bob.privateNonce(group.id, bob.address)).toBe(0n)
  })

  it('FP-178 a branch on a deferred state is refused while the history is lost', async () => {
    const { network, bob, alice, group } = scene
    Object.assign(bob.context.settings, { join: BESU_JOIN })
    const key = bob.addDataKey(group.id) ?? ''
    const { payload } = await bob.enclave.receive(key)
    await bob.enclave.faults.lose(key)
    await network.reorg(9, { requeue: false })
    await storeInOneBlock(scene, 2)
    await waitingAdd(scene, bob)
    const report = (await network.mine()).reports.get('bob')
    expect(report).toMatchObject({ imported: false, error: { code: 'HYDRATION_FAILED' } })
    expect(report?.error?.message).toMatch(/completeHistory/)
    expect(bob.head.number).toBe(alice.head.number - 1n)
    await bob.enclave.put({ handle: key, payload, senderKey: alice.enclaveKey })
    expect(await network.sync('bob')).toMatchObject([{ imported: true }])
    expect(await bob.groupState(group.id)).toEqual(await alice.groupState(group.id))
  })

  it('FP-158 blocks that are abandoned are completed, too', async () => {
    const { network, bob, group } = scene
    const blocks = group.history().slice(0, 17)
    await network.reorg(Number(network.head.number) - 2, { requeue: false })
    expect(bob.hasDeferredHistory(group.id)).toBe(true)
    await bob.completeHistory(group.id)
    for (const { block } of blocks)
      expect(await bob.verifyState(group.id, block)).toMatchObject({ root: bob.stateRoot(group.id, block) })
    expect(blocks.length).toBe(17)
  })

  it.each<[string, number, boolean]>([
    ['which the node takes', 8, true],
    ['which it refuses', 8, false],
    ['which knows one of three transactions', 4, true],
  ])('completing leaves alone what a later replay, %s, has made of a block', async (_, at, isTaken) => {
    const plain = await joinScene()
    await added(plain, plain.bob)
    for (const each of [scene, plain]) {
      const { network, group, bob } = each
      await group.remove('bob', { check: false })
      await network.mine()
      const handle = await waitingAdd(each, bob)
      // The second history knows the first transaction, and gives it for that of a later marker, too: its nonce is used up there.
      await rewrite(bob, handle, (history) => {
        const [first, entry] = [history[0], history[at]]
        if (first === undefined || entry === undefined) throw new RangeError('too short')
        return [first, { ...first, markerHash: entry.markerHash, ...(isTaken ? {} : { stateRoot: entry.stateRoot }) }]
      })
      expect((await network.mine()).reports.get('bob')).toMatchObject({ imported: isTaken })
      const { marker: later = '' } = group.history()[at] ?? {}
      const { marker: before = '' } = group.history()[at - 1] ?? {}
      expect(bob.privateReceipt(later)?.status).toBe(2)
      // In the same block or another: the second history does not know it, and its receipt is not forgotten.
      if (each === scene && way === 'snapshot') expect(() => bob.privateReceipt(before)).toThrow(/completeHistory/)
      else expect(bob.privateReceipt(before)?.status).toBe(1)
      await bob.completeHistory(group.id)
      expect(bob.privateReceipt(later)?.status).toBe(2)
      expect(bob.privateReceipt(before)?.status).toBe(1)
    }
    expect(await contentsOf(scene.network, 'bob')).toEqual(await contentsOf(plain.network, 'bob'))
    await plain.network.close()
  })

  it('evm_snapshot and evm_revert bring back what was deferred', async () => {
    const { network, bob, group } = scene
    const id = await network.snapshot()
    const before = await contentsOf(network, 'bob')
    await bob.completeHistory(group.id)
    expect(await network.revert(id)).toBe(true)
    expect(bob.hasDeferredHistory(group.id)).toBe(true)
    expect(await contentsOf(network, 'bob')).toEqual(before)
    await bob.completeHistory(group.id)
    await bob.verifyState(group.id, 3)
  })
})

describe.each(WAYS)('a network on disk, joined by %s', (_, options) => {
  it('is the same after a restart, and may be completed then', async () => {
    const dataPath = mkdtempSync(join(tmpdir(), 'coterie-'))
    try {
      scene = await joinScene({ ...options, dataPath })
      await added(scene, scene.bob)
      const expected = await scene.alice.verifyState(scene.group.id, 5)
      await scene.network.close()
      const network = await createNetwork({ dataPath, mining: 'manual' })
      scene = { ...scene, network }
      const bob = network.node('bob')
      expect(bob.hasDeferredHistory(scene.group.id)).toBe(true)
      expect(await bob.verifyState(scene.group.id, 5)).toEqual(expected)
      expect(bob.hasDeferredHistory(scene.group.id)).toBe(false)
      await mined(network, bob.group(scene.group.id), { to: scene.contract, data: stored(1, 5) })
      expect(bob.stateRoot(scene.group.id)).toBe(network.node('alice').stateRoot(scene.group.id))
    } finally {
      await scene.network.close()
      rmSync(dataPath, { recursive: true, force: true })
    }
  })
})

describe('a snapshot', () => {
  beforeEach(async () => void (scene = await joinScene({ join: 'snapshot', checkpointEvery: 4 })))

  it('that is not what the root says refuses the block, and a retry mends it', async () => {
    const { network, alice, bob, group } = scene
    await waitingAdd(scene, bob)
    const { stateSource } = bob.context
    const tampered: typeof stateSource = (id, root) => {
      const ask = stateSource(id, root)
      return ask && (async (request) => (await ask(request)).map((byte, at) => (at === 40 ? byte ^ 1 : byte)))
    }
    Object.assign(bob.context, { stateSource: tampered })
    const { reports } = await network.mine()
    expect(reports.get('bob')).toMatchObject({ imported: false, error: { code: 'SNAPSHOT_INVALID' } })
    expect(bob.groups()).toEqual([])
    Object.assign(bob.context, { stateSource })
    const [report] = await network.sync('bob')
    expect(report).toMatchObject({ imported: true, replays: [{ strategy: 'snapshot' }] })
    expect(bob.stateRoot(group.id)).toBe(alice.stateRoot(group.id))
  })

  it('that is no answer at all is refused likewise', async () => {
    const { network, bob } = scene
    await waitingAdd(scene, bob)
    Object.assign(bob.context, { stateSource: () => async () => Uint8Array.of(1, 2, 3) })
    const { reports } = await network.mine()
    expect(reports.get('bob')?.error).toMatchObject({ code: 'SNAPSHOT_INVALID' })
  })

  it('that nobody has, or that the history is too short for, is replaced by a replay', async () => {
    const { network, bob, carol } = scene
    await waitingAdd(scene, bob)
    Object.assign(bob.context, { stateSource: () => undefined })
    const { reports } = await network.mine()
    expect(reports.get('bob')?.replays).toMatchObject([{ strategy: 'replay', transactions: 17, deferred: 0 }])
    Object.assign(carol.context.settings, { join: { strategy: 'snapshot', check: 'end', checkpointEvery: 1000 } })
    await submitted(scene.group, { to: PROXY, data: LOCK })
    await network.mine()
    await submittedAdd(scene.group, [carol])
    const next = (await network.mine()).reports.get('carol')
    expect(next?.replays).toMatchObject([{ strategy: 'replay', deferred: 0, snapshotBytes: 0 }])
  })

  it('may be all that a node needs', async () => {
    const { bob } = scene
    Object.assign(bob.context.settings, { join: { strategy: 'snapshot', check: 'end', checkpointEvery: 1 } })
    expect(await added(scene, bob)).toMatchObject({ strategy: 'snapshot', transactions: 0, deferred: 17 })
    expect(await bob.groupState(scene.group.id)).toEqual(await scene.alice.groupState(scene.group.id))
  })
})

it.each(WAYS)('by %s, a block is imported that the history itself leads beyond', async (_, options) => {
  const network = await createNetwork({ nodes: ['alice', 'carol'], mining: 'manual', ...options, checkpointEvery: 1 })
  try {
    const group = await network.node('alice').createGroup({ members: ['alice'] })
    await network.mine()
    await mined(network, group, { to: PROXY, data: LOCK })
    const { number } = network.head
    const fork = network.node('alice').canonicalHash(number)
    await mined(network, group, { to: PROXY, data: GET_PARTICIPANTS })
    const add = await submittedAdd(group, [network.node('carol')])
    // The history goes up to the abandoned block.
    const { block, reports } = await network.mine({ parent: fork ?? '', transactions: [add] })
    expect([...reports.values()].map(({ imported }) => imported)).toEqual([true, true])
    const [alice, carol] = [network.node('alice'), network.node('carol')]
    expect(carol.stateRoot(group.id, block.hash)).toBe(alice.stateRoot(group.id, block.hash))
  } finally {
    await network.close()
  }
})
