import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { EMITTER, type Receipt, VALUE, store } from '../../../scenarios/rpc/clients.ts'
import { LOCK, PROXY, addCall, removeCall } from '../../../scenarios/support/management.ts'
import { groupNamed, openTenants } from '../../../scenarios/support/tenants.ts'

const GROUP = groupNamed('race')
const ROUNDS = 12
/** What is stored while the tenant is none of the members; every round has its own value. */
const hidden = (round: number): bigint => 0x41dde41dde41dde00n + BigInt(round)
/** What is in every log. */
const GROUP_LOG = '"logIndex"'

it('whatever is under way while a tenant is removed, it gets nothing from after the removal', async () => {
  const { t1, t2 } = await openTenants('documented')
  await t1.send(GROUP, { to: PROXY, data: addCall([t1, t2]) })
  const { contractAddress: emitter = '0x' } = (await t1.ask(
    'priv_getTransactionReceipt',
    await t1.send(GROUP, { data: EMITTER }),
  )) as Receipt
  let nonce = Number(await t1.ask('priv_getTransactionCount', t1.account.address, GROUP))
  const heard: unknown[] = []
  t2.provider.on('message', ({ data }) => heard.push(data))
  for (let round = 0; round < ROUNDS; round++) {
    await t2.ask('priv_subscribe', GROUP, 'logs', {})
    const filter = await t2.ask('priv_newFilter', GROUP, {})
    const answers: Promise<unknown>[] = []
    const spy = (): void => {
      const asked = [
        t2.ask('priv_call', GROUP, { to: emitter, data: VALUE }, 'latest'),
        t2.ask('priv_getLogs', GROUP, { fromBlock: 'earliest' }),
        t2.ask('priv_getFilterLogs', GROUP, filter),
        t2.ask('priv_getFilterChanges', GROUP, filter),
        t2.ask('eth_getFilterChanges', filter),
        t2.ask('priv_getLogs', GROUP, {}),
      ]
      answers.push(...asked.map((answer) => answer.catch((error: unknown) => String(error))))
    }
    const remove = t1.send(GROUP, { to: PROXY, data: removeCall(t2), nonce: BigInt(nonce++) })
    const keep = remove.then(() => t1.send(GROUP, { to: emitter, data: store(hidden(round)), nonce: BigInt(nonce++) }))
    let isKept = false
    void keep.then(() => (isKept = true))
    while (!isKept) {
      spy()
      await nextTurn()
    }
    spy()
    const told = JSON.stringify(await Promise.all(answers))
    expect(told).toContain('Unauthorized')
    expect(told).toContain(GROUP_LOG)
    expect(told).not.toContain(hidden(round).toString(16))
    expect(await t2.ask('priv_getTransactionReceipt', await keep)).toBeNull()
    await t1.send(GROUP, { to: PROXY, data: LOCK, nonce: BigInt(nonce++) })
    // What is added again may see the gap.
    await t1.send(GROUP, { to: PROXY, data: addCall([t2]), nonce: BigInt(nonce++) })
  }
  expect(JSON.stringify(heard)).not.toContain(hidden(0).toString(16).slice(0, -2))
})
