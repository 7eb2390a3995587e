import { encodeAbiParameters } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../../src/index.ts'
import { concat, fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { NO_VERSION, OTHER_VERSION, outcomeOn, putEnvelope, sendMarker, versionOf } from './support/craftedMarker.ts'
import { answering, initCode } from './support/evmCode.ts'
import { NO_SUCH_GROUP, expectRefusal } from './support/expectations.ts'
import { GET_PARTICIPANTS, LOCK, PROXY, addCall, keyOf, participantsAnswer } from './support/management.ts'
import { openNetwork } from './support/openNetwork.ts'
import { signedTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

describe('FP-90 order of refusals', () => {
  it.each([
    { reason: 'add-while-unlocked', lock: false, call: 'add', version: OTHER_VERSION, from: 'charlie' },
    { reason: 'locked', lock: true, call: 'store', version: OTHER_VERSION, from: 'charlie' },
    { reason: 'version', lock: true, call: 'add', version: OTHER_VERSION, from: 'charlie' },
    { reason: 'version', lock: false, call: 'store', version: OTHER_VERSION, from: 'alice' },
    { reason: 'version', lock: true, call: 'ask', version: NO_VERSION, from: 'alice' },
    { reason: 'not-a-member', lock: true, call: 'add', version: 'own', from: 'charlie' },
    { reason: 'not-a-member', lock: false, call: 'store', version: 'own', from: 'charlie' },
    { reason: undefined, lock: true, call: 'add', version: 'own', from: 'alice' },
  ] as const)('FP-90 locked: $lock, $call by $from with version $version: $reason', async (row) => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { address } = await group.deploy(emitter)
    if (row.lock) await group.lock()
    const calls = {
      add: { to: PROXY, data: addCall([charlie]) },
      store: { to: address, data: concat(fromHex('6057361d'), toWord(1n)) },
      ask: { to: PROXY, data: GET_PARTICIPANTS },
    }
    const privateFrom = network.node(row.from).enclaveKey
    const transaction = signedTransaction(alice, group.id, { ...calls[row.call], privateFrom })
    const version = row.version === 'own' ? await versionOf(alice, group.id) : row.version
    const before = group.root()
    const sent = await sendMarker(network, await putEnvelope([alice, bob], transaction, version, privateFrom))
    const result = row.reason === undefined ? 'executed' : 'refused'
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result, reason: row.reason })
      if (row.reason === undefined) continue
      expect(node.privateReceipt(sent.marker)).toBeUndefined()
      expect(node.stateRoot(group.id)).toBe(before)
    }
    expect(network.publicReceipt(sent.marker)).toMatchObject({ status: 1 })
  })

  it.each([
    { what: 'an add of others', add: true },
    { what: 'no add', add: false },
  ])('FP-90 a group without members is not created by $what', async ({ add }) => {
    const { network, alice, bob } = await openNetwork()
    const group = Buffer.alloc(32, 9).toString('base64')
    const data = add ? addCall([bob]) : LOCK
    const transaction = signedTransaction(alice, group, { to: PROXY, data })
    const sent = await sendMarker(network, await putEnvelope([alice, bob], transaction, NO_VERSION, alice.enclaveKey))
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result: 'refused', reason: 'not-a-member' })
      expect(node.groups()).toEqual([])
    }
  })
})

describe('FP-88 malformed answer to the membership query', () => {
  const words = (...numbers: number[]): Hex => toHex(concat(...numbers.map((number) => toWord(BigInt(number)))))
  const anyKey = 'ee'.repeat(32)

  it.each([
    { what: 'nothing', answer: () => '0x' },
    { what: 'a wrong offset', answer: () => `${words(0x4000, 1, 0x20, 0x20)}${anyKey}` },
    { what: 'a count beyond the list', answer: () => `${words(0x20, 5, 0x20, 0x20)}${anyKey}` },
    { what: 'a huge count', answer: () => `0x${'00'.repeat(31)}20${'ff'.repeat(32)}` },
    { what: 'a truncated list', answer: () => `${words(0x20, 1, 0x20, 0x20)}${'ee'.repeat(16)}` },
    { what: 'an empty list', answer: () => words(0x20, 0) },
    {
      what: 'keys of different sizes',
      answer: (own: Hex) => encodeAbiParameters([{ type: 'bytes[]' }], [[own, `0x${'ee'.repeat(91)}`]]),
    },
    { what: 'a list without the sender', answer: () => encodeAbiParameters([{ type: 'bytes[]' }], [[`0x${anyKey}`]]) },
  ])('FP-88 $what', async ({ answer }) => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const implementation = answering({
      '78b90337': toHex(toWord(1n)),
      '0d8e6e2c': OTHER_VERSION,
      '965a25ef': toHex(toWord(1n)),
      '5aa68ac0': answer(toHex(keyOf(alice))),
    })
    const { address } = await group.deploy({ bytecode: initCode(implementation) })
    await group.upgrade(address)
    await expectRefusal(group.deploy(emitter), NO_SUCH_GROUP)
    const transaction = signedTransaction(alice, group.id, { data: eventEmitter.creation })
    const sent = await sendMarker(
      network,
      await putEnvelope([alice, bob], transaction, OTHER_VERSION, alice.enclaveKey),
    )
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result: 'refused', reason: 'not-a-member' })
      expect(node.head).toEqual(network.head)
    }
  })

  it('FP-88 a readable answer of the same contract lets the sender in', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const implementation = answering({
      '78b90337': toHex(toWord(1n)),
      '0d8e6e2c': OTHER_VERSION,
      '965a25ef': toHex(toWord(1n)),
      '5aa68ac0': participantsAnswer([alice, bob]),
    })
    const { address } = await group.deploy({ bytecode: initCode(implementation) })
    await group.upgrade(address)
    const transaction = signedTransaction(alice, group.id, { data: eventEmitter.creation })
    const sent = await sendMarker(
      network,
      await putEnvelope([alice, bob], transaction, OTHER_VERSION, alice.enclaveKey),
    )
    for (const node of [alice, bob]) expect(outcomeOn(node, sent)).toMatchObject({ result: 'executed', status: 1 })
  })
})
