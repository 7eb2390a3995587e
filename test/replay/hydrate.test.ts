/** Replaying a history, and everything that may be wrong with one (spec 02 §13.3). */
import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/network/Network.ts'
import { fromBase64, fromHex, toBase64, toHex, toWord } from '../../src/primitives/bytes.ts'
import { toGroupId, toStateRoot, toTransactionHash } from '../../src/primitives/identifiers.ts'
import { ownHistory as writeOwnHistory, successfulMarkers } from '../../src/replay/ownHistory.ts'
import { type HistoryBlobEntry, decodeHistoryBlob, encodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import {
  LOCK,
  PROXY,
  founded,
  handleOf,
  installing,
  manualNetwork,
  mined,
  nextReport,
  submitted,
  submittedAdd,
} from '../node/scenes.ts'

/** A group of alice with a lock in block 3, and an add of bob that waits. */
async function waitingAdd() {
  const network = await manualNetwork({ nodes: ['alice', 'bob'] })
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  const group = await founded(alice, network, ['alice'])
  await mined(network, group, { data: installing('60003560005500') })
  await mined(network, group, { to: PROXY, data: LOCK })
  const add = await submittedAdd(group, [bob])
  const handle = handleOf(network, add, 'blob')
  const history = decodeHistoryBlob(fromBase64((await bob.enclave.receive(handle)).payload))
  const give = (text: string) => bob.enclave.faults.corrupt(handle, text)
  return { network, alice, bob, group, add, handle, history, give }
}
const blob = (entries: readonly HistoryBlobEntry[]): string => toBase64(encodeHistoryBlob(entries))

describe('a history that can be replayed', () => {
  it('FP-152 gives the newcomer what the members have, bit for bit', async () => {
    const { network, alice, bob, group, add, handle, history } = await waitingAdd()
    expect(history).toHaveLength(3)
    const progress: unknown[] = []
    const replays: unknown[] = []
    network.on('replay-progress', ({ node, group: id, done, total }) => progress.push([node, id, done, total]))
    network.on('replay', (replay) => replays.push(replay))
    const report = await nextReport(network, 'bob')
    expect(report.replays).toMatchObject([
      {
        marker: add,
        group: group.id,
        transactions: 3,
        blocks: 3,
        root: toHex(history[2]?.stateRoot ?? new Uint8Array()),
      },
    ])
    expect(progress).toEqual([1, 2, 3].map((done) => ['bob', group.id, done, 3]))
    expect(replays).toMatchObject([{ node: 'bob', marker: add, transactions: 3 }])
    for (let number = 0; number <= 4; number++) {
      expect(bob.stateRoot(group.id, number)).toBe(alice.stateRoot(group.id, number))
      if (number > 0) expect(bob.headMap(number)).toEqual(alice.headMap(number))
      expect(bob.blockMetadata(number)).toEqual(alice.blockMetadata(number))
    }
    for (const { marker } of alice.history(group.id))
      expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    expect([bob.addDataKey(group.id), alice.addDataKey(group.id)]).toEqual([toBase64(handle), undefined])
  })

  it('FP-153 costs members nothing and leaves their add-data key alone', async () => {
    const { network, alice, group } = await waitingAdd()
    expect((await nextReport(network, 'alice')).replays).toEqual([])
    expect(alice.addDataKey(group.id)).toBeUndefined()
  })

  it('FP-154 is replayed from where a former member stopped', async () => {
    const { network, alice, bob, group } = await waitingAdd()
    await network.mine()
    await group.remove('bob', { check: false })
    await network.mine()
    await mined(network, group, { data: installing('00') })
    await network.mine()
    await mined(network, group, { to: PROXY, data: LOCK })
    expect(bob.stateRoot(group.id)).not.toBe(alice.stateRoot(group.id))
    await submittedAdd(group, [bob])
    expect(await nextReport(network, 'bob')).toMatchObject({ replays: [{ transactions: 2, blocks: 2 }] })
    for (let number = 0; number <= 9; number++)
      expect(bob.stateRoot(group.id, number)).toBe(alice.stateRoot(group.id, number))
    expect(bob.history(group.id)).toEqual(alice.history(group.id))
  })

  it('several transactions of one block are one block', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'] })
    const group = await founded(network.node('alice'), network, ['alice'])
    for (let i = 0; i < 3; i++) await submitted(group, { data: installing('00') })
    await network.mine()
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [network.node('bob')])
    expect(await nextReport(network, 'bob')).toMatchObject({ replays: [{ transactions: 5, blocks: 3 }] })
    expect(network.node('bob').stateRoot(group.id)).toBe(network.node('alice').stateRoot(group.id))
  })
})

