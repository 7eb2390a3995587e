import { describe, expect, it } from 'vitest'
import { ask, errorOf } from '../../rpc/ask.ts'
import { PROXY, addCall, removeCall } from '../support/management.ts'
import { openNetwork } from '../support/openNetwork.ts'
import { GROUP, groupOfTwo, send } from './clients.ts'

const NOT_ENABLED = { code: -32604, message: 'Method not enabled' }
const FIND = ['privx_findFlexiblePrivacyGroup', 'privx_findOnchainPrivacyGroup']
const OFFCHAIN = ['priv_createPrivacyGroup', 'priv_findPrivacyGroup', 'priv_deletePrivacyGroup']

describe('availability of methods', () => {
  it('FP-140, FP-141 find methods and offchain methods', async () => {
    const { alice } = await groupOfTwo()
    for (const method of FIND) expect(await ask(alice, method, [])).toHaveLength(1)
    for (const method of OFFCHAIN) expect(await errorOf(ask(alice, method, []))).toEqual(NOT_ENABLED)
    const offchain = await openNetwork({ privacy: 'offchain' })
    for (const method of FIND) expect(await errorOf(ask(offchain.alice, method, []))).toEqual(NOT_ENABLED)
    const addresses = [offchain.alice.enclaveKey]
    const id = await ask(offchain.alice, 'priv_createPrivacyGroup', { addresses })
    expect(await ask(offchain.alice, 'priv_findPrivacyGroup', addresses)).toMatchObject([{ privacyGroupId: id }])
    expect(await ask(offchain.alice, 'priv_deletePrivacyGroup', id)).toBe(id)
  })

  it('FP-142 find semantics', async () => {
    const { alice, bob, charlie } = await groupOfTwo()
    const find = async (keys: readonly string[]): Promise<number> =>
      ((await ask(alice, 'privx_findFlexiblePrivacyGroup', keys)) as unknown[]).length
    expect(await find([alice.enclaveKey, bob.enclaveKey])).toBe(1)
    expect(await find([bob.enclaveKey])).toBe(1)
    expect(await find([])).toBe(1)
    expect(await find([alice.enclaveKey, charlie.enclaveKey])).toBe(0)
    expect(await find(['no key'])).toBe(0)
  })

  it("FP-143 find sees the node's own head only", async () => {
    const { alice, bob, charlie } = await groupOfTwo()
    expect(await ask(charlie, 'privx_findFlexiblePrivacyGroup', [])).toEqual([])
    await send(alice, { to: PROXY, data: removeCall(bob) })
    expect(await ask(bob, 'privx_findFlexiblePrivacyGroup', [])).toMatchObject([{ members: [alice.enclaveKey] }])
  })

  it('FP-145 precompile address', async () => {
    const { alice } = await groupOfTwo()
    expect(await ask(alice, 'priv_getPrivacyPrecompileAddress')).toBe(`0x${'7d'.padStart(40, '0')}`)
    const offchain = await openNetwork({ privacy: 'offchain' })
    expect(await ask(offchain.alice, 'priv_getPrivacyPrecompileAddress')).toBe(`0x${'7e'.padStart(40, '0')}`)
  })

  it('FP-147 paid-gas network', async () => {
    const { alice, bob } = await groupOfTwo()
    const paid = { to: PROXY, data: addCall([alice, bob]), gasPrice: 1000n }
    expect(await errorOf(send(alice, paid))).toEqual({ code: -32004, message: 'Upfront cost exceeds account balance' })
  })

  it('FP-147 a base fee wants to be paid, too', async () => {
    const genesis = { config: { chainId: 1337, londonBlock: 0 }, gasLimit: '0x1c9c380', baseFeePerGas: '0x64' }
    const { alice, bob } = await openNetwork({ genesis })
    const free = { to: PROXY, data: addCall([alice, bob]) }
    expect(await errorOf(send(alice, free))).toEqual({
      code: -32009,
      message: 'Gas price below configured minimum gas price',
    })
  })

  it('FP-148 type of a found group', async () => {
    const { alice } = await groupOfTwo()
    expect(await ask(alice, 'privx_findFlexiblePrivacyGroup', [])).toMatchObject([
      { privacyGroupId: GROUP, type: 'FLEXIBLE' },
    ])
  })

  it('FP-148 type of a found group for web3j', async () => {
    const { network, alice, bob } = await groupOfTwo()
    const { nodes } = await network.listen({ web3jCompatible: true })
    for (const method of [...FIND, 'privx_findOnChainPrivacyGroup']) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [[alice.enclaveKey, bob.enclaveKey]] })
      const answer = await fetch(nodes[0]?.url ?? '', { method: 'POST', body })
      expect(await answer.json()).toMatchObject({ result: [{ privacyGroupId: GROUP, type: 'ONCHAIN' }] })
    }
  })
})
