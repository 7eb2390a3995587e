import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Network, type NetworkNode, createNetwork } from '../../../src/index.ts'
import { enclaveCatalogue } from '../../../src/errors/enclaveCatalogue.ts'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { EMPTY_TRIE_ROOT } from '../../scenarios/support/expectations.ts'
import { legacyGroupOf, rawLegacy } from '../../scenarios/support/offchain.ts'
import { type Draft, rawTransaction } from '../../scenarios/support/signedTransaction.ts'
import { ask, errorOf } from '../ask.ts'

/** A group of alice and bob with one transaction, and their legacy group with one; charlie is in neither. */
interface OffchainFacts {
  readonly network: Network
  readonly alice: NetworkNode
  readonly bob: NetworkNode
  readonly charlie: NetworkNode
  readonly group: string
  readonly legacy: string
  readonly addresses: readonly string[]
}

let facts: OffchainFacts
beforeAll(async () => {
  const network = await createNetwork({ nodes: ['alice', 'bob', 'charlie'], privacy: 'offchain' })
  const [alice, bob, charlie] = [network.node('alice'), network.node('bob'), network.node('charlie')]
  const addresses = [alice.enclaveKey, bob.enclaveKey]
  const group = (await ask(alice, 'priv_createPrivacyGroup', { addresses })) as string
  const creation = { data: eventEmitter.creation }
  await ask(alice, 'eea_sendRawTransaction', toHex(rawTransaction(alice, group, creation)))
  await ask(alice, 'eea_sendRawTransaction', toHex(rawLegacy(alice, [bob], creation)))
  facts = { network, alice, bob, charlie, group, legacy: legacyGroupOf(alice, bob), addresses }
})
afterEach(() => {
  for (const node of facts.network.nodes) node.enclave.faults.clear()
})
afterAll(() => facts.network.close())

const INVALID_PARAMS = [-32602, 'Invalid params'] as const
const ENCLAVE = [-50100, 'Error communicating with enclave'] as const
const NOT_DELETED = [-50100, 'Error deleting privacy group'] as const
const NOT_FOUND = [-50100, 'Error finding privacy group'] as const
const NO_GROUP = [-50100, 'Offchain Privacy group does not exist.'] as const
const FOREIGN_FROM = [-50100, 'Private from does not match enclave public key'] as const
const NO_NONCE = [-50100, 'Unable to determine nonce for account in group.'] as const
const WITHOUT_SELF = [-50200, 'The list of members in a privacy group should include self'] as const
const UNKNOWN = toBase64(new Uint8Array(32).fill(9))

type Row = readonly [
  when: string,
  method: string,
  params: (facts: OffchainFacts) => readonly unknown[],
  error: readonly [code: number, message: string],
]

const raw = ({ alice, group }: OffchainFacts, draft: Draft = {}, id = group): string =>
  toHex(rawTransaction(alice, id, draft))
const legacy = ({ alice, bob }: OffchainFacts, draft: Draft = {}): string => toHex(rawLegacy(alice, [bob], draft))

const submitted = (method: string): Row[] => [
  ['unknown group', method, (f) => [raw(f, {}, UNKNOWN)], NO_GROUP],
  ['group of others', method, (f) => [toHex(rawTransaction(f.charlie, f.group))], FOREIGN_FROM],
  ['legacy group by its id', method, (f) => [raw(f, {}, f.legacy)], ENCLAVE],
  ['foreign privateFrom', method, (f) => [raw(f, { privateFrom: f.bob.enclaveKey })], FOREIGN_FROM],
  ['foreign privateFrom, legacy', method, (f) => [legacy(f, { privateFrom: f.bob.enclaveKey })], FOREIGN_FROM],
  ['value', method, (f) => [raw(f, { value: 1n })], [-32603, 'Internal error']],
  ['other chain', method, (f) => [legacy(f, { chainId: 1n })], [-32000, 'Wrong chainId']],
  ['nonce used', method, (f) => [raw(f, { nonce: 0n })], [-32001, 'Nonce too low']],
  ['nonce used, legacy', method, (f) => [legacy(f, { nonce: 0n })], [-32001, 'Nonce too low']],
  ['garbage', method, () => ['0x00'], [-50100, 'Unable to decode the private signed raw transaction']],
  ['no parameter', method, () => [], INVALID_PARAMS],
]

const create = (when: string, request: unknown, error: Row[3]): Row => [
  when,
  'priv_createPrivacyGroup',
  () => (request === undefined ? [] : [request]),
  error,
]

