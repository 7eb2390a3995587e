import { DecodeError } from '../../errors/DecodeError.ts'
import { encodeRlp } from '../../transaction/encodeRlp.ts'
import { bytesOf, listOf, scalarOf } from '../../transaction/rlpItem.ts'
import { type RlpItem, decodeRlp } from '../../transaction/strictRlp.ts'
import { KEY_LENGTH } from '../trie/keyInterval.ts'

/**
 * What a receiver of a state wants next. Storage and code are asked for by accounts (their trie keys, 32 bytes), not by
 * hash: a sender answers nothing but what belongs to the state in question.
 */
export type StateRequest =
  /** Accounts from this trie key on. */
  | { readonly kind: 'accounts'; readonly from: Uint8Array }
  /** Storage of these accounts: of the first from this trie key on, of the others as a whole. */
  | { readonly kind: 'slots'; readonly accounts: readonly Uint8Array[]; readonly from: Uint8Array }
  /** Code of these accounts. */
  | { readonly kind: 'code'; readonly accounts: readonly Uint8Array[] }

/** Accounts that one request may name. */
export const MAX_REQUESTED_ACCOUNTS = 128

const WHAT = 'state request'

/** RLP of a request: `[1, from]`, `[2, [account, …], from]` or `[3, [account, …]]`. */
export function encodeStateRequest(request: StateRequest): Uint8Array {
  switch (request.kind) {
    case 'accounts':
      return encodeRlp([Uint8Array.of(1), request.from])
    case 'slots':
      return encodeRlp([Uint8Array.of(2), request.accounts, request.from])
    case 'code':
      return encodeRlp([Uint8Array.of(3), request.accounts])
  }
}

/**
 * The request that `encoded` is the encoding of.
 * @throws {DecodeError} DECODE_FAILED when it is none, or names no account or more than
 *   {@link MAX_REQUESTED_ACCOUNTS}.
 */
export function decodeStateRequest(encoded: Uint8Array): StateRequest {
  const item = decodeRlp(encoded, WHAT)
  switch (scalarOf(listOf(item, WHAT, 'it')[0], WHAT, 'the kind', 1)) {
    case 1n:
      return { kind: 'accounts', from: keyOf(listOf(item, WHAT, 'it', 2)[1]) }
    case 2n: {
      const [, accounts, from] = listOf(item, WHAT, 'it', 3)
      return { kind: 'slots', accounts: accountsOf(accounts), from: keyOf(from) }
    }
    case 3n:
      return { kind: 'code', accounts: accountsOf(listOf(item, WHAT, 'it', 2)[1]) }
    default:
      throw new DecodeError(WHAT, 'its kind is unknown')
  }
}

function accountsOf(item: RlpItem | undefined): Uint8Array[] {
  const accounts = listOf(item, WHAT, 'the list of accounts')
  if (accounts.length === 0) throw new DecodeError(WHAT, 'it names no account')
  if (accounts.length > MAX_REQUESTED_ACCOUNTS) {
    throw new DecodeError(WHAT, `it names more than ${MAX_REQUESTED_ACCOUNTS} accounts`)
  }
  return accounts.map(keyOf)
}

function keyOf(item: RlpItem | undefined): Uint8Array {
  return bytesOf(item, WHAT, 'a trie key', KEY_LENGTH)
}
