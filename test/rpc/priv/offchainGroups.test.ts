import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/primitives/bytes.ts'
import { openNetwork } from '../../scenarios/support/openNetwork.ts'
import { legacyGroupOf, rawLegacy } from '../../scenarios/support/offchain.ts'
import { ask } from '../ask.ts'

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
})
