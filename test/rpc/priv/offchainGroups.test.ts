import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { openNetwork } from '../../scenarios/support/openNetwork.ts'
import { legacyGroupOf, rawLegacy } from '../../scenarios/support/offchain.ts'
import { ask, errorOf } from '../ask.ts'

const UNKNOWN_KEY = toBase64(new Uint8Array(32).fill(9))

describe('groups of the enclaves', () => {
  it('makes, finds and deletes a group', async () => {
    const { alice, bob } = await openNetwork({ privacy: 'offchain' })
    const addresses = [alice.enclaveKey, bob.enclaveKey]
    const id = await ask(alice, 'priv_createPrivacyGroup', { addresses, name: 'A', description: 'B' })
    const found = [{ privacyGroupId: id, name: 'A', description: 'B', type: 'PANTHEON', members: addresses }]
    expect(JSON.stringify(await ask(bob, 'priv_findPrivacyGroup', addresses))).toBe(JSON.stringify(found))
    expect(await ask(bob, 'priv_findPrivacyGroup', [bob.enclaveKey])).toEqual([])
    expect(await ask(alice, 'priv_deletePrivacyGroup', id)).toBe(id)
    expect(await ask(bob, 'priv_findPrivacyGroup', addresses)).toEqual([])
    expect(await ask(alice, 'priv_getPrivacyPrecompileAddress')).toBe(`0x${'7e'.padStart(40, '0')}`)
  })

  it('gives transactions and receipts of a legacy group', async () => {
    const { alice, bob, charlie } = await openNetwork({ privacy: 'offchain' })
    const marker = await ask(alice, 'eea_sendRawTransaction', toHex(rawLegacy(alice, [bob], { data: '0x' })))
    const receipt = (await ask(bob, 'priv_getTransactionReceipt', marker)) as object
    expect(receipt).toMatchObject({ privateFor: [bob.enclaveKey], privacyGroupId: legacyGroupOf(alice, bob) })
    expect(Object.keys(receipt).slice(4, 8)).toEqual(['privateFrom', 'privateFor', 'privacyGroupId', 'status'])
    const transaction = (await ask(bob, 'priv_getPrivateTransaction', marker)) as object
    expect(Object.keys(transaction).slice(-3)).toEqual(['privateFrom', 'privateFor', 'restriction'])
    expect(await ask(charlie, 'priv_getTransactionReceipt', marker)).toBeNull()
    const counted = [alice.address, alice.enclaveKey, [bob.enclaveKey]]
    expect(await ask(alice, 'priv_getEeaTransactionCount', ...counted)).toBe('0x1')
  })

  it.each([
    ['priv_createPrivacyGroup', [{}], -32602, 'Invalid params'],
    ['priv_createPrivacyGroup', [{ addresses: [], members: [] }], -32602, 'Invalid params'],
    [
      'priv_createPrivacyGroup',
      [{ addresses: [UNKNOWN_KEY] }],
      -50200,
      'The list of members in a privacy group should include self',
    ],
    ['priv_createPrivacyGroup', [{ addresses: ['x'] }], -50100, 'Error communicating with enclave'],
    ['priv_deletePrivacyGroup', [], -32602, 'Invalid params'],
    ['priv_deletePrivacyGroup', ['abc'], -50100, 'Error deleting privacy group'],
    ['priv_deletePrivacyGroup', [UNKNOWN_KEY], -50100, 'Error deleting privacy group'],
    ['priv_findPrivacyGroup', [UNKNOWN_KEY], -32602, 'Invalid params'],
    ['priv_findPrivacyGroup', [['!!!']], -50100, 'Error finding privacy group'],
    ['privx_findFlexiblePrivacyGroup', [[]], -32604, 'Method not enabled'],
  ] as const)('%s %j', async (method, params, code, message) => {
    const { alice } = await openNetwork({ privacy: 'offchain' })
    expect(await errorOf(ask(alice, method, ...params))).toEqual({ code, message })
  })
})