describe('a history that cannot be replayed refuses the block', () => {
  type Change = (history: readonly HistoryBlobEntry[], network: Network) => string
  const withTransaction = (
    entry: HistoryBlobEntry | undefined,
    recipients: { kind: 'group'; groupId: Uint8Array } | { kind: 'legacy'; privateFor: [] },
    network: Network,
  ): HistoryBlobEntry[] =>
    entry === undefined
      ? []
      : [
          {
            ...entry,
            transaction: signPrivateTransaction(
              { ...entry.transaction, recipients },
              fromHex(network.node('alice').account.privateKey),
            ),
          },
        ]

  it.each<[string, Change, string]>([
    ['no base64', () => 'no base64!', 'HYDRATION_FAILED'],
    ['no list', () => toBase64(Uint8Array.of(5)), 'HYDRATION_FAILED'],
    ['an empty list', () => blob([]), 'HYDRATION_FAILED'],
    [
      'trailing bytes',
      (history) => toBase64(Buffer.concat([encodeHistoryBlob(history), Buffer.of(0)])),
      'HYDRATION_FAILED',
    ],
    [
      'a legacy transaction first',
      ([first], network) => blob(withTransaction(first, { kind: 'legacy', privateFor: [] }, network)),
      'HYDRATION_FAILED',
    ],
    [
      'a short group id',
      ([first], network) => blob(withTransaction(first, { kind: 'group', groupId: new Uint8Array(31) }, network)),
      'HYDRATION_FAILED',
    ],
    [
      'an unknown marker',
      (history) =>
        blob(history.map((entry, i) => (i === 2 ? { ...entry, markerHash: toTransactionHash(toWord(1n)) } : entry))),
      'HYDRATION_FAILED',
    ],
    [
      'another root',
      (history) => blob(history.map((entry) => ({ ...entry, stateRoot: toStateRoot(toWord(1n)) }))),
      'REPLAY_ROOT_MISMATCH',
    ],
  ])('%s', async (_, change, code) => {
    const { network, bob, group, history, give } = await waitingAdd()
    await give(change(history, network))
    expect(await nextReport(network, 'bob')).toMatchObject({
      imported: false,
      error: { code },
      markers: [],
      replays: [],
    })
    expect([bob.head.number, network.head.number]).toEqual([3n, 4n])
    expect(bob.addDataKey(group.id)).toBeUndefined()
    await give(blob(history))
    expect(await network.sync('bob')).toMatchObject([{ imported: true, replays: [{ transactions: 3 }] }])
    expect(bob.stateRoot(group.id)).toBe(network.node('alice').stateRoot(group.id))
  })

  it('locates all markers before it executes any', async () => {
    const { network, bob, history, give } = await waitingAdd()
    await give(
      blob(history.map((entry, i) => (i === 2 ? { ...entry, markerHash: toTransactionHash(toWord(1n)) } : entry))),
    )
    await network.mine()
    expect(bob.privateReceipt(toHex(history[0]?.markerHash ?? new Uint8Array()))).toBeUndefined()
  })

  it('FP-155 names the first transaction with another root', async () => {
    const { network, bob, group, history, give } = await waitingAdd()
    await give(blob(history.map((entry, i) => (i === 1 ? { ...entry, stateRoot: toStateRoot(toWord(7n)) } : entry))))
    const { error } = await nextReport(network, 'bob')
    expect(error?.details).toMatchObject({
      group: group.id,
      blockNumber: '2',
      block: bob.canonicalHash(2),
      transaction: toHex(history[1]?.markerHash ?? new Uint8Array()),
      expected: toHex(toWord(7n)),
      computed: toHex(history[1]?.stateRoot ?? new Uint8Array()),
    })
  })

  it('a blob for others is no matter', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob', 'carol'] })
    const group = await founded(network.node('alice'), network, ['alice'])
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [network.node('bob')])
    expect(await nextReport(network, 'carol')).toMatchObject({
      imported: true,
      replays: [],
      markers: [{ reason: 'payload-not-here' }],
    })
    expect(network.node('carol').groups()).toEqual([])
  })

  it('ends with the state that a history names, whoever has signed it', async () => {
    // Replay asks no gate: a history is believed as long as the roots are right.
    const { network, bob, group, history, give } = await waitingAdd()
    await give(blob(history.slice(0, 2)))
    expect(await nextReport(network, 'bob')).toMatchObject({
      imported: true,
      replays: [{ transactions: 2 }],
      markers: [{ result: 'refused' }],
    })
    expect(bob.stateRoot(group.id)).toBe(toHex(history[1]?.stateRoot ?? new Uint8Array()))
  })
})

