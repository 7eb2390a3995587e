import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { outcomeOn } from './support/craftedMarker.ts'
import { initCode, loops } from './support/evmCode.ts'
import { NONCE_TOO_LOW, expectMembers, expectRefusal, expectSameRoot } from './support/expectations.ts'
import { GET_PARTICIPANTS, PROXY } from './support/management.ts'
import { openNetwork } from './support/openNetwork.ts'
import { rawTransaction, signedTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const asking = { to: PROXY, data: GET_PARTICIPANTS }

describe('what clients rely on', () => {
  it('FP-171 receipts together', async () => {
    const { network, alice, bob } = await openNetwork()
    const seen: (readonly [string, number | undefined, number | undefined])[] = []
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    network.on('block', ({ reports }) => {
      const marker = reports.get('alice')?.markers[0]?.marker
      if (marker === undefined || network.publicReceipt(marker) === undefined) return
      seen.push([marker, alice.privateReceipt(marker)?.status, bob.privateReceipt(marker)?.status])
    })
    const good = await group.send(asking)
    const bad = await group.send({ data: '0xfe', check: false })
    expect(seen).toEqual([
      [good.marker, 1, 1],
      [bad.marker, 0, 0],
    ])
    await network.mine()
    for (const [marker, onAlice, onBob] of seen) {
      expect([alice.privateReceipt(marker)?.status, bob.privateReceipt(marker)?.status]).toEqual([onAlice, onBob])
    }
  })

  it('FP-172 node order', async () => {
    const { alice, bob, charlie } = await openNetwork()
    const { id } = await alice.createGroup({ members: ['alice', 'charlie', 'bob'] })
    await expectMembers([charlie, bob], id, [alice, charlie, bob])
  })

  it('FP-173 resend', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice'] })
    const raw = rawTransaction(alice, group.id, asking)
    const { marker } = await alice.sendPrivateTransaction(raw)
    expect(alice.privateReceipt(marker)?.status).toBe(1)
    const height = network.head.number
    await expectRefusal(alice.sendPrivateTransaction(raw), NONCE_TOO_LOW)
    expect(network.head.number).toBe(height)
  })

  it('FP-174 raw forms', async () => {
    const { alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    for (const chainId of [1337n, undefined]) {
      const { signature } = signedTransaction(alice, group.id, { ...asking, chainId })
      expect(chainId === undefined ? [27n, 28n] : [2709n, 2710n]).toContain(signature.v)
      const forms = [
        () => toHex(rawTransaction(alice, group.id, { ...asking, chainId })),
        () => toHex(rawTransaction(alice, group.id, { ...asking, chainId })).slice(2),
        () =>
          toHex(rawTransaction(alice, group.id, { ...asking, chainId }))
            .slice(2)
            .toUpperCase(),
        () => rawTransaction(alice, group.id, { ...asking, chainId }),
      ]
      for (const form of forms) {
        const { marker } = await alice.sendPrivateTransaction(form())
        expect(bob.privateReceipt(marker)?.status).toBe(1)
      }
    }
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-177b failed creation still names a contract', async () => {
    const { alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const nonce = alice.privateNonce(group.id, alice.address)
    const failed = await group.deploy({ bytecode: '0xfe' }, { nonce, check: false })
    const invalid = await group.deploy({ bytecode: '0xfe' }, { nonce: nonce + 5n, check: false })
    expect(failed.deployment?.receipt?.status).toBe(0)
    expect(invalid.deployment?.receipt?.status).toBe(2)
    expect(invalid.address).not.toBe(failed.address)
    for (const { address } of [failed, invalid]) expect(bob.privateCode(group.id, address)).toBeUndefined()
    // Nothing was consumed: the next creation gets the address that the failed one named.
    expect((await group.deploy(emitter)).address).toBe(failed.address)
    expect(bob.privateCode(group.id, failed.address)).toBe(eventEmitter.runtime)
  })

  it('FP-177c private gas is not metered', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const gasLimit = 23_000n
    const contract = await group.deploy(emitter, { gasLimit })
    const { marker } = await contract.send('store', [5n], { gasLimit })
    expect(await contract.call('value')).toBe(5n)
    expect(network.publicReceipt(marker)?.gasUsed).toBeLessThanOrEqual(gasLimit)
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-177c an endless loop ends at the execution cap, which the report names', async () => {
    const { network, alice, bob } = await openNetwork({ executionCap: { work: 10_000 } })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { address } = await group.deploy({ bytecode: initCode(loops) })
    const before = group.root()
    await expect(group.send({ to: address })).rejects.toMatchObject({ code: 'EXECUTION_CAP_REACHED' })
    const ended = await group.send({ to: address, check: false })
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, ended)).toMatchObject({ result: 'executed', status: 0, capped: true })
      expect(node.privateReceipt(ended.marker)).toEqual({ status: 0, output: '0x', logs: [] })
      expect(node.stateRoot(group.id)).toBe(before)
      expect(node.head).toEqual(network.head)
    }
    await expect(group.call({ to: address })).rejects.toMatchObject({ code: 'EXECUTION_CAP_REACHED' })
  })
})
