import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { encodePrivateTransaction } from '../../../src/transaction/privateTransaction.ts'
import { PROXY, addCall, errorData, keyOf } from '../../scenarios/support/management.ts'
import { type Draft, rawTransaction, signedTransaction } from '../../scenarios/support/signedTransaction.ts'
import { ask, errorOf } from '../ask.ts'
import { type Facts, makeFacts } from './facts.ts'

let facts: Facts
beforeAll(async () => {
  facts = await makeFacts()
})
afterAll(() => facts.network.close())

const INVALID_PARAMS = [-32602, 'Invalid params'] as const
const INTERNAL = [-32603, 'Internal error'] as const
const UNKNOWN_BLOCK = [-39001, 'Unknown block'] as const
const UNDECODABLE = [-50100, 'Unable to decode the private signed raw transaction'] as const
const ENCLAVE = [-50100, 'Error communicating with enclave'] as const
const NO_GROUP = [-50100, 'Flexible Privacy group does not exist.'] as const
const NO_NONCE = [-50100, 'Unable to determine nonce for account in group.'] as const
const FAILED = [-50100, 'Private transaction failed'] as const
const FOREIGN_FROM = [-50100, 'Private from does not match enclave public key'] as const

type Row = readonly [
  when: string,
  method: string,
  params: (facts: Facts) => readonly unknown[],
  error: readonly [code: number, message: string],
  data?: string,
]

const UNKNOWN_GROUP = toBase64(new Uint8Array(32).fill(7))
const UNKNOWN_KEY = toBase64(new Uint8Array(32).fill(9))
const ASKING: Draft = { to: PROXY, data: '0x78b90337' }

/** The wire form of a call of the proxy by alice, with something changed. */
const raw = ({ alice, group }: Facts, draft: Draft = {}, id = group.id): string =>
  toHex(rawTransaction(alice, id, { ...ASKING, ...draft }))
const withSignature = ({ alice, group }: Facts, change: { v?: bigint; r?: bigint }): string => {
  const signed = signedTransaction(alice, group.id, ASKING)
  return toHex(encodePrivateTransaction({ ...signed, signature: { ...signed.signature, ...change } }))
}
const unknownMember = (f: Facts): string => {
  const data = addCall([f.alice, { enclaveKey: UNKNOWN_KEY }])
  return raw(f, { data, nonce: 0n }, UNKNOWN_GROUP)
}

