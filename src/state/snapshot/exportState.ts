import type { StateRoot } from '../../primitives/identifiers.ts'
import { nextKey } from '../trie/keyInterval.ts'
import { decodeAccount } from '../leafEncoding.ts'
import { type SnapshotSource, answerStateRequest } from './answerStateRequest.ts'
import { type SnapshotRange, type StateChunk, trieEntries, trieKey } from './StateChunk.ts'
import { StateCursor } from './StateCursor.ts'

/**
 * The whole state at a root in chunks, in the order in which a `StateImport` with the same `hasCode` wants them. Only one
 * chunk is in memory at a time. The empty state has no chunks.
 * @param maxBytes size of a chunk, as for `answerStateRequest`.
 * @param hasCode whether receivers have the code with this hash; must be true of code that is known without being stored.
 * @throws {CoterieError} INVALID_ARGUMENT when `maxBytes` is no positive number, STATE_INCONSISTENT when the source lacks
 *   something.
 */
export function* exportState(
  source: SnapshotSource,
  root: StateRoot,
  maxBytes: number,
  hasCode: (hash: Uint8Array) => boolean,
): Generator<StateChunk, void> {
  const cursor = new StateCursor(root, hasCode)
  for (;;) {
    const request = cursor.wanted
    if (request === undefined) return
    const chunk = answerStateRequest(source, root, request, maxBytes)
    yield chunk
    moveOn(cursor, chunk)
  }
}

function moveOn(cursor: StateCursor, chunk: StateChunk): void {
  switch (chunk.kind) {
    case 'accounts': {
      const accounts = trieEntries(chunk.range).map(([key, value]) => ({ key, account: decodeAccount(value) }))
      cursor.accountsCame(accounts, keyBehind(chunk.range))
      return
    }
    case 'slots': {
      const complete = chunk.ranges.filter((range) => !range.more).length
      const last = chunk.ranges.at(-1)
      cursor.slotsCame(complete, last && keyBehind(last))
      return
    }
    case 'code':
      cursor.codeCame(chunk.codes.length)
  }
}

function keyBehind(range: SnapshotRange): Uint8Array | undefined {
  const last = range.entries.at(-1)
  return range.more && last !== undefined ? nextKey(trieKey(last)) : undefined
}
