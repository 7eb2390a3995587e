import { createHmac } from 'node:crypto'
import { createNetwork } from '../../../../src/index.ts'
import { fromBase64, toHex } from '../../../../src/primitives/bytes.ts'
import { networkKey } from '../../../../src/server/authentication/networkKey.ts'
import { LOCK, PRECOMPILE, PROXY, addCall } from '../../../scenarios/support/management.ts'
import { KEYS } from '../TenantScene.ts'
import type { Answer, Target } from './Target.ts'

/** How an attempt has to end. */
export type Refusal =
  | 'no token'
  | 'unauthorized'
  | 'no key'
  | 'enclave'
  | 'wrong sender'
  | 'nonce'
  | 'find'
  | 'find groups'
  | 'internal'
  | 'bad params'
  | 'not enabled'
  | 'filter'
  | 'logs filter'
  | 'null'
  | 'empty'
  | 'false'
  | 'nothing there'
  | 'failed'

/** One thing that somebody tries who is not entitled to it. */
export interface Attempt {
  readonly name: string
  readonly ends: Refusal
  readonly run: (target: Target) => Promise<Answer>
}

const attempt = (name: string, ends: Refusal, run: Attempt['run']): Attempt => ({ name, ends, run })
const EXPIRED = 1_600_000_000

/** Tokens: whoever is not who a valid token says has no private methods. */
const tokens: readonly Attempt[] = [
  attempt('no token', 'no token', (t) => t.ask('priv_call', t.call(), null)),
  attempt('an empty token', 'unauthorized', (t) => t.ask('priv_call', t.call(), '')),
  attempt('no token at all', 'unauthorized', (t) => t.ask('priv_call', t.call(), 'x.y.z')),
  attempt('an expired token', 'unauthorized', async (t) =>
    t.ask('priv_call', t.call(), await asVictim(t, { exp: EXPIRED })),
  ),
  attempt('a token that never expires', 'unauthorized', async (t) =>
    t.ask('priv_call', t.call(), await asVictim(t, { exp: undefined })),
  ),
  attempt('a token from the future', 'unauthorized', async (t) =>
    t.ask('priv_call', t.call(), await asVictim(t, { nbf: 3_900_000_000 })),
  ),
  attempt("the victim's key in the attacker's token, old signature", 'unauthorized', async (t) => {
    const [head, , signature] = t.token.split('.')
    const claims = (await asVictim(t)).split('.')[1]
    return t.ask('priv_call', t.call(), `${head}.${claims}.${signature}`)
  }),
  attempt('the algorithm none', 'unauthorized', async (t) => t.ask('priv_call', t.call(), await unsigned(t, 'none'))),
  attempt('the public key as an HMAC secret', 'unauthorized', async (t) => {
    const pem = networkKey(t.network).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    return t.ask('priv_call', t.call(), await withHmac(t, pem, {}))
  }),
  attempt('a kid that names a file', 'unauthorized', async (t) =>
    t.ask('priv_call', t.call(), await withHmac(t, '', { kid: '../../../../dev/null' })),
  ),
  attempt('a key that the token brings along', 'unauthorized', async (t) => {
    const jwk = networkKey(t.network).publicKey.export({ format: 'jwk' })
    return t.ask('priv_call', t.call(), await withHmac(t, 'secret', { jwk, alg: 'ES256' }))
  }),
  attempt("another network's token", 'unauthorized', async (t) => {
    await using other = await createNetwork({ nodes: ['alice'], seed: 'another' })
    return t.ask('priv_call', t.call(), await other.token({ enclaveKey: KEYS.member }))
  }),
  attempt('a token without a key', 'no key', async (t) =>
    t.ask('priv_call', t.call(), await t.sign({ privacyPublicKey: undefined })),
  ),
  attempt('a key that is a list', 'no key', async (t) =>
    t.ask('priv_call', t.call(), await t.sign({ privacyPublicKey: [KEYS.member] })),
  ),
]

/** Permissions are exact. */
const permissions: readonly Attempt[] = [
  ['priv', 'priv_call'],
  ['priv:', 'priv_call'],
  ['priv:get*', 'priv_getCode'],
  ['PRIV:*', 'priv_call'],
  ['*', 'priv_call'],
  ['*:call', 'priv_call'],
  ['priv:*', 'privx_findFlexiblePrivacyGroup'],
  ['priv:*', 'eea_sendRawTransaction'],
  ['priv_call', 'priv_call'],
].map(([permission, method = '']) =>
  attempt(`${method} with the permission ${permission}`, 'unauthorized', async (t) =>
    t.ask(method, t.call(), await t.sign({ permissions: [permission], privacyPublicKey: KEYS.member })),
  ),
)

