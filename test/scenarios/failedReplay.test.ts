import { describe, expect, it } from 'vitest'
import { type ImportReport, ReplayRootMismatchError } from '../../src/index.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { type PayloadHandle, toStateRoot } from '../../src/primitives/identifiers.ts'
import { payloadBytes, payloadText } from '../../src/transaction/enclavePayload.ts'
import { decodeHistoryBlob, encodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { parseMarkerData } from '../../src/transaction/markerTransaction.ts'
import { eventEmitter, publicReader } from '../fixtures/contracts.ts'
import { markerDataOf } from './support/blockTransactions.ts'
import { expectMembers, expectSameRoot } from './support/expectations.ts'
import { PROXY, addCall } from './support/management.ts'
import { minedBy } from './support/minedBy.ts'
import { type Cast, openNetwork } from './support/openNetwork.ts'
import { deployPublicly } from './support/publicContract.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** Expects charlie alone to have refused the newest block, and to refuse it again. */
async function expectOnlyCharlieRefuses(
  { network, alice, bob, charlie }: Cast,
  report: ImportReport | undefined,
): Promise<void> {
  const code = report?.error?.code
  expect(code).toBeDefined()
  expect(report).toMatchObject({ hash: network.head.hash, imported: false, replays: [] })
  for (const node of [alice, bob]) expect(node.head).toEqual(network.head)
  expect(charlie.head.number).toBe(network.head.number - 1n)
  expect(await network.sync('charlie')).toMatchObject([{ imported: false, error: { code } }])
}

describe('FP-155 a history that cannot be replayed', () => {
  it('FP-155 mismatch: public state changed earlier in the block of the transaction', async () => {
    const cast = await openNetwork({ mining: 'manual' })
    const { network, alice, bob } = cast
    const mined = minedBy(network)
    const publicEmitter = await deployPublicly(network, bob, eventEmitter.creation)
    const group = await mined(alice.createGroup({ members: ['alice'] }))
    const reader = await mined(group.deploy({ abi: publicReader.abi, bytecode: publicReader.creation }))
    const stored = await bob.sendPublicTransaction({ to: publicEmitter, data: `0x6057361d${'0c'.padStart(64, '0')}` })
    const read = await reader.send('record', [publicEmitter])
    const { block } = await network.mine({ transactions: [stored.hash, read.marker] })
    expect(await reader.call('recorded')).toBe(12n)
    await mined(group.lock())
    const refused: string[] = []
    network.on('refused', ({ node }) => refused.push(node))
    await group.add('charlie')
    const { reports } = await network.mine()
    const error = reports.get('charlie')?.error
    expect(error).toBeInstanceOf(ReplayRootMismatchError)
    expect(error).toMatchObject({
      code: 'REPLAY_ROOT_MISMATCH',
      mismatch: {
        group: group.id,
        blockNumber: block.number.toString(),
        block: block.hash,
        transaction: read.marker,
        expected: alice.stateRoot(group.id, block.number),
        abandoned: undefined,
      },
    })
    expect(error?.details['computed']).not.toBe(error?.details['expected'])
    expect(refused).toEqual(['charlie'])
    await expectOnlyCharlieRefuses(cast, reports.get('charlie'))
  })

  it('FP-155 two markers of one signer in one block of the history', async () => {
    const nodes = { alice: { markerKey: `0x${'55'.repeat(32)}` }, bob: {}, charlie: {} }
    const cast = await openNetwork({ mining: 'manual', nodes })
    const { network, alice } = cast
    const mined = minedBy(network)
    const group = await mined(alice.createGroup({ members: ['alice'] }))
    const contract = await mined(group.deploy(emitter))
    await contract.send('store', [1n])
    await contract.send('store', [2n])
    const { block } = await network.mine()
    await mined(group.lock())
    await group.add('charlie')
    const { reports } = await network.mine()
    const error = reports.get('charlie')?.error
    expect(error).toMatchObject({ code: 'HYDRATION_FAILED', cause: { code: 'HYDRATION_FAILED' } })
    expect(error?.message).toMatch(new RegExp(`block ${block.number} .*nonce`))
    await expectOnlyCharlieRefuses(cast, reports.get('charlie'))
  })

  it('FP-155 in strict mode the same histories can be replayed', async () => {
    const nodes = { alice: { markerKey: `0x${'55'.repeat(32)}` }, bob: {}, charlie: { strict: true } }
    const { network, alice, bob, charlie } = await openNetwork({ mining: 'manual', nodes })
    const mined = minedBy(network)
    const publicEmitter = await deployPublicly(network, bob, eventEmitter.creation)
    const group = await mined(alice.createGroup({ members: ['alice'] }))
    const reader = await mined(group.deploy({ abi: publicReader.abi, bytecode: publicReader.creation }))
    const stored = await bob.sendPublicTransaction({ to: publicEmitter, data: `0x6057361d${'0c'.padStart(64, '0')}` })
    const reads = [await reader.send('record', [publicEmitter]), await reader.send('record', [publicEmitter])]
    await network.mine({ transactions: [stored.hash, ...reads.map(({ marker }) => marker)] })
    await mined(group.lock())
    await mined(group.add('charlie'))
    await expectMembers([alice, charlie], group.id, [alice, charlie])
    expectSameRoot([alice, charlie], group.id)
  })

  /** An add that waits, with the handle of its history blob. */
  async function waitingAdd() {
    const cast = await openNetwork({ mining: 'manual' })
    const { network, alice, charlie } = cast
    const mined = minedBy(network)
    const group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
    await mined(group.deploy(emitter))
    await mined(group.lock())
    const { marker } = await group.add('charlie')
    const { blobHandle } = parseMarkerData(markerDataOf(network, marker)) ?? {}
    const corrupt = (text: string) => charlie.enclave.faults.corrupt(blobHandle as PayloadHandle, text)
    return { ...cast, group, blobHandle: blobHandle as PayloadHandle, corrupt }
  }

  it('FP-155 mismatch: a blob with another root', async () => {
    const { group, blobHandle, corrupt, ...cast } = await waitingAdd()
    const { network, charlie } = cast
    const history = decodeHistoryBlob(payloadBytes((await charlie.enclave.receive(blobHandle)).payload))
    const wrong = toStateRoot(new Uint8Array(32).fill(9))
    const altered = history.map((entry, index) => (index === 1 ? { ...entry, stateRoot: wrong } : entry))
    await corrupt(payloadText(encodeHistoryBlob(altered)))
    const { reports } = await network.mine()
    expect(reports.get('charlie')?.error).toMatchObject({
      code: 'REPLAY_ROOT_MISMATCH',
      mismatch: {
        transaction: toHex(history[1]?.markerHash ?? wrong),
        expected: toHex(wrong),
        computed: toHex(history[1]?.stateRoot ?? wrong),
      },
    })
    await expectOnlyCharlieRefuses(cast, reports.get('charlie'))
    expect(group.history()).toHaveLength(4)
  })

  it.each([
    { what: 'no base64', text: '%%%' },
    { what: 'no RLP', text: payloadText(new Uint8Array([0xc3, 1])) },
    { what: 'an empty history', text: payloadText(encodeHistoryBlob([])) },
  ])('FP-155 a blob that is $what', async ({ text }) => {
    const { corrupt, ...cast } = await waitingAdd()
    await corrupt(text)
    const { reports } = await cast.network.mine()
    expect(reports.get('charlie')?.error).toMatchObject({ code: 'HYDRATION_FAILED' })
    await expectOnlyCharlieRefuses(cast, reports.get('charlie'))
  })

  it('FP-155 a replay that failed succeeds once the blob is mended', async () => {
    const { group, blobHandle, corrupt, ...cast } = await waitingAdd()
    const { network, alice, bob, charlie } = cast
    const { payload } = await charlie.enclave.receive(blobHandle)
    await corrupt('%%%')
    await network.mine()
    expect(charlie.groups()).toEqual([])
    await corrupt(payload)
    expect(await network.sync('charlie')).toMatchObject([{ imported: true, replays: [{ transactions: 3 }] }])
    expectSameRoot([alice, bob, charlie], group.id)
  })
})

describe('receipts of a replayed history, and histories of adds that fail', () => {
  it('FP-156 receipts found through the blob', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const other = await bob.createGroup({ members: ['bob'] })
    const { deployment } = await group.deploy(emitter)
    const failed = await group.send({ data: '0xfe', check: false })
    const marker = deployment?.marker ?? ''
    for (const unknown of [marker, failed.marker]) expect(charlie.privateReceipt(unknown)).toBeUndefined()
    await group.add('charlie')
    // The envelope is not for charlie; the transaction is known to him from the blob alone.
    const { handle } = parseMarkerData(markerDataOf(network, marker)) ?? {}
    await expect(charlie.enclave.receive(handle as PayloadHandle)).rejects.toMatchObject({ status: 404 })
    expect(charlie.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    // A failed transaction is in no history, and another group's is none of charlie's business.
    expect(charlie.privateReceipt(failed.marker)).toBeUndefined()
    expect(charlie.privateReceipt(other.history()[0]?.marker ?? '')).toBeUndefined()
    expect(charlie.privateReceipt(`0x${'00'.repeat(32)}`)).toBeUndefined()
  })

  it('FP-157 in strict mode an outsider keeps nothing of an add that is refused', async () => {
    const { network, alice, charlie } = await openNetwork({ nodes: { alice: {}, bob: {}, charlie: { strict: true } } })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { inclusion } = await group.send({ to: PROXY, data: addCall([charlie]), check: false })
    expect(inclusion?.reports.get('charlie')).toMatchObject({ imported: true, replays: [] })
    expect(charlie.groups()).toEqual([])
    expect(charlie.head).toEqual(network.head)
    await group.add('charlie')
    await expectMembers([alice, charlie], group.id, [alice, network.node('bob'), charlie])
    expectSameRoot([alice, charlie], group.id)
  })

  it.each([
    { what: 'refused, because the group is not locked', lock: false },
    { what: 'failing, because the signer is not the owner', lock: true },
  ])('FP-157 rehydration ignores the add’s success: $what', async ({ lock }) => {
    const { network, alice, bob, charlie } = await openNetwork({ mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
    const contract = await mined(group.deploy(emitter))
    await mined(contract.send('store', [42n]))
    if (lock) await mined(group.lock())
    const before = group.root()
    const account = lock ? bob.account : alice.account
    const { marker } = await group.send({ to: PROXY, data: addCall([charlie]), account })
    const { reports } = await network.mine()
    expect(reports.get('alice')?.markers).toMatchObject([
      lock ? { result: 'executed', status: 0 } : { result: 'refused', reason: 'add-while-unlocked' },
    ])
    await expectMembers([alice, bob], group.id, [alice, bob])
    expect(reports.get('charlie')?.replays).toMatchObject([{ marker, transactions: lock ? 4 : 3 }])
    expect(expectSameRoot([alice, bob, charlie], group.id)).toBe(before)
    expect(await charlie.group(group.id).contract(contract.address, eventEmitter.abi).call('value')).toBe(42n)
    // Later transactions do not reach the outsider.
    if (lock) await mined(group.unlock())
    await mined(contract.send('store', [43n]))
    expect(charlie.stateRoot(group.id)).toBe(before)
  })
})