const rows: Row[] = [
  ...submitted('eea_sendRawTransaction'),
  ...submitted('priv_distributeRawTransaction'),
  [
    'unrestricted',
    'eea_sendRawTransaction',
    (f) => [raw(f, { restriction: 'unrestricted' })],
    [-50100, 'Unsupported private transaction type'],
  ],

  create('nothing', undefined, INVALID_PARAMS),
  create('null', null, INVALID_PARAMS),
  create('a list', [UNKNOWN], INVALID_PARAMS),
  create('no addresses', {}, INVALID_PARAMS),
  create('addresses: null', { addresses: null }, INVALID_PARAMS),
  create('addresses: text', { addresses: UNKNOWN }, INVALID_PARAMS),
  create('an unknown member', { addresses: [], members: [] }, INVALID_PARAMS),
  create('name: object', { addresses: [], name: {} }, INVALID_PARAMS),
  create('without itself', { addresses: [UNKNOWN] }, WITHOUT_SELF),
  create('nobody', { addresses: [] }, WITHOUT_SELF),
  create('no key', { addresses: ['x'] }, ENCLAVE),
  ['a key that no enclave has', 'priv_createPrivacyGroup', (f) => [{ addresses: [...f.addresses, UNKNOWN] }], ENCLAVE],

  ['nothing', 'priv_deletePrivacyGroup', () => [], INVALID_PARAMS],
  ['null', 'priv_deletePrivacyGroup', () => [null], INVALID_PARAMS],
  ['a list', 'priv_deletePrivacyGroup', (f) => [[f.group]], INVALID_PARAMS],
  ['bad group id', 'priv_deletePrivacyGroup', () => ['abc'], NOT_DELETED],
  ['unknown group', 'priv_deletePrivacyGroup', () => [UNKNOWN], NOT_DELETED],

  ['nothing', 'priv_findPrivacyGroup', () => [], INVALID_PARAMS],
  ['a lone key', 'priv_findPrivacyGroup', () => [UNKNOWN], INVALID_PARAMS],
  ['an object', 'priv_findPrivacyGroup', () => [{}], INVALID_PARAMS],
  ['no key', 'priv_findPrivacyGroup', () => [['!!!']], NOT_FOUND],

  ['foreign privateFrom', 'priv_getEeaTransactionCount', (f) => [f.alice.address, UNKNOWN, []], FOREIGN_FROM],
  ['no key', 'priv_getEeaTransactionCount', (f) => [f.alice.address, f.alice.enclaveKey, ['!!!']], NO_NONCE],
  ['bad group id', 'priv_getTransactionCount', (f) => [f.alice.address, 'abc'], NO_NONCE],

  ['unknown group', 'priv_debugGetStateRoot', () => [UNKNOWN, 'latest'], NOT_FOUND],
  ['bad group id', 'priv_debugGetStateRoot', () => ['abc', 'latest'], INVALID_PARAMS],
  ['above the head', 'priv_debugGetStateRoot', (f) => [f.group, '0xffff'], [-32603, 'Internal error']],
  ['no finality', 'priv_debugGetStateRoot', (f) => [f.group, 'safe'], [-39001, 'Unknown block']],

  ...['privx_findFlexiblePrivacyGroup', 'privx_findOnchainPrivacyGroup'].map((method): Row => [
    'offchain mode',
    method,
    () => [[]],
    [-32604, 'Method not enabled'],
  ]),
]

describe('errors of private methods in offchain mode (spec 03 §7.4, §10.7)', () => {
  for (const [when, method, params, [code, message]] of rows) {
    it(`${method}: ${when}`, async () => {
      expect(await errorOf(ask(facts.alice, method, ...params(facts)))).toEqual({ code, message })
    })
  }

  it('a group can be used, deleted and looked at by its members only', async () => {
    const { alice, bob, charlie, addresses } = facts
    const id = (await ask(alice, 'priv_createPrivacyGroup', { addresses })) as string
    const sending = errorOf(ask(charlie, 'eea_sendRawTransaction', toHex(rawTransaction(charlie, id))))
    expect(await sending).toEqual({ code: NO_GROUP[0], message: NO_GROUP[1] })
    const root = errorOf(ask(charlie, 'priv_debugGetStateRoot', id, 'latest'))
    expect(await root).toEqual({ code: NOT_FOUND[0], message: NOT_FOUND[1] })
    const deleting = (node: NetworkNode): Promise<unknown> => errorOf(ask(node, 'priv_deletePrivacyGroup', id))
    expect(await deleting(charlie)).toEqual({ code: NOT_DELETED[0], message: NOT_DELETED[1] })
    expect(await ask(bob, 'priv_deletePrivacyGroup', id)).toBe(id)
    expect(await deleting(alice)).toEqual({ code: NOT_DELETED[0], message: NOT_DELETED[1] })
    const late = errorOf(ask(alice, 'eea_sendRawTransaction', toHex(rawTransaction(alice, id))))
    expect(await late).toEqual({ code: NO_GROUP[0], message: NO_GROUP[1] })
  })
})

