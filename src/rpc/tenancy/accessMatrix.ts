import type { MultiTenancyRules } from '../../node/MultiTenancy.ts'

/** What a tenant is to a group. */
export const STANDINGS = {
  member: 'member since the creation',
  added: 'added later',
  removed: 'removed',
  readded: 'removed and added again',
  stranger: 'never a member',
} as const

/** One of {@link STANDINGS}. */
export type Standing = keyof typeof STANDINGS

/** Blocks that a request may be about. */
export const PLACES = {
  beforeGroup: 'before the group',
  before: 'before the removal, and before the later addition',
  removal: 'the block of the removal',
  after: 'after the removal, before it is added again',
  head: 'the head, after it has been added again',
} as const

/** One of {@link PLACES}. */
export type Place = keyof typeof PLACES

/** What comes of a request. */
export const OUTCOMES = {
  ok: 'the same answer as that of a member since the creation',
  cut: 'that answer, without what comes after the block of the removal',
  empty: '`[]`',
  null: '`null`',
  unauthorized: '-40100 `Unauthorized`',
  enclave: '-50100 `Error communicating with enclave`',
  nonce: '-50100 `Unable to determine nonce for account in group.`',
  find: '-50100 `Error finding privacy group`',
  gone: '-32000 `Filter not found`, `Logs filter not found` or `Subscription not found`; `false` where it is uninstalled',
} as const

/** One of {@link OUTCOMES}. */
export type Outcome = keyof typeof OUTCOMES

/** Outcomes in the order of {@link STANDINGS}. */
export type Line = readonly [member: Outcome, added: Outcome, removed: Outcome, readded: Outcome, stranger: Outcome]

/** One kind of request under both sets of rules. */
export interface MatrixRow {
  readonly method: string
  /** What it is about. */
  readonly about: string
  /** Block that it is about; absent: none, or the head. */
  readonly place?: Place
  readonly outcomes: Readonly<Record<MultiTenancyRules, Line>>
}

/** Every private method that asks whether a tenant may: the table that the tests and the reference page are made from. */
export const accessMatrix: readonly MatrixRow[] = [
  both('eea_sendRawTransaction', 'a transaction of its own', ['ok', 'ok', 'enclave', 'ok', 'enclave']),
  both('priv_distributeRawTransaction', 'a transaction of its own', ['ok', 'ok', 'enclave', 'ok', 'enclave']),
  both('priv_getTransactionCount', '', ['ok', 'ok', 'nonce', 'ok', 'nonce']),
  at('beforeGroup', 'priv_call', ['ok', 'ok', 'ok', 'ok', 'ok'], ['ok', 'ok', 'ok', 'ok', 'unauthorized']),
  at(
    'before',
    'priv_call',
    ['ok', 'unauthorized', 'ok', 'ok', 'unauthorized'],
    ['ok', 'ok', 'ok', 'ok', 'unauthorized'],
  ),
  at(
    'removal',
    'priv_call',
    ['ok', 'ok', 'unauthorized', 'unauthorized', 'unauthorized'],
    ['ok', 'ok', 'ok', 'ok', 'unauthorized'],
  ),
  at(
    'after',
    'priv_call',
    ['ok', 'ok', 'unauthorized', 'unauthorized', 'unauthorized'],
    ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized'],
  ),
  at('head', 'priv_call', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
  at('before', 'priv_getCode', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
  at('head', 'priv_getCode', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
  at('beforeGroup', 'priv_debugGetStateRoot', ['ok', 'ok', 'find', 'ok', 'find']),
  at(
    'before',
    'priv_debugGetStateRoot',
    ['ok', 'unauthorized', 'find', 'ok', 'find'],
    ['ok', 'ok', 'find', 'ok', 'find'],
  ),
  at(
    'removal',
    'priv_debugGetStateRoot',
    ['ok', 'ok', 'find', 'unauthorized', 'find'],
    ['ok', 'ok', 'find', 'ok', 'find'],
  ),
  at(
    'after',
    'priv_debugGetStateRoot',
    ['ok', 'ok', 'find', 'unauthorized', 'find'],
    ['ok', 'ok', 'find', 'ok', 'find'],
  ),
  at('head', 'priv_debugGetStateRoot', ['ok', 'ok', 'find', 'ok', 'find']),
  logs('all blocks', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized'], ['ok', 'ok', 'cut', 'ok', 'unauthorized']),
  logs(
    'blocks after the removal',
    ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized'],
    ['ok', 'ok', 'empty', 'ok', 'unauthorized'],
  ),
  logsOf('beforeGroup', ['ok', 'ok', 'ok', 'ok', 'ok'], ['ok', 'ok', 'ok', 'ok', 'unauthorized']),
  logsOf('before', ['ok', 'unauthorized', 'ok', 'ok', 'unauthorized'], ['ok', 'ok', 'ok', 'ok', 'unauthorized']),
  logsOf(
    'removal',
    ['ok', 'ok', 'unauthorized', 'unauthorized', 'unauthorized'],
    ['ok', 'ok', 'ok', 'ok', 'unauthorized'],
  ),
  logsOf(
    'after',
    ['ok', 'ok', 'unauthorized', 'unauthorized', 'unauthorized'],
    ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized'],
  ),
  logsOf('head', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
  both('priv_newFilter', '', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
  ...['priv_getFilterChanges', 'priv_getFilterLogs', 'priv_uninstallFilter'].flatMap((method) => [
    both(method, 'the filter of a member', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
    both(
      method,
      'a filter of its own from before the removal, with the id of its own other group',
      ['ok', 'ok', 'ok', 'ok', 'ok'],
      ['ok', 'ok', 'gone', 'gone', 'gone'],
    ),
  ]),
  both('priv_subscribe', '', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
  both(
    'priv_unsubscribe',
    'a subscription of its own from before the removal',
    ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized'],
    ['ok', 'ok', 'unauthorized', 'gone', 'unauthorized'],
  ),
  both('privx_findFlexiblePrivacyGroup', 'its own key and that of a member', ['ok', 'ok', 'empty', 'ok', 'empty']),
  ...(['priv_getPrivateTransaction', 'priv_getTransactionReceipt'] as const).flatMap((method) => [
    at('before', method, ['ok', 'null', 'ok', 'ok', 'null'], ['ok', 'ok', 'ok', 'ok', 'null']),
    at('removal', method, ['ok', 'ok', 'ok', 'ok', 'null']),
    at('after', method, ['ok', 'ok', 'null', 'null', 'null'], ['ok', 'ok', 'null', 'ok', 'null']),
    at('head', method, ['ok', 'ok', 'null', 'ok', 'null']),
  ]),
  both('priv_getPrivacyPrecompileAddress', '', ['ok', 'ok', 'ok', 'ok', 'ok']),
  both('priv_traceTransaction', 'a transaction that it was sent', ['ok', 'ok', 'unauthorized', 'ok', 'unauthorized']),
]

function both(method: string, about: string, besu: Line, documented: Line = besu): MatrixRow {
  return { method, about, outcomes: { besu, documented } }
}

function at(place: Place, method: string, besu: Line, documented: Line = besu): MatrixRow {
  return { method, about: PLACES[place], place, outcomes: { besu, documented } }
}

function logs(about: string, besu: Line, documented: Line): MatrixRow {
  return both('priv_getLogs', about, besu, documented)
}

function logsOf(place: Place, besu: Line, documented: Line = besu): MatrixRow {
  return { method: 'priv_getLogs', about: `blockHash: ${PLACES[place]}`, place, outcomes: { besu, documented } }
}