/** Claims that only resemble the key of a member. */
const claims: readonly Attempt[] = [
  ['without padding', KEYS.member.replace('=', '')],
  ['with a blank', `${KEYS.member} `],
  ['with a line end', `${KEYS.member}\n`],
  ['in hex', toHex(fromBase64(KEYS.member))],
  ['in lower case', KEYS.member.toLowerCase()],
  ['in the URL alphabet', KEYS.member.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')],
  ['with bits that do not count', KEYS.member.replace(/(.)=$/, (_, last: string) => `${next(last)}=`)],
  ['twice', `${KEYS.member},${KEYS.member}`],
  ['empty', ''],
].map(([what, key]) =>
  attempt(`the key of a member ${what}`, 'unauthorized', async (t) =>
    t.ask('priv_call', t.call(), await t.sign({ privacyPublicKey: key })),
  ),
)

/** What a stranger asks of a group that it knows the id of. */
const reading: readonly Attempt[] = [
  ...['latest', 'earliest', '0x0', '0x1', '0x3'].map((block) =>
    attempt(`priv_call at ${block}`, 'unauthorized', (t) => t.ask('priv_call', t.call(block))),
  ),
  ...['pending', 'safe', 'finalized'].map((tag) =>
    attempt(`priv_call at ${tag}`, 'failed', (t) => t.ask('priv_call', t.call(tag))),
  ),
  attempt('priv_call at the block of the secret', 'unauthorized', (t) =>
    t.ask('priv_call', t.call(t.blockOf(t.before).number)),
  ),
  attempt('priv_call at a negative block', 'internal', (t) => t.ask('priv_call', t.call('-0x1'))),
  attempt('priv_call above the head', 'null', (t) => t.ask('priv_call', t.call('0xffffff'))),
  attempt('priv_call, id without padding', 'unauthorized', (t) =>
    t.ask('priv_call', otherId(t, t.group.replace('=', ''))),
  ),
  attempt('priv_call, id in the URL alphabet', 'failed', (t) =>
    t.ask('priv_call', otherId(t, `${urlAlphabet(t.group)}=`)),
  ),
  attempt('priv_call, id in hex', 'internal', (t) => t.ask('priv_call', otherId(t, toHex(fromBase64(t.group))))),
  attempt('priv_call, id with bits that do not count', 'unauthorized', (t) =>
    t.ask(
      'priv_call',
      otherId(
        t,
        t.group.replace(/(.)=$/, (_, last: string) => `${next(last)}=`),
      ),
    ),
  ),
  attempt('priv_call, id in a list', 'bad params', (t) => t.ask('priv_call', [[t.group], ...t.call().slice(1)])),
  attempt('the same contract in an own group', 'nothing there', (t) => t.ask('priv_call', otherId(t, t.ownGroup))),
  attempt('priv_getCode', 'unauthorized', (t) => t.ask('priv_getCode', [t.group, t.emitter, 'latest'])),
  attempt('priv_getCode of the management contract', 'unauthorized', (t) =>
    t.ask('priv_getCode', [t.group, PROXY, '0x0']),
  ),
  attempt('priv_debugGetStateRoot', 'find', (t) => t.ask('priv_debugGetStateRoot', [t.group, 'latest'])),
  attempt('priv_getTransactionCount', 'nonce', (t) =>
    t.ask('priv_getTransactionCount', [t.network.node('alice').address, t.group]),
  ),
  attempt('priv_getLogs', 'unauthorized', (t) => t.ask('priv_getLogs', [t.group, { fromBlock: 'earliest' }])),
  attempt('priv_getLogs of no blocks', 'unauthorized', (t) => t.ask('priv_getLogs', [t.group, { toBlock: '-0x1' }])),
  attempt('priv_getLogs of the block of the secret', 'unauthorized', (t) =>
    t.ask('priv_getLogs', [t.group, { blockHash: t.blockOf(t.before).hash }]),
  ),
  attempt('privx_find of the victims', 'find groups', (t) => t.ask('privx_findFlexiblePrivacyGroup', [[KEYS.member]])),
  attempt('privx_find of everybody', 'find groups', (t) => t.ask('privx_findFlexiblePrivacyGroup', [[]])),
  attempt('privx_find with a null beside the own key', 'empty', (t) =>
    t.ask('privx_findFlexiblePrivacyGroup', [[KEYS.stranger, null]]),
  ),
  attempt('privx_find of own and foreign keys', 'empty', (t) =>
    t.ask('privx_findFlexiblePrivacyGroup', [[KEYS.stranger, KEYS.removed]]),
  ),
  attempt('priv_traceTransaction', 'unauthorized', (t) => t.ask('priv_traceTransaction', [t.group, t.before])),
  attempt('priv_traceTransaction in the own group', 'empty', (t) =>
    t.ask('priv_traceTransaction', [t.ownGroup, t.before]),
  ),
]

/** Markers are public: what they stand for is not. */
const markers: readonly Attempt[] = [
  ...(['priv_getPrivateTransaction', 'priv_getTransactionReceipt'] as const).flatMap((method) => [
    attempt(`${method} of the secret`, 'null', (t) => t.ask(method, [t.before])),
    attempt(`${method} of the deployment`, 'null', (t) => t.ask(method, [t.deployment])),
    attempt(`${method}, hash without 0x`, 'null', (t) => t.ask(method, [t.before.slice(2)])),
    attempt(`${method}, hash in upper case`, 'null', (t) => t.ask(method, [`0x${t.before.slice(2).toUpperCase()}`])),
    attempt(`${method} of an own marker with the victims' payload`, 'null', async (t) => {
      const { source } = transactionOf(t)
      const { hash } = await t.network.node('bob').sendPublicTransaction({ to: PRECOMPILE, data: source })
      return t.ask(method, [hash])
    }),
    attempt(`${method} of an own transaction to nobody with the victims' payload`, 'null', async (t) => {
      const { source } = transactionOf(t)
      const { hash } = await t.network.node('bob').sendPublicTransaction({ to: `0x${'99'.repeat(20)}`, data: source })
      return t.ask(method, [hash])
    }),
  ]),
]

/** Filters and subscriptions. */
const filters: readonly Attempt[] = [
  attempt('priv_newFilter', 'unauthorized', (t) => t.ask('priv_newFilter', [t.group, {}])),
  ...(
    [
      ['priv_getFilterChanges', 'filter'],
      ['priv_getFilterLogs', 'logs filter'],
      ['priv_uninstallFilter', 'false'],
    ] as const
  ).flatMap(([method, ends]) => [
    attempt(`${method} of a foreign filter`, 'unauthorized', (t) => t.ask(method, [t.group, t.filter])),
    attempt(`${method} of a foreign filter, own group`, ends, (t) => t.ask(method, [t.ownGroup, t.filter])),
    attempt(`${method} of a foreign filter, unknown group`, ends, (t) => t.ask(method, [unknownGroup, t.filter])),
    attempt(`${method.replace('priv', 'eth')} of a foreign filter`, ends, (t) =>
      t.ask(method.replace('priv', 'eth'), [t.filter]),
    ),
    attempt(`${method.replace('priv', 'eth')} of a foreign filter without a key in the token`, ends, async (t) =>
      t.ask(method.replace('priv', 'eth'), [t.filter], await t.sign({ privacyPublicKey: undefined })),
    ),
    attempt(`${method} of a guessed filter`, ends, (t) => t.ask(method, [t.ownGroup, '0x1'])),
  ]),
  attempt('priv_subscribe over HTTP', 'not enabled', (t) => t.ask('priv_subscribe', [t.group, 'logs', {}])),
]

/** Sending. */
const sending: readonly Attempt[] = [
  ...(['eea_sendRawTransaction', 'priv_distributeRawTransaction'] as const).flatMap((method) => [
    attempt(`${method} to the victims' group`, 'enclave', (t) => t.ask(method, [t.raw(t.group, { to: t.emitter })])),
    attempt(`${method} in a victim's name`, 'wrong sender', (t) =>
      t.ask(method, [t.raw(t.group, { to: t.emitter, privateFrom: KEYS.member })]),
    ),
    attempt(`${method} in the name of a key of another node`, 'wrong sender', (t) =>
      t.ask(method, [t.raw(t.ownGroup, { privateFrom: t.network.node('bob').enclaveKey })]),
    ),
    attempt(`${method} in nobody's name`, 'wrong sender', (t) => {
      return t.ask(method, [t.raw(t.ownGroup, { privateFrom: '' })])
    }),
    attempt(`${method}: adding itself`, 'enclave', (t) =>
      t.ask(method, [t.raw(t.group, { to: PROXY, data: addCall([{ enclaveKey: KEYS.stranger }]) })]),
    ),
    attempt(`${method}: locking the group`, 'enclave', (t) =>
      t.ask(method, [t.raw(t.group, { to: PROXY, data: LOCK })]),
    ),
    attempt(`${method} of the removed tenant: adding itself again`, 'enclave', (t) =>
      t.ask(
        method,
        [t.raw(t.group, { to: PROXY, data: addCall([{ enclaveKey: KEYS.removed }]), privateFrom: KEYS.removed })],
        t.removedToken,
      ),
    ),
  ]),
  attempt('priv_getEeaTransactionCount of a victim', 'wrong sender', (t) =>
    t.ask('priv_getEeaTransactionCount', [t.network.node('alice').address, KEYS.member, [KEYS.removed]]),
  ),
]

/** What a removed tenant must not have any more. */
const removed: readonly Attempt[] = [
  attempt('a call after the removal', 'unauthorized', (t) => t.ask('priv_call', t.call(), t.removedToken)),
  attempt('a call at the block after the removal', 'unauthorized', (t) =>
    t.ask('priv_call', t.call(t.blockOf(t.after).number), t.removedToken),
  ),
  attempt('logs after the removal', 'empty', (t) =>
    t.ask('priv_getLogs', [t.group, { fromBlock: t.blockOf(t.after).number }], t.removedToken),
  ),
  attempt('logs of a block after the removal', 'unauthorized', (t) =>
    t.ask('priv_getLogs', [t.group, { blockHash: t.blockOf(t.after).hash }], t.removedToken),
  ),
  attempt('a receipt after the removal', 'null', (t) => t.ask('priv_getTransactionReceipt', [t.after], t.removedToken)),
  attempt('a transaction after the removal', 'null', (t) =>
    t.ask('priv_getPrivateTransaction', [t.after], t.removedToken),
  ),
  attempt('code', 'unauthorized', (t) => t.ask('priv_getCode', [t.group, t.emitter, '0x3'], t.removedToken)),
  attempt('a new filter', 'unauthorized', (t) => t.ask('priv_newFilter', [t.group, {}], t.removedToken)),
]

/** Methods that know no tenants. */
const aside: readonly Attempt[] = [
  ...[
    ['evm_snapshot', []],
    ['evm_revert', ['0x1']],
    ['evm_mine', []],
    ['hardhat_impersonateAccount', ['0x0000000000000000000000000000000000000001']],
    ['hardhat_setStorageAt', ['0x0000000000000000000000000000000000000001', '0x0', '0x0']],
    ['anvil_dumpState', []],
    ['anvil_loadState', ['0x']],
    ['anvil_reorg', [1, []]],
    ['hardhat_reset', []],
  ].map(([method, params]) =>
    attempt(`${method as string}`, 'not enabled', (t) => t.ask(method as string, params as unknown[])),
  ),
  attempt('eth_call of the private contract', 'nothing there', (t) => t.ask('eth_call', [t.call()[1], 'latest'])),
  attempt('eth_getCode of the private contract', 'nothing there', (t) => t.ask('eth_getCode', [t.emitter, 'latest'])),
  attempt('eth_getLogs of the private contract', 'empty', (t) =>
    t.ask('eth_getLogs', [{ address: t.emitter, fromBlock: 'earliest' }]),
  ),
]

/** Everything that is tried. */
export const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  tokens,
  permissions,
  claims,
  reading,
  markers,
  filters,
  sending,
  removed,
  aside,
}

