import { CoterieError } from '../../errors/CoterieError.ts'
import { toHex } from '../../primitives/bytes.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { type AccountRecord, isEmptyCodeHash } from '../account.ts'
import { FIRST_KEY } from '../trie/keyInterval.ts'
import { MerkleTrie } from '../trie/MerkleTrie.ts'
import { checkMaxBytes, readRange } from '../trie/readRange.ts'
import type { TrieRange } from '../trie/TrieRange.ts'
import { decodeAccount } from '../leafEncoding.ts'
import type { WorldStateSource } from '../WorldState.ts'
import { type SnapshotEntry, type SnapshotRange, type StateChunk, preimageLength } from './StateChunk.ts'
import { MAX_REQUESTED_ACCOUNTS, type StateRequest } from './StateRequest.ts'

/** Where a state is read from to be sent. */
export interface SnapshotSource extends WorldStateSource {
  /** Address or slot behind a hashed trie key; `undefined` when it is not known. */
  preimageOf(hash: Uint8Array): Uint8Array | undefined
}

/**
 * The part of the state at a root that a request asks for.
 * @param maxBytes bytes of entries, with their trie keys, or of code; proofs come on top (see `readRange`). There is always
 *   at least one entry or code.
 * @throws {CoterieError} INVALID_ARGUMENT when the request names an account that the state does not have or that has no
 *   code where code is wanted, no account, or more than {@link MAX_REQUESTED_ACCOUNTS}, or when `maxBytes` is no positive
 *   number; STATE_INCONSISTENT when the source lacks something.
 */
export function answerStateRequest(
  source: SnapshotSource,
  root: StateRoot,
  request: StateRequest,
  maxBytes: number,
): StateChunk {
  checkMaxBytes(maxBytes)
  switch (request.kind) {
    case 'accounts':
      return {
        kind: 'accounts',
        range: withPreimages(source, readRange(source, root, request.from, maxBytes), preimageLength('accounts')),
      }
    case 'slots':
      return {
        kind: 'slots',
        ranges: readStorages(source, accountsOf(source, root, request.accounts), request.from, maxBytes),
      }
    case 'code':
      return { kind: 'code', codes: readCodes(source, accountsOf(source, root, request.accounts), maxBytes) }
  }
}

function* accountsOf(source: SnapshotSource, root: StateRoot, keys: readonly Uint8Array[]): Generator<AccountRecord> {
  if (keys.length === 0 || keys.length > MAX_REQUESTED_ACCOUNTS) {
    throw new CoterieError(
      'INVALID_ARGUMENT',
      `a request names 1 to ${MAX_REQUESTED_ACCOUNTS} accounts, not ${keys.length}`,
    )
  }
  const trie = new MerkleTrie(source, root)
  for (const key of keys) {
    const encoded = trie.get(key)
    if (encoded === undefined) {
      throw new CoterieError(
        'INVALID_ARGUMENT',
        `the state has no account with the trie key ${toHex(key)}; ask for its own`,
      )
    }
    yield decodeAccount(encoded)
  }
}

function readStorages(
  source: SnapshotSource,
  accounts: Iterable<AccountRecord>,
  from: Uint8Array,
  maxBytes: number,
): SnapshotRange[] {
  const ranges: SnapshotRange[] = []
  let room = maxBytes
  for (const { storageRoot } of accounts) {
    const isFirst = ranges.length === 0
    const range = readRange(source, storageRoot, isFirst ? from : FIRST_KEY, room)
    // A storage that the rest of the room would divide begins the next chunk instead, without a proof if it fits there.
    if (range.more && !isFirst) break
    ranges.push(withPreimages(source, range, preimageLength('slots')))
    for (const [key, value] of range.entries) room -= key.length + value.length
    if (range.more || room <= 0) break
  }
  return ranges
}

function readCodes(source: SnapshotSource, accounts: Iterable<AccountRecord>, maxBytes: number): Uint8Array[] {
  const codes: Uint8Array[] = []
  let room = maxBytes
  for (const { codeHash } of accounts) {
    if (isEmptyCodeHash(codeHash)) {
      throw new CoterieError(
        'INVALID_ARGUMENT',
        'an account whose code is asked for has none; ask for code of contracts only',
      )
    }
    const code = source.code(codeHash)
    if (code === undefined) {
      throw new CoterieError(
        'STATE_INCONSISTENT',
        `the store does not hold the code with hash ${toHex(codeHash)}; restore the store`,
      )
    }
    room -= code.length
    if (room < 0 && codes.length > 0) break
    codes.push(code)
  }
  return codes
}

function withPreimages(source: SnapshotSource, range: TrieRange, length: number): SnapshotRange {
  const entries = range.entries.map(([key, value]): SnapshotEntry => {
    const preimage = source.preimageOf(key)
    return preimage?.length === length ? { preimage, value } : { key, value }
  })
  return { entries, proof: range.proof, more: range.more }
}
