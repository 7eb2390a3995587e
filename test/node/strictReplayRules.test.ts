/** The rules of strict mode about histories: what Besu does, and what a strict node does instead. */
import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/network/Network.ts'
import { fromBase64, toBase64, toHex, toWord } from '../../src/primitives/bytes.ts'
import { toStateRoot } from '../../src/primitives/identifiers.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { decodeHistoryBlob, encodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import {
  LOCK,
  PROXY,
  UNLOCK,
  founded,
  handleOf,
  installing,
  manualNetwork,
  mined,
  nextReport,
  submittedAdd,
} from './scenes.ts'

const ID = toBase64(new Uint8Array(32).fill(0x21))
const roots = (network: Network, id: string): (string | undefined)[] => network.nodes.map((node) => node.stateRoot(id))
const UNKNOWN = toHex(EMPTY_ROOT)

describe('hydrate-accepted-adds (item 23)', () => {
  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: { alice: {}, carol: { strict } } })
    const group = await founded(network.node('alice'), network, ['alice'])
    const add = await submittedAdd(group, [network.node('carol')])
    const { reports } = await network.mine()
    return { network, group, add, report: reports.get('carol') }
  }

  it('FP-157 Besu: a refused add gives the outsider history and state', async () => {
    const { network, group, report } = await run(false)
    expect(report?.replays).toMatchObject([{ transactions: 1 }])
    expect(report?.markers).toMatchObject([{ result: 'refused', reason: 'add-while-unlocked' }])
    expect(network.node('carol').stateRoot(group.id)).toBe(network.node('alice').stateRoot(group.id))
  })

  it('FP-157 strict: a refused add gives it nothing', async () => {
    const { network, group, report } = await run(true)
    expect(report).toMatchObject({ imported: true, replays: [] })
    const carol = network.node('carol')
    expect([carol.groups(), carol.stateRoot(group.id), carol.addDataKey(group.id)]).toEqual([[], UNKNOWN, undefined])
    expect(carol.history(group.id)).toEqual([])
  })

  it('strict: an add that succeeds is replayed as ever', async () => {
    const network = await manualNetwork({ nodes: { alice: {}, carol: { strict: true } } })
    const group = await founded(network.node('alice'), network, ['alice'])
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [network.node('carol')])
    const report = await nextReport(network, 'carol')
    expect(report).toMatchObject({ replays: [{ transactions: 2 }], markers: [{ status: 1 }] })
    expect(new Set(roots(network, group.id)).size).toBe(1)
  })
})

describe('keep-longer-history (item 24)', () => {
  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: { alice: { strict }, bob: {}, carol: {} } })
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    await mined(network, group, { to: PROXY, data: LOCK })
    // The blob ends with this lock; what the owner does meanwhile makes it stale.
    const add = await submittedAdd(group, [network.node('carol')], { nonce: 4n })
    await mined(network, group, { to: PROXY, data: UNLOCK, nonce: 2n })
    await mined(network, group, { to: PROXY, data: LOCK, nonce: 3n })
    const report = await nextReport(network, 'alice', [add])
    return { report, roots: roots(network, group.id) }
  }

  it('Besu: the adder falls back to the blob’s older state', async () => {
    const { report, roots: found } = await run(false)
    expect(report.replays).toMatchObject([{ transactions: 2 }])
    expect(report.markers).toMatchObject([{ status: 2 }])
    expect(found[0]).not.toBe(found[1])
  })

  it('strict: the adder keeps what it knows and stays with the other members', async () => {
    const { report, roots: found } = await run(true)
    expect(report).toMatchObject({ replays: [], markers: [{ status: 1 }] })
    expect(found[0]).toBe(found[1])
  })
})

describe('protect-own-groups (items 25 and 26)', () => {
  const run = async (strict: boolean, first: 'alice' | 'bob') => {
    const network = await manualNetwork({ nodes: { alice: {}, bob: { strict } } })
    const second = first === 'alice' ? 'bob' : 'alice'
    await founded(network.node(first), network, [first], ID)
    await founded(network.node(second), network, [second], ID)
    const group = network.node('alice').group(ID)
    await mined(network, group, { to: PROXY, data: LOCK })
    const own = network.node('bob').stateRoot(ID)
    await submittedAdd(group, [network.node('bob')])
    const report = await nextReport(network, 'bob')
    return { network, report, kept: network.node('bob').stateRoot(ID) === own }
  }

  it('Besu: an older group with the same id replaces the node’s own', async () => {
    const { network, report, kept } = await run(false, 'alice')
    expect(report).toMatchObject({ imported: true, replays: [{ transactions: 2 }], markers: [{ status: 1 }] })
    expect(kept).toBe(false)
    expect(network.node('bob').stateRoot(ID)).toBe(network.node('alice').stateRoot(ID))
  })

  it('Besu: a younger group with the same id refuses the block', async () => {
    const { network, report } = await run(false, 'bob')
    expect(report).toMatchObject({ imported: false, error: { code: 'REPLAY_ROOT_MISMATCH' } })
    expect(network.node('bob').head.number).toBe(3n)
  })

  it.each(['alice', 'bob'] as const)('strict: the node’s own group stays (%s was first)', async (first) => {
    const { report, kept } = await run(true, first)
    expect(report).toMatchObject({ imported: true, replays: [], markers: [{ result: 'refused' }] })
    expect(kept).toBe(true)
  })
})