const unknownGroup = Buffer.alloc(32, 7).toString('base64')

function asVictim(t: Target, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return t.sign({ privacyPublicKey: KEYS.member, ...more })
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function unsigned(t: Target, alg: string): Promise<string> {
  return `${base64url({ typ: 'JWT', alg })}.${(await asVictim(t)).split('.')[1]}.`
}

async function withHmac(t: Target, secret: string, header: Readonly<Record<string, unknown>>): Promise<string> {
  const text = `${base64url({ typ: 'JWT', alg: 'HS256', ...header })}.${(await asVictim(t)).split('.')[1]}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** The same call with another text for the group. */
const otherId = (t: Target, id: string): readonly unknown[] => [id, ...t.call().slice(1)]

const urlAlphabet = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')

/** The next letter of base64: it differs in the lowest bit. */
function next(letter: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return letters[letters.indexOf(letter) ^ 1] ?? ''
}

/** Data of the marker with the secret. */
function transactionOf({ network, before, blockOf }: Target): { readonly source: string } {
  const { chain } = network.parts
  const [place] = chain.places(fromHexHash(before))
  const transaction = place && chain.requireBlock(place.block).transactions[place.index]
  if (transaction === undefined) throw new RangeError(`no marker in ${blockOf(before).hash}`)
  return { source: toHex(transaction.data) }
}

const fromHexHash = (hash: string) =>
  Buffer.from(hash.slice(2), 'hex') as unknown as Parameters<Target['network']['parts']['chain']['places']>[0]