describe('ownHistory (spec 01 §8.4)', () => {
  const ownHistory = async (...of: Parameters<typeof writeOwnHistory>): Promise<HistoryBlobEntry[]> =>
    decodeHistoryBlob((await writeOwnHistory(...of)).finish())

  it('lists successes only, in order of execution', async () => {
    const network = await manualNetwork({ nodes: ['alice'] })
    const alice = network.node('alice')
    const group = await founded(alice, network, ['alice'])
    await submitted(group, { data: installing('00') })
    await submitted(group, { data: '0xfe' })
    await network.mine()
    await network.mine()
    await submitted(group, { data: installing('01'), nonce: 2n })
    await network.mine()
    const id = toGroupId(fromBase64(group.id))
    const entries = successfulMarkers(alice.context, id)
    expect(entries).toHaveLength(3)
    expect(entries.map(({ stateRoot }) => toHex(stateRoot))).toEqual(
      [1, 2, 4].map((number) => alice.stateRoot(group.id, number)),
    )
    const history = await ownHistory(alice.context, id, alice.context.ownKey)
    expect(history.map(({ markerHash }) => markerHash)).toEqual(entries.map(({ markerHash }) => markerHash))
    expect(history.map(({ transaction }) => transaction.nonce)).toEqual([0n, 1n, 2n])
    expect(successfulMarkers(alice.context, toGroupId(toWord(9n)))).toEqual([])
    expect(await ownHistory(alice.context, toGroupId(toWord(9n)), alice.context.ownKey)).toEqual([])
  })

  it('of a hydrated node begins with the history that it was given', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob', 'carol'] })
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => network.node(name))
    if (alice === undefined || bob === undefined || carol === undefined) throw new RangeError('a node is missing')
    const group = await founded(alice, network, ['alice'])
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [bob])
    await network.mine()
    const id = toGroupId(fromBase64(group.id))
    const [ofAlice, ofBob] = await Promise.all(
      [alice, bob].map((node) => ownHistory(node.context, id, node.context.ownKey)),
    )
    expect(ofBob).toEqual(ofAlice)
    // The owner's account may act through any member's node.
    const throughBob = bob.group(group.id)
    const lock = await submitted(throughBob, { to: PROXY, data: LOCK, account: alice.account })
    await network.mine({ transactions: [lock] })
    await throughBob.add('carol', { account: alice.account, check: false })
    expect(await nextReport(network, 'carol')).toMatchObject({ replays: [{ transactions: 4 }] })
    expect(carol.stateRoot(group.id)).toBe(alice.stateRoot(group.id))
  })

  it('is not sent in part when blocks are taken back while it is read', async () => {
    const network = await manualNetwork({ nodes: ['alice'] })
    const alice = network.node('alice')
    const group = await founded(alice, network, ['alice'])
    const before = await network.snapshot()
    await mined(network, group, { data: installing('00') })
    alice.enclave.faults.before = async () => {
      alice.enclave.faults.before = undefined
      await network.revert(before)
    }
    const id = toGroupId(fromBase64(group.id))
    await expect(ownHistory(alice.context, id, alice.context.ownKey)).rejects.toMatchObject({
      code: 'STATE_INCONSISTENT',
    })
    expect(await ownHistory(alice.context, id, alice.context.ownKey)).toHaveLength(1)
  })

  it('FP-178 cannot be made when the enclave has lost a payload', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'] })
    const alice = network.node('alice')
    const group = await founded(alice, network, ['alice'])
    const lock = await submitted(group, { to: PROXY, data: LOCK })
    const handle = handleOf(network, lock)
    await network.mine()
    await alice.enclave.faults.lose(handle)
    await expect(submittedAdd(group, [network.node('bob')])).rejects.toMatchObject({
      besu: { message: 'EnclavePayloadNotFound' },
    })
    expect(network.pending).toEqual([])
  })
})
