import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { ask, errorOf } from '../../rpc/ask.ts'
import { NO_SUCH_GROUP } from '../support/expectations.ts'
import { initCode, loops } from '../support/evmCode.ts'
import {
  LOCK,
  PROXY,
  addCall,
  errorData,
  participantsAnswer,
  removeCall,
  GET_PARTICIPANTS,
} from '../support/management.ts'
import { rawTransaction } from '../support/signedTransaction.ts'
import { EMITTER, GROUP, call, groupOfTwo, receiptOf, send, sent } from './clients.ts'

const OTHER = toBase64(new Uint8Array(32).fill(0x62))

describe('what documentation promises, through JSON-RPC', () => {
  it('FP-162 group id reuse', async () => {
    const { alice, bob, charlie } = await groupOfTwo()
    // A stranger gets a group of its own with the same id; the old one stays.
    await send(charlie, { to: PROXY, data: addCall([charlie]) })
    expect(await call(bob, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
    expect(await call(charlie, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([charlie]))
    // A member that creates it again asks for an add, which an unlocked group refuses.
    expect(await sent(alice, { to: PROXY, data: addCall([alice, bob]) })).toMatchObject({ status: '0x0' })
    expect(await call(bob, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
  })

  it('FP-163 owner only', async () => {
    const { alice, bob } = await groupOfTwo()
    for (const data of [LOCK, removeCall(alice)]) {
      expect(await sent(bob, { to: PROXY, data })).toMatchObject({
        status: '0x0',
        revertReason: errorData('Origin not the owner.'),
      })
    }
    expect(await call(bob, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
  })

  it('FP-164, FP-165 an add brings everything, a removal nothing more', async () => {
    const { alice, bob, charlie, creation } = await groupOfTwo()
    await send(alice, { to: PROXY, data: LOCK })
    await send(alice, { to: PROXY, data: addCall([charlie]) })
    expect(await receiptOf(charlie, creation)).toMatchObject({ status: '0x1' })
    await send(alice, { to: PROXY, data: removeCall(charlie) })
    const later = await send(alice, { data: EMITTER })
    expect(await receiptOf(bob, later)).toMatchObject({ status: '0x1' })
    expect(await receiptOf(charlie, later)).toBeNull()
    expect(await receiptOf(charlie, creation)).toMatchObject({ status: '0x1' })
    expect(await call(charlie, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
  })

  it('FP-166 version inconsistency', async () => {
    const { network, alice, bob } = await groupOfTwo({ mining: 'manual' })
    const removal = await send(alice, { to: PROXY, data: removeCall(bob) })
    const business = await send(alice, { data: EMITTER, nonce: 2n })
    await network.mine()
    expect(await receiptOf(alice, removal)).toMatchObject({ status: '0x1' })
    expect(await receiptOf(alice, business)).toMatchObject({ status: '0x0' })
  })

  it('FP-167 lock left behind', async () => {
    const { alice } = await groupOfTwo()
    await send(alice, { to: PROXY, data: LOCK })
    expect(await sent(alice, { data: EMITTER })).toMatchObject({ status: '0x0' })
    expect(await sent(alice, { to: PROXY, data: '0xa69df4b5' })).toMatchObject({ status: '0x1' })
    expect(await sent(alice, { data: EMITTER })).toMatchObject({ status: '0x1' })
  })

  it("FP-169 web3j's removal", async () => {
    const { alice, bob } = await groupOfTwo()
    expect(await sent(alice, { to: PROXY, data: `0x61544c91${'00'.repeat(64)}` })).toMatchObject({ status: '0x0' })
    expect(await call(alice, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
  })

  it('FP-170 client from before 22.10', async () => {
    const strict = await groupOfTwo({ besuVersion: '24.3' })
    const old = { to: PROXY, data: addCall([strict.alice], 'v1') }
    expect(await errorOf(send(strict.alice, old, OTHER))).toEqual(NO_SUCH_GROUP)
    const both = await groupOfTwo()
    await send(both.alice, { to: PROXY, data: addCall([both.alice, both.bob], 'v1') }, OTHER)
    expect(await ask(both.bob, 'privx_findFlexiblePrivacyGroup', [])).toHaveLength(2)
  })

  it('FP-171, FP-172 receipts and groups appear together', async () => {
    const { alice, bob } = await groupOfTwo()
    const marker = await send(alice, { to: PROXY, data: addCall([alice, bob]) }, OTHER)
    for (const node of [alice, bob]) {
      expect(await ask(node, 'eth_getTransactionReceipt', marker)).toMatchObject({ status: '0x1' })
      expect(await receiptOf(node, marker)).toMatchObject({ status: '0x1' })
      expect(await ask(node, 'privx_findFlexiblePrivacyGroup', [bob.enclaveKey])).toHaveLength(2)
    }
  })

  it('FP-173, FP-174 resend, and raw forms', async () => {
    const { alice } = await groupOfTwo()
    const raw = toHex(rawTransaction(alice, GROUP, { data: EMITTER, chainId: undefined }))
    expect(await ask(alice, 'eea_sendRawTransaction', raw.slice(2).toUpperCase())).toMatch(/^0x[0-9a-f]{64}$/)
    expect(await errorOf(ask(alice, 'eea_sendRawTransaction', raw))).toEqual({ code: -32001, message: 'Nonce too low' })
  })

  it('FP-175 reading while locked', async () => {
    const { alice, bob } = await groupOfTwo()
    await send(alice, { to: PROXY, data: LOCK })
    expect(await call(bob, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
    expect(await call(bob, PROXY, '0x78b90337')).toBe(`0x${'00'.repeat(32)}`)
  })

  it('FP-176 message to a removed-then-empty group', async () => {
    const { alice, bob } = await groupOfTwo()
    for (const node of [bob, alice]) await send(alice, { to: PROXY, data: removeCall(node) })
    expect(await call(alice, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([]))
    expect(await ask(alice, 'privx_findFlexiblePrivacyGroup', [])).toMatchObject([
      { privacyGroupId: GROUP, members: [] },
    ])
    for (const data of [LOCK, removeCall(alice), GET_PARTICIPANTS]) {
      expect(await errorOf(send(alice, { to: PROXY, data }))).toEqual(NO_SUCH_GROUP)
    }
    // An add is taken as one that creates the group, but the contract is there and unlocked: refused when it is executed.
    const root = await ask(alice, 'priv_debugGetStateRoot', GROUP, 'latest')
    const add = await send(alice, { to: PROXY, data: addCall([alice, bob]) })
    expect(await ask(alice, 'eth_getTransactionReceipt', add)).toMatchObject({ status: '0x1' })
    expect(await receiptOf(alice, add)).toMatchObject({ status: '0x0', output: '0x', logs: [] })
    expect(await ask(alice, 'priv_debugGetStateRoot', GROUP, 'latest')).toBe(root)
    expect(await call(alice, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([]))
  })

  it('FP-177b failed creation still names a contract', async () => {
    const { alice } = await groupOfTwo()
    const failed = await sent(alice, { data: '0xfe' })
    expect(failed.status).toBe('0x0')
    expect(failed.contractAddress).toMatch(/^0x[0-9a-f]{40}$/)
    expect(await sent(alice, { data: EMITTER, nonce: 7n })).toMatchObject({
      status: '0x2',
      contractAddress: expect.stringMatching(/^0x[0-9a-f]{40}$/) as string,
    })
  })

  it('FP-177c private gas is not metered, but an endless loop ends', async () => {
    const { network, alice, bob } = await groupOfTwo({ executionCap: { work: 1_000_000 } })
    // Returns the gas that is left.
    const meter = await sent(alice, { data: initCode('0x5a60005260206000f3'), gasLimit: 100_000n })
    expect(meter).toMatchObject({ status: '0x1' })
    expect(meter).not.toHaveProperty('gasUsed')
    const left = BigInt((await call(alice, meter.contractAddress ?? '0x', '0x')) as string)
    expect(left).toBeGreaterThan(2n ** 62n)
    const { contractAddress: endless = '0x' } = await sent(alice, { data: initCode(loops) })
    const answer = errorOf(call(bob, endless, '0x'))
    expect(await answer).toEqual({ code: -50100, message: 'Private transaction failed' })
    for (const node of [alice, bob]) expect(await ask(node, 'eth_blockNumber')).toBe('0x3')
    // A transaction that does not end fails on every member, and the chain goes on.
    const marker = await send(alice, { to: endless })
    for (const node of [alice, bob]) expect(await receiptOf(node, marker)).toMatchObject({ status: '0x0' })
    expect(network.head.number).toBe(4n)
    expect(await sent(bob, { data: EMITTER })).toMatchObject({ status: '0x1' })
    expect(await call(bob, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
  })

  it('FP-178 a lost payload', async () => {
    const { network, alice, bob, creation } = await groupOfTwo()
    const handle = alice.markersOf(1)[0]?.handle ?? ''
    expect(network.head.number).toBe(1n)
    await bob.enclave.faults.lose(handle)
    expect(await receiptOf(bob, creation)).toBeNull()
    expect(await receiptOf(alice, creation)).toMatchObject({ status: '0x1' })
  })
})
