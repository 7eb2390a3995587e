import { describe, expect, it } from 'vitest'
import { ask } from '../../rpc/ask.ts'
import { LOCK, PROXY, addCall, removeCall } from '../support/management.ts'
import { GROUP, send, store, withEmitter } from './clients.ts'

const count = async (logs: Promise<unknown>): Promise<number> => ((await logs) as unknown[]).length

/** Nodes with one tenant: which filters and subscriptions there are does not depend on who is a member. */
describe('filters and subscriptions of a removed member, through JSON-RPC', () => {
  it('FP-130 filters stay, tell the removal, and nothing after it', async () => {
    const { alice, bob, emitter } = await withEmitter()
    const all = { fromBlock: 'earliest' }
    const id = await ask(bob, 'priv_newFilter', GROUP, all)
    const other = await ask(alice, 'priv_newFilter', GROUP, all)
    await send(alice, { to: emitter, data: store(1n) })
    await send(alice, { to: PROXY, data: removeCall(bob) })
    await send(alice, { to: emitter, data: store(2n) })
    expect(await count(ask(bob, 'priv_getFilterChanges', GROUP, id))).toBe(2)
    expect(await count(ask(alice, 'priv_getFilterChanges', GROUP, other))).toBe(3)
    const history = await count(ask(bob, 'priv_getFilterLogs', GROUP, id))
    expect(await count(ask(alice, 'priv_getFilterLogs', GROUP, other))).toBe(history + 1)
    expect(await ask(bob, 'priv_uninstallFilter', GROUP, id)).toBe(true)
    expect(await ask(alice, 'priv_getFilterChanges', GROUP, other)).toEqual([])
  })

  it('FP-132, FP-168 a subscription stays, and goes on when its member comes back', async () => {
    const { alice, bob, emitter } = await withEmitter()
    const heard: unknown[] = []
    bob.provider.on('message', ({ data }) => heard.push(data))
    const subscription = await ask(bob, 'priv_subscribe', GROUP, 'logs', { address: emitter })
    await send(alice, { to: emitter, data: store(1n) })
    await send(alice, { to: PROXY, data: removeCall(bob) })
    await send(alice, { to: emitter, data: store(2n) })
    expect(heard).toHaveLength(1)
    await send(alice, { to: PROXY, data: LOCK })
    await send(alice, { to: PROXY, data: addCall([bob]) })
    heard.length = 0
    await send(alice, { to: emitter, data: store(3n) })
    expect(heard).toMatchObject([{ subscription, privacyGroupId: GROUP }])
    expect(await ask(bob, 'priv_unsubscribe', GROUP, subscription)).toBe(true)
  })
})