/** Checks that both ways of submitting have (spec 03 §8.2, §9). */
const submitted = (method: string): Row[] => [
  ['no parameter', method, () => [], INVALID_PARAMS],
  ['null', method, () => [null], INVALID_PARAMS],
  ['an object', method, () => [{}], INVALID_PARAMS],
  ['odd digits', method, (f) => [`${raw(f)}0`], UNDECODABLE],
  ['no hex', method, () => ['0xzz'], UNDECODABLE],
  ['0X', method, (f) => [raw(f).replace('0x', '0X')], UNDECODABLE],
  ['no RLP list', method, () => ['0xdeadbeef'], UNDECODABLE],
  ['nothing', method, () => ['0x'], UNDECODABLE],
  ['cut short', method, (f) => [raw(f).slice(0, -2)], UNDECODABLE],
  ['r is zero', method, (f) => [withSignature(f, { r: 0n })], UNDECODABLE],
  ['v means nothing', method, (f) => [withSignature(f, { v: 29n })], ENCLAVE],
  ['no sender fits', method, (f) => [withSignature(f, { r: 5n })], UNDECODABLE],
  [
    'short group id',
    method,
    (f) => [raw(f, { recipients: { kind: 'group', groupId: new Uint8Array(31) } })],
    UNDECODABLE,
  ],
  ['value', method, (f) => [raw(f, { value: 1n })], INTERNAL],
  ['other chain', method, (f) => [raw(f, { chainId: 1338n })], [-32000, 'Wrong chainId']],
  ['nonce used', method, (f) => [raw(f, { nonce: 0n })], [-32001, 'Nonce too low']],
  ['negative nonce', method, (f) => [raw(f, { nonce: 2n ** 64n - 1n })], [-32001, 'Nonce too low']],
  [
    'privateFor',
    method,
    (f) => [raw(f, { recipients: { kind: 'legacy', privateFor: [keyOf(f.bob)] }, nonce: 0n })],
    [-50100, 'Private transactions to flexible privacy groups must use privacyGroupId'],
  ],
  ['unknown group', method, (f) => [raw(f, {}, UNKNOWN_GROUP)], NO_GROUP],
  ['unknown member', method, (f) => [unknownMember(f)], ENCLAVE],
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
  [
    'creation without the own key',
    'eea_sendRawTransaction',
    (f) => [raw(f, { data: addCall([f.bob]), nonce: 0n }, UNKNOWN_GROUP)],
    NO_GROUP,
  ],
  [
    'gas for the marker is missing',
    'eea_sendRawTransaction',
    (f) => [raw(f, { gasLimit: 21_000n })],
    [
      -50100,
      'Privacy Marker Transaction failed due to intrinsic gas exceeding the limit. Gas limit used from the Private Transaction.',
    ],
  ],
  [
    'more gas than a block has',
    'eea_sendRawTransaction',
    (f) => [raw(f, { gasLimit: 2n ** 60n })],
    [-32005, 'Transaction gas limit exceeds block gas limit'],
  ],
  [
    'the marker signer has no funds',
    'eea_sendRawTransaction',
    (f) => [raw(f, { gasPrice: 1000n })],
    [-32004, 'Upfront cost exceeds account balance'],
  ],
  [
    'more than the fee cap',
    'eea_sendRawTransaction',
    (f) => [raw(f, { gasPrice: 2n * 10n ** 18n })],
    [-32000, 'Transaction fee cap exceeded'],
  ],
  [
    'gas for 2^256 wei',
    'eea_sendRawTransaction',
    (f) => [raw(f, { gasPrice: 2n ** 250n })],
    [-32000, 'Transaction fee cap exceeded'],
  ],
  [
    'foreign privateFrom',
    'priv_distributeRawTransaction',
    (f) => [raw(f, { privateFrom: f.bob.enclaveKey })],
    FOREIGN_FROM,
  ],

  ['too few', 'priv_getTransactionCount', (f) => [f.alice.address], INVALID_PARAMS],
  ['too many', 'priv_getTransactionCount', (f) => [f.alice.address, f.group.id, 'latest'], INVALID_PARAMS],
  ['no address', 'priv_getTransactionCount', (f) => ['xyz', f.group.id], INVALID_PARAMS],
  ['null as group', 'priv_getTransactionCount', (f) => [f.alice.address, null], INVALID_PARAMS],
  ['bad group id', 'priv_getTransactionCount', (f) => [f.alice.address, 'abc'], NO_NONCE],
  ['URL-safe base64', 'priv_getTransactionCount', (f) => [f.alice.address, `${'_'.repeat(43)}=`], NO_NONCE],

  ['too few', 'priv_getEeaTransactionCount', (f) => [f.alice.address, f.alice.enclaveKey], INVALID_PARAMS],
  ['too many', 'priv_getEeaTransactionCount', (f) => [f.alice.address, f.alice.enclaveKey, [], 1], INVALID_PARAMS],
  ['a lone key', 'priv_getEeaTransactionCount', (f) => [f.alice.address, f.alice.enclaveKey, 'x'], INVALID_PARAMS],
  ['foreign privateFrom', 'priv_getEeaTransactionCount', (f) => [f.alice.address, f.bob.enclaveKey, []], FOREIGN_FROM],
  ['no key', 'priv_getEeaTransactionCount', (f) => [f.alice.address, f.alice.enclaveKey, ['!!!']], NO_NONCE],

  ...['priv_getPrivateTransaction', 'priv_getTransactionReceipt'].flatMap((method): Row[] => [
    ['nothing', method, () => [], INVALID_PARAMS],
    ['short hash', method, () => ['0x12'], INVALID_PARAMS],
    ['0X', method, () => [`0X${'00'.repeat(32)}`], INVALID_PARAMS],
    ['number', method, () => [5], INVALID_PARAMS],
  ]),

  ['no block', 'priv_call', (f) => [f.group.id, { to: f.reverter }], INVALID_PARAMS],
  ['block as a number', 'priv_call', (f) => [f.group.id, { to: f.reverter }, 1], INVALID_PARAMS],
  ['block hash', 'priv_call', (f) => [f.group.id, { to: f.reverter }, f.network.head.hash], INVALID_PARAMS],
  ['block object', 'priv_call', (f) => [f.group.id, { to: f.reverter }, { blockNumber: '0x1' }], INVALID_PARAMS],
  ['no finality', 'priv_call', (f) => [f.group.id, { to: f.reverter }, 'safe'], UNKNOWN_BLOCK],
  ['negative block', 'priv_call', (f) => [f.group.id, { to: f.reverter }, '-1'], INTERNAL],
  ['no receiver', 'priv_call', (f) => [f.group.id, { data: '0x' }, 'latest'], INVALID_PARAMS],
  ['no call', 'priv_call', (f) => [f.group.id, null, 'latest'], INVALID_PARAMS],
  ['no group', 'priv_call', (f) => [null, { to: f.reverter }, 'latest'], INVALID_PARAMS],
  ['bad group id', 'priv_call', (f) => ['abc', { to: f.reverter }, 'latest'], INTERNAL],
  ['value', 'priv_call', (f) => [f.group.id, { to: f.reverter, value: '0x1' }, 'latest'], INTERNAL],
  ['revert without data', 'priv_call', (f) => [f.group.id, { to: f.reverter }, 'latest'], FAILED],
  ['revert with 3 bytes', 'priv_call', (f) => [f.group.id, { to: f.reverter, data: '0x010203' }, 'latest'], FAILED],
  ['invalid opcode', 'priv_call', (f) => [f.group.id, { to: f.halting }, 'latest'], FAILED],
  ['endless loop (Besu hangs)', 'priv_call', (f) => [f.group.id, { to: f.endless }, 'latest'], FAILED],
  [
    'revert with other data',
    'priv_call',
    (f) => [f.group.id, { to: f.reverter, data: '0x01020304' }, 'latest'],
    [-32000, 'Execution reverted'],
    '0x01020304',
  ],
  [
    'revert with a reason',
    'priv_call',
    (f) => [f.group.id, { to: f.reverter, data: errorData('too late') }, 'latest'],
    [-32000, 'Execution reverted: too late'],
    errorData('too late'),
  ],
  [
    'revert with a reason that begins with a byte order mark',
    'priv_call',
    (f) => [f.group.id, { to: f.reverter, data: errorData('\ufefftoo late') }, 'latest'],
    [-32000, 'Execution reverted: \ufefftoo late'],
    errorData('\ufefftoo late'),
  ],
  [
    'revert with an unreadable reason',
    'priv_call',
    (f) => [f.group.id, { to: f.reverter, data: '0x08c379a0ff' }, 'latest'],
    [-32000, 'Execution reverted: ABI decode error'],
    '0x08c379a0ff',
  ],

  ['no block', 'priv_getCode', (f) => [f.group.id, f.reverter], INVALID_PARAMS],
  ['no finality', 'priv_getCode', (f) => [f.group.id, f.reverter, 'finalized'], UNKNOWN_BLOCK],
  ['a decimal block that begins with 0', 'priv_getCode', (f) => [f.group.id, f.reverter, '08'], INVALID_PARAMS],
  ['a name of JavaScript', 'priv_getCode', (f) => [f.group.id, f.reverter, 'constructor'], INVALID_PARAMS],
  ['negative block', 'priv_getCode', (f) => [f.group.id, f.reverter, '-1'], INTERNAL],
  ['bad address', 'priv_getCode', (f) => [f.group.id, {}, 'latest'], INVALID_PARAMS],
  ['bad group id', 'priv_getCode', (f) => ['abc', f.reverter, 'latest'], INTERNAL],

  ['no block', 'priv_debugGetStateRoot', (f) => [f.group.id], INVALID_PARAMS],
  ['no finality', 'priv_debugGetStateRoot', (f) => [f.group.id, 'safe'], UNKNOWN_BLOCK],
  ['above the head', 'priv_debugGetStateRoot', (f) => [f.group.id, '0xffff'], INTERNAL],
  ['negative block', 'priv_debugGetStateRoot', (f) => [f.group.id, '-1'], INTERNAL],
  ['bad group id', 'priv_debugGetStateRoot', () => ['abc', 'latest'], INVALID_PARAMS],
  ['unknown group', 'priv_debugGetStateRoot', () => [UNKNOWN_GROUP, 'latest'], [-50100, 'Error finding privacy group']],

  ...['priv_getLogs', 'priv_newFilter'].flatMap((method): Row[] => [
    ['no filter', method, (f) => [f.group.id], INVALID_PARAMS],
    ['no group', method, () => [null, {}], INVALID_PARAMS],
    ['unknown key', method, (f) => [f.group.id, { limit: 1 }], INVALID_PARAMS],
    ['addresses as text', method, (f) => [f.group.id, { addresses: f.reverter }], INVALID_PARAMS],
    [
      'hash and range',
      method,
      (f) => [f.group.id, { blockHash: f.network.head.hash, toBlock: 'latest' }],
      INVALID_PARAMS,
    ],
    ['block as a number', method, (f) => [f.group.id, { fromBlock: 1 }], INVALID_PARAMS],
  ]),
  ['bad group id', 'priv_getLogs', () => ['abc', {}], INTERNAL],
  ['negative begin', 'priv_getLogs', (f) => [f.group.id, { fromBlock: '-1' }], INTERNAL],
  ['unknown filter', 'priv_getFilterChanges', (f) => [f.group.id, '0x1'], [-32000, 'Filter not found']],
  ['unknown filter', 'priv_getFilterLogs', (f) => [f.group.id, '0x1'], [-32000, 'Logs filter not found']],
  ...['priv_getFilterChanges', 'priv_getFilterLogs', 'priv_uninstallFilter'].flatMap((method): Row[] => [
    ['no group', method, () => [null, '0x1'], INVALID_PARAMS],
    ['no id', method, (f) => [f.group.id], INVALID_PARAMS],
    ['id as a list', method, (f) => [f.group.id, []], INVALID_PARAMS],
  ]),

  ...['privx_findFlexiblePrivacyGroup', 'privx_findOnchainPrivacyGroup'].flatMap((method): Row[] => [
    ['nothing', method, () => [], INVALID_PARAMS],
    ['a lone key', method, (f) => [f.alice.enclaveKey], INVALID_PARAMS],
    ['a list in the list', method, (f) => [[[f.alice.enclaveKey]]], INVALID_PARAMS],
  ]),

  ['no filter', 'priv_subscribe', (f) => [f.group.id, 'logs'], [-32600, 'Invalid Request']],
  ['other type', 'priv_subscribe', (f) => [f.group.id, 'newHeads', {}], [-32600, 'Invalid Request']],
  ['bad filter', 'priv_subscribe', (f) => [f.group.id, 'logs', { foo: 1 }], [-32600, 'Invalid Request']],
  ['unknown id', 'priv_unsubscribe', (f) => [f.group.id, '0x1'], [-32000, 'Subscription not found']],
  ['large id', 'priv_unsubscribe', (f) => [f.group.id, 2n ** 53n + 1n], [-32000, 'Subscription not found']],
  ['no id', 'priv_unsubscribe', (f) => [f.group.id, 'xyz'], [-32600, 'Invalid Request']],

  ...[
    'priv_createPrivacyGroup',
    'priv_deletePrivacyGroup',
    'priv_findPrivacyGroup',
    'eth_sendRawPrivateTransaction',
  ].map((method): Row => ['flexible mode', method, () => [], [-32604, 'Method not enabled']]),
  ['only for web3j', 'privx_findOnChainPrivacyGroup', () => [[]], [-32601, 'Method not found']],
]