describe('carry-public-effects (item 27)', () => {
  const run = async (strict: boolean) => {
    const markerKey = toHex(new Uint8Array(32).fill(5))
    const network = await manualNetwork({ nodes: { alice: { markerKey }, bob: { strict } } })
    const group = await founded(network.node('alice'), network, ['alice'])
    // Two markers of one public sender in one block.
    await group.deploy({ bytecode: installing('00') }, { check: false })
    await group.deploy({ bytecode: installing('00') }, { check: false })
    await network.mine()
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [network.node('bob')])
    return { network, group, report: await nextReport(network, 'bob') }
  }

  it('Besu: two markers of one sender in one historic block stop the newcomer', async () => {
    const { report } = await run(false)
    expect(report).toMatchObject({ imported: false, error: { code: 'HYDRATION_FAILED' } })
    expect(report.error?.message).toContain('nonce')
  })

  it('strict: each marker is replayed on the public state that it had', async () => {
    const { network, group, report } = await run(true)
    expect(report).toMatchObject({ imported: true, replays: [{ transactions: 4, blocks: 3 }] })
    expect(new Set(roots(network, group.id)).size).toBe(1)
  })
})

describe('merge-head-maps (item 28)', () => {
  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: { alice: {}, bob: { strict } } })
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const shared = await founded(alice, network, ['alice'])
    const own = await founded(bob, network, ['bob'])
    const old = bob.stateRoot(own.id)
    await own.deploy({ bytecode: installing('00') }, { check: false })
    await shared.deploy({ bytecode: installing('00') }, { check: false })
    await network.mine()
    const young = bob.stateRoot(own.id)
    await mined(network, shared, { to: PROXY, data: LOCK })
    await submittedAdd(shared, [bob])
    expect(await nextReport(network, 'bob')).toMatchObject({ imported: true, replays: [{ transactions: 3 }] })
    expect(bob.stateRoot(shared.id)).toBe(alice.stateRoot(shared.id))
    return { root: bob.stateRoot(own.id), old, young }
  }

  it('Besu: the newcomer’s other group falls back', async () => {
    const { root, old } = await run(false)
    expect(root).toBe(old)
  })

  it('strict: it stays where it is', async () => {
    const { root, young } = await run(true)
    expect(root).toBe(young)
  })
})

describe('discard-failed-replay', () => {
  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: { alice: {}, bob: { strict } } })
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const group = await founded(alice, network, ['alice'])
    await mined(network, group, { to: PROXY, data: LOCK })
    const add = await submittedAdd(group, [bob])
    const handle = handleOf(network, add, 'blob')
    const { payload } = await bob.enclave.receive(handle)
    const history = decodeHistoryBlob(fromBase64(payload))
    const wrong = history.map((entry, i) => (i === 0 ? entry : { ...entry, stateRoot: toStateRoot(toWord(1n)) }))
    await bob.enclave.faults.corrupt(handle, toBase64(encodeHistoryBlob(wrong)))
    const report = await nextReport(network, 'bob')
    expect(report).toMatchObject({ imported: false, error: { code: 'REPLAY_ROOT_MISMATCH' } })
    const [creation] = group.history()
    return { network, bob, group, creation: creation?.marker ?? '0x', handle, history }
  }

  it('Besu: what was replayed before the failure stays', async () => {
    const { bob, group, creation } = await run(false)
    expect(bob.privateReceipt(creation)).toMatchObject({ status: 1 })
    expect(bob.headMap(1n)).toHaveProperty([group.id])
    expect(bob.addDataKey(group.id)).toBeUndefined()
  })

  it('strict: nothing stays', async () => {
    const { bob, creation } = await run(true)
    expect(bob.privateReceipt(creation)).toBeUndefined()
    expect([0n, 1n, 2n].map((number) => bob.headMap(number))).toEqual([undefined, undefined, undefined])
  })

  it.each([false, true])('the block is imported when the blob is mended (strict: %s)', async (strict) => {
    const { network, bob, group, handle, history } = await run(strict)
    await bob.enclave.faults.corrupt(handle, toBase64(encodeHistoryBlob(history)))
    expect(await network.sync('bob')).toMatchObject([{ imported: true }])
    expect(bob.stateRoot(group.id)).toBe(network.node('alice').stateRoot(group.id))
  })
})