describe('the root of the state of an offchain group', () => {
  it('is that of its members', async () => {
    const { alice, bob, charlie, group, legacy: legacyId, addresses } = facts
    const root = (node: NetworkNode, id: string, block = 'latest'): Promise<unknown> =>
      ask(node, 'priv_debugGetStateRoot', id, block)
    for (const node of [alice, bob]) {
      expect(await root(node, group)).toBe(alice.stateRoot(group))
      expect(await root(node, group, 'earliest')).toBe(EMPTY_TRIE_ROOT)
    }
    expect(await root(alice, legacyId)).toBe(alice.stateRoot(legacyId))
    expect(await errorOf(root(charlie, group))).toEqual({ code: NOT_FOUND[0], message: NOT_FOUND[1] })
    const unused = (await ask(alice, 'priv_createPrivacyGroup', { addresses })) as string
    expect(await root(bob, unused)).toBe(EMPTY_TRIE_ROOT)
  })

  it('cannot be had when the enclave is in trouble', async () => {
    const { alice, group } = facts
    const answer = () => errorOf(ask(alice, 'priv_debugGetStateRoot', group, 'latest'))
    const told = [
      ['client', 'PrivacyGroupNotFound', NOT_FOUND],
      ['client', 'Privacy group abc not found', NOT_FOUND],
      ['client', 'something broke', ENCLAVE],
      ['client', 'NodePushingToPeer', ENCLAVE],
      ['server', 'something broke', INVALID_PARAMS],
      ['io', 'connection refused', INVALID_PARAMS],
    ] as const
    for (const [kind, text, [code, message]] of told) {
      alice.enclave.faults.failWith({ kind, message: text })
      expect(await answer(), text).toEqual({ code, message })
    }
  })
})

describe('an enclave in trouble', () => {
  const creating = (): Promise<unknown> =>
    errorOf(ask(facts.alice, 'priv_createPrivacyGroup', { addresses: facts.addresses }))

  it.each(enclaveCatalogue)('priv_createPrivacyGroup passes on %s', async (message) => {
    for (const kind of ['client', 'server', 'io'] as const) {
      facts.alice.enclave.faults.failWith({ kind, message })
      expect(await creating()).toEqual({ code: -50200, message })
    }
  })

  it.each(['something broke', 'Recipient not found for key: abc'])('%j is not passed on', async (text) => {
    for (const kind of ['client', 'server', 'io'] as const) {
      facts.alice.enclave.faults.failWith({ kind, message: text })
      expect(await creating()).toEqual({ code: ENCLAVE[0], message: ENCLAVE[1] })
    }
  })

  it('deleting and finding fail in one way, whatever the text', async () => {
    const { alice, group, addresses } = facts
    for (const kind of ['client', 'server', 'io'] as const) {
      for (const text of ['something broke', 'PrivacyGroupNotDeleted', 'PrivacyGroupQueryError']) {
        alice.enclave.faults.failWith({ kind, message: text })
        const deleting = errorOf(ask(alice, 'priv_deletePrivacyGroup', group))
        expect(await deleting).toEqual({ code: NOT_DELETED[0], message: NOT_DELETED[1] })
        const finding = errorOf(ask(alice, 'priv_findPrivacyGroup', addresses))
        expect(await finding).toEqual({ code: NOT_FOUND[0], message: NOT_FOUND[1] })
      }
    }
    alice.enclave.faults.clear()
    expect(await ask(alice, 'priv_findPrivacyGroup', addresses)).not.toEqual([])
  })

  it('a member whose enclave is offline', async () => {
    const { bob } = facts
    bob.enclave.faults.goOffline()
    expect(await creating()).toEqual({ code: ENCLAVE[0], message: ENCLAVE[1] })
    for (const bytes of [raw(facts), legacy(facts)]) {
      for (const method of ['eea_sendRawTransaction', 'priv_distributeRawTransaction']) {
        const sending = errorOf(ask(facts.alice, method, bytes))
        expect(await sending).toEqual({ code: ENCLAVE[0], message: ENCLAVE[1] })
      }
    }
  })
})
