/** One behaviour of Besu that hurts, and what strict mode does instead. Items are those of spec 02 §14. */
export interface StrictRule {
  readonly items: readonly number[]
  readonly besu: string
  readonly strict: string
}

/** What `strict: true` changes. Nothing of it is on by default; every rule makes a node deviate from Besu. */
export const strictRules = {
  'journaled-state': {
    items: [4, 5, 6, 7, 8],
    besu: 'a failed inner frame takes its callers’ unflushed writes and the nonce with it; a successful one is irrevocable',
    strict: 'a frame undoes its own changes and nothing else, as on a public chain',
  },
  'skip-malformed-payloads': {
    items: [17],
    besu: 'a payload that cannot be decoded refuses the block on all its recipients',
    strict: 'the marker is skipped and reported',
  },
  'skip-unanswering-groups': {
    items: [18],
    besu: 'a management contract that gives no readable answer refuses the block on every member',
    strict: 'the marker is skipped and reported',
  },
  'lock-before-add': {
    items: [22],
    besu: 'lock and add in one block leave the newcomer out of sync',
    strict:
      'an add is executed only if the group was locked at the end of an earlier block; submitting it needs the lock',
  },
  'lock-for-owner': {
    items: [24, 37],
    besu: 'while locked every member may send transactions to the proxy, which makes a waiting history blob stale',
    strict: 'while locked only an add or an unlock by the owner is executed',
  },
  'hydrate-accepted-adds': {
    items: [23],
    besu: 'the history is replayed even if the add is refused or fails',
    strict: 'the history is replayed, but kept only if the add of the same marker then succeeds on this node',
  },
  'keep-longer-history': {
    items: [24],
    besu: 'a stale blob makes nodes that know more replay everything and end at the blob’s older state',
    strict: 'a blob that ends in the middle of the node’s own history changes nothing',
  },
  'protect-own-groups': {
    items: [25, 26],
    besu: 'being added to a group whose id the node uses already replaces its group or refuses the block',
    strict: 'a blob that does not continue the node’s own history of that id is ignored and reported',
  },
  'ignore-gone-histories': {
    items: [],
    besu: 'an add that is mined again after a reorganisation refuses the block for good on who can read its history, if that names a marker which is gone',
    strict: 'such a history is ignored and reported; the gate and the contract decide about the add',
  },
  'carry-public-effects': {
    items: [27],
    besu: 'replay runs each marker on the public state before its block, and fails on a second transaction of one sender',
    strict: 'replay runs each marker on the public state that it had',
  },
  'merge-head-maps': {
    items: [28],
    besu: 'replay drops other groups from the head maps of the blocks it replays',
    strict: 'their entries are kept',
  },
  'discard-failed-replay': {
    items: [],
    besu: 'what a failed replay has already stored stays',
    strict: 'a failed replay leaves nothing behind',
  },
} as const satisfies Record<string, StrictRule>

/** Name of a rule of strict mode. */
export type StrictRuleName = keyof typeof strictRules

/** The rules in force on a node. */
export type RulesInForce = ReadonlySet<StrictRuleName>

/** All rules for a strict node, none otherwise. */
export function rulesInForce(strict: boolean): RulesInForce {
  return new Set(strict ? (Object.keys(strictRules) as StrictRuleName[]) : [])
}