describe('errors of private methods (spec 03)', () => {
  for (const [when, method, params, [code, message], data] of rows) {
    it(`${method}: ${when}`, async () => {
      const expected = data === undefined ? { code, message } : { code, message, data }
      expect(await errorOf(ask(facts.alice, method, ...params(facts)))).toEqual(expected)
    })
  }

  it.each([
    ['io', ENCLAVE],
    ['server', ENCLAVE],
  ] as const)('the enclave is in trouble (%s): submissions', async (kind, [code, message]) => {
    const { alice } = facts
    alice.enclave.faults.failWith({ kind, message: 'something broke' })
    for (const method of ['eea_sendRawTransaction', 'priv_distributeRawTransaction']) {
      expect(await errorOf(ask(alice, method, raw(facts)))).toEqual({ code, message })
    }
    alice.enclave.faults.clear()
  })

  it('the enclave is in trouble: look-ups', async () => {
    const { alice, deployment } = facts
    const [internal, mapped] = [
      { code: -32603, message: 'Internal error' },
      { code: -50200, message: 'EnclaveDecryptWrongPrivateKey' },
    ]
    const answers = async (): Promise<unknown> => [
      await errorOf(ask(alice, 'priv_getPrivateTransaction', deployment)),
      await errorOf(ask(alice, 'priv_getTransactionReceipt', deployment)),
    ]
    for (const kind of ['io', 'server'] as const) {
      alice.enclave.faults.failWith({ kind, message: 'something broke' })
      expect(await answers()).toEqual([internal, internal])
    }
    alice.enclave.faults.failWith({ kind: 'client', message: 'EnclaveDecryptWrongPrivateKey' })
    expect(await answers()).toEqual([mapped, internal])
    alice.enclave.faults.failWith({ kind: 'client', message: 'any text' })
    expect(await answers()).toEqual([{ code: ENCLAVE[0], message: ENCLAVE[1] }, internal])
    alice.enclave.faults.clear()
  })

  it('a removed member does not find itself among the members', async () => {
    const { charlie, group } = facts
    const asking = toHex(rawTransaction(charlie, group.id, ASKING))
    expect(await errorOf(ask(charlie, 'eea_sendRawTransaction', asking))).toEqual({
      code: NO_GROUP[0],
      message: NO_GROUP[1],
    })
    expect(await ask(charlie, 'priv_distributeRawTransaction', asking)).toMatch(/^0x[0-9a-f]{64}$/)
  })

  it('a public transaction with less than 32 bytes of data cannot be looked up', async () => {
    const { alice } = facts
    const { hash } = await alice.sendPublicTransaction({ to: alice.address, data: '0x01' })
    for (const method of ['priv_getPrivateTransaction', 'priv_getTransactionReceipt']) {
      expect(await errorOf(ask(alice, method, hash))).toEqual({ code: INTERNAL[0], message: INTERNAL[1] })
    }
    const long = await alice.sendPublicTransaction({ to: alice.address, data: `0x${'01'.repeat(32)}` })
    expect(await ask(alice, 'priv_getTransactionReceipt', long.hash)).toBeNull()
  })
})
