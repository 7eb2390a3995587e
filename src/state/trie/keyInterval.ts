/** Intervals of 32-byte trie keys, and where the subtrie below a path lies with respect to one. */
import { nibbleAt } from './nibbles.ts'

/** Bytes of the keys of a secure trie. */
export const KEY_LENGTH = 32
/** Nibbles of these keys. */
export const KEY_NIBBLES = 64

/** The smallest key. */
export const FIRST_KEY: Uint8Array = new Uint8Array(KEY_LENGTH)
/** The largest key. */
export const LAST_KEY: Uint8Array = new Uint8Array(KEY_LENGTH).fill(0xff)

/** Keys from one to another, both inclusive. */
export interface KeyInterval {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/** Where the keys below a path lie: all before the interval, all in it, all after it, or some in it and some not. */
export type Position = 'before' | 'within' | 'across' | 'after'

/** @param path at most {@link KEY_NIBBLES} nibbles; a whole key is never `across`. */
export function positionOf(path: readonly number[], { from, to }: KeyInterval): Position {
  const low = comparePrefix(path, from)
  if (low < 0) return 'before'
  const high = comparePrefix(path, to)
  if (high > 0) return 'after'
  const startsEarlier = low === 0 && !endsWith(from, path.length, 0x0)
  const endsLater = high === 0 && !endsWith(to, path.length, 0xf)
  return startsEarlier || endsLater ? 'across' : 'within'
}

/** The key after `key`; `undefined` after the last. */
export function nextKey(key: Uint8Array): Uint8Array | undefined {
  const next = key.slice()
  for (let i = next.length - 1; i >= 0; i--) {
    const byte = (next[i] ?? 0) + 1
    next[i] = byte & 0xff
    if (byte < 0x100) return next
  }
  return undefined
}

/** Orders keys of the same length: negative, 0 or positive. */
export function compareKeys(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < KEY_LENGTH; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether the key begins with the path. */
export function hasPrefix(key: Uint8Array, path: readonly number[]): boolean {
  return comparePrefix(path, key) === 0
}

function comparePrefix(path: readonly number[], key: Uint8Array): number {
  for (let i = 0; i < path.length; i++) {
    const difference = (path[i] ?? 0) - nibbleAt(key, i)
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether every nibble of `key` from position `start` on is `nibble`. */
function endsWith(key: Uint8Array, start: number, nibble: number): boolean {
  for (let i = start; i < KEY_NIBBLES; i++) if (nibbleAt(key, i) !== nibble) return false
  return true
}
