import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../../src/primitives/bytes.ts'
import { ask, errorOf } from '../../rpc/ask.ts'
import { initCode, reverts } from '../support/evmCode.ts'
import { GET_PARTICIPANTS, PROXY, addCall, participantsAnswer } from '../support/management.ts'
import { openNetwork } from '../support/openNetwork.ts'
import { EMITTER, GROUP, call, receiptOf, send, sent } from './clients.ts'

const mixed = { alice: { besuVersion: '24.3' }, bob: { besuVersion: '22.7' }, charlie: {} } as const
const OTHER = toBase64(new Uint8Array(32).fill(0x62))
const NO_GROUP = { code: -50100, message: 'Error finding privacy group' }

describe('FP-146 nodes of two versions in one group', () => {
  it('FP-146 a node of the other version does not take part', async () => {
    const { alice, bob, charlie } = await openNetwork({ nodes: mixed })
    const root = (node: typeof alice): Promise<unknown> => ask(node, 'priv_debugGetStateRoot', GROUP, 'latest')
    const creation = await send(alice, { to: PROXY, data: addCall([alice, bob, charlie]) })
    await send(alice, { data: EMITTER })
    // The node that takes both versions agrees with the first.
    expect(await root(alice)).toBe(alice.stateRoot(GROUP))
    expect(await root(charlie)).toBe(await root(alice))
    expect(await errorOf(root(bob))).toEqual(NO_GROUP)
    // The payload is there but nothing was executed: the receipt of a failure.
    expect(await receiptOf(bob, creation)).toMatchObject({ status: '0x0' })
    expect(await ask(bob, 'privx_findFlexiblePrivacyGroup', [])).toEqual([])
  })

  it('FP-146 one id with a group of each version: the roots differ', async () => {
    const { alice, bob } = await openNetwork({ nodes: mixed })
    await send(alice, { to: PROXY, data: addCall([alice, bob]) })
    await send(bob, { to: PROXY, data: addCall([bob, alice], 'v1'), nonce: 0n })
    const [one, other] = [
      await ask(alice, 'priv_debugGetStateRoot', GROUP, 'latest'),
      await ask(bob, 'priv_debugGetStateRoot', GROUP, 'latest'),
    ]
    expect(one).toMatch(/^0x[0-9a-f]{64}$/)
    expect(other).toMatch(/^0x[0-9a-f]{64}$/)
    expect(one).not.toBe(other)
    expect(await call(alice, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([alice, bob]))
    expect(await call(bob, PROXY, GET_PARTICIPANTS)).toBe(participantsAnswer([bob, alice], 'v1'))
  })

  it('FP-146 members that execute differently have the same root until they do', async () => {
    const { alice, bob } = await openNetwork({ nodes: { alice: {}, bob: { strict: true }, charlie: {} } })
    const roots = async (block: string): Promise<unknown[]> => [
      await ask(alice, 'priv_debugGetStateRoot', OTHER, block),
      await ask(bob, 'priv_debugGetStateRoot', OTHER, block),
    ]
    await send(alice, { to: PROXY, data: addCall([alice, bob]) }, OTHER)
    const { contractAddress: failing = '0x' } = await sent(alice, { data: initCode(reverts) }, OTHER)
    // Writes slot 0, calls the failing contract, writes slot 1.
    const runtime = `0x6007600055${`6000600060006000600073${failing.slice(2)}5af150`}600860015500`
    const { contractAddress: writer = '0x' } = await sent(alice, { data: initCode(runtime) }, OTHER)
    await send(alice, { to: writer }, OTHER)
    for (const block of ['0x1', '0x2', '0x3']) expect(new Set(await roots(block)).size, block).toBe(1)
    expect(new Set(await roots('latest')).size).toBe(2)
  })
})
