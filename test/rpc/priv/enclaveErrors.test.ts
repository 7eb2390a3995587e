import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { toHex } from '../../../src/primitives/bytes.ts'
import { enclaveCatalogue } from '../../../src/errors/enclaveCatalogue.ts'
import type { EnclaveErrorKind } from '../../../src/errors/EnclaveError.ts'
import { PROXY } from '../../scenarios/support/management.ts'
import { rawTransaction } from '../../scenarios/support/signedTransaction.ts'
import { ask, errorOf } from '../ask.ts'
import { type Facts, makeFacts } from './facts.ts'

let facts: Facts
beforeAll(async () => {
  facts = await makeFacts()
})
afterEach(() => facts.alice.enclave.faults.clear())
afterAll(() => facts.network.close())

const ENCLAVE = { code: -50100, message: 'Error communicating with enclave' }
const INTERNAL = { code: -32603, message: 'Internal error' }
const SENDING = ['eea_sendRawTransaction', 'priv_distributeRawTransaction']
const LOOK_UPS = ['priv_getPrivateTransaction', 'priv_getTransactionReceipt']

const fail = (kind: EnclaveErrorKind, message: string): void => facts.alice.enclave.faults.failWith({ kind, message })

/** What is answered to a submission of alice. */
const submission = (method: string) =>
  errorOf(
    ask(facts.alice, method, toHex(rawTransaction(facts.alice, facts.group.id, { to: PROXY, data: '0x78b90337' }))),
  )

/** What is answered to a look-up of a transaction that alice has. */
const lookUp = (method: string): Promise<unknown> => ask(facts.alice, method, facts.deployment)

describe('texts of the enclave (spec 03 §7.5 and corrections)', () => {
  it('are those of the catalogue', () => {
    expect(enclaveCatalogue).toHaveLength(26)
  })

  it.each(enclaveCatalogue)('%s', async (message) => {
    for (const kind of ['client', 'server', 'io'] as const) {
      fail(kind, message)
      for (const method of SENDING) expect(await submission(method), kind).toEqual({ code: -50200, message })
    }
    for (const kind of ['server', 'io'] as const) {
      fail(kind, message)
      for (const method of LOOK_UPS) expect(await errorOf(lookUp(method)), kind).toEqual(INTERNAL)
    }
    fail('client', message)
    expect(await errorOf(lookUp('priv_getPrivateTransaction'))).toEqual({ code: -50200, message })
    const unknown = message === 'EnclavePayloadNotFound'
    const receipt = lookUp('priv_getTransactionReceipt')
    await (unknown ? expect(receipt).resolves.toBeNull() : expect(receipt).rejects.toMatchObject(INTERNAL))
  })

  it('a payload that is not there (404) is null', async () => {
    facts.alice.enclave.faults.failWith({ kind: 'client', status: 404, message: 'EnclavePayloadNotFound' })
    for (const method of LOOK_UPS) expect(await lookUp(method)).toBeNull()
  })

  it.each([
    'something broke',
    '',
    'nodepushingtopeer',
    ' NodePushingToPeer',
    'NodePushingToPeer: again',
    'Recipient not found for key: A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=',
    'Recipient not found for key',
    'constructor',
  ])('%j is none of them', async (message) => {
    for (const kind of ['client', 'server', 'io'] as const) {
      fail(kind, message)
      for (const method of SENDING) expect(await submission(method)).toEqual(ENCLAVE)
    }
    for (const kind of ['server', 'io'] as const) {
      fail(kind, message)
      for (const method of LOOK_UPS) expect(await errorOf(lookUp(method))).toEqual(INTERNAL)
    }
    fail('client', message)
    expect(await errorOf(lookUp('priv_getPrivateTransaction'))).toEqual(ENCLAVE)
    expect(await errorOf(lookUp('priv_getTransactionReceipt'))).toEqual(INTERNAL)
  })
})

describe('an enclave that is offline', () => {
  it('is not asked for states, calls, logs, nonces and groups', async () => {
    const { alice, bob, group, reverter } = facts
    alice.enclave.faults.goOffline()
    for (const method of SENDING) expect(await submission(method)).toEqual(ENCLAVE)
    for (const method of LOOK_UPS) expect(await errorOf(lookUp(method))).toEqual(INTERNAL)
    const same: [method: string, params: unknown[]][] = [
      ['priv_debugGetStateRoot', [group.id, 'latest']],
      ['priv_getCode', [group.id, reverter, 'latest']],
      ['priv_call', [group.id, { to: PROXY, data: '0x5aa68ac0' }, 'latest']],
      ['priv_getLogs', [group.id, {}]],
      ['priv_getTransactionCount', [alice.address, group.id]],
      ['privx_findFlexiblePrivacyGroup', [[alice.enclaveKey, bob.enclaveKey]]],
    ]
    for (const [method, params] of same) {
      expect(await ask(alice, method, ...params), method).toEqual(await ask(bob, method, ...params))
    }
  })

  it('of a recipient: nothing is sent', async () => {
    const { bob } = facts
    bob.enclave.faults.goOffline()
    for (const method of SENDING) expect(await submission(method)).toEqual(ENCLAVE)
    bob.enclave.faults.clear()
  })
})
