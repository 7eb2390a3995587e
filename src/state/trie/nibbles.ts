/** Paths through a trie: runs of nibbles that are views of whole bytes, so that most of them need no memory of their own. */

/** The nibbles at positions `start` to `end` (exclusive) of `bytes`; position 0 is the high half of the first byte. */
export interface NibblePath {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** The nibble at `position` of `bytes`: 0 to 15. */
export function nibbleAt(bytes: Uint8Array, position: number): number {
  const byte = bytes[position >> 1] ?? 0
  return (position & 1) === 0 ? byte >> 4 : byte & 15
}

/** How many nibbles `path` and the key `bytes` have in common, comparing the key from position `from` on. */
export function commonLength(path: NibblePath, bytes: Uint8Array, from: number): number {
  const limit = Math.min(path.end - path.start, bytes.length * 2 - from)
  // A leaf often holds the very key that it was made with.
  if (path.bytes === bytes && path.start === from) return limit
  let length = 0
  if (((path.start ^ from) & 1) === 0) length = commonBytes(path, bytes, from, limit)
  while (length < limit && nibbleAt(path.bytes, path.start + length) === nibbleAt(bytes, from + length)) length++
  return length
}

/** How many nibbles are the same by whole bytes, where both are the same halves of their bytes; at most one too few. */
function commonBytes(path: NibblePath, bytes: Uint8Array, from: number, limit: number): number {
  let length = from & 1
  if (length > limit || (length === 1 && nibbleAt(path.bytes, path.start) !== nibbleAt(bytes, from))) return 0
  const offset = ((path.start + length) >> 1) - ((from + length) >> 1)
  for (let i = (from + length) >> 1; length + 2 <= limit && path.bytes[i + offset] === bytes[i]; i++) length += 2
  return length
}

/** Orders two paths by their nibbles, a prefix before what it is a prefix of: negative, 0 or positive. */
export function comparePaths(a: NibblePath, b: NibblePath): number {
  const aLength = a.end - a.start
  const bLength = b.end - b.start
  const limit = Math.min(aLength, bLength)
  for (let i = 0; i < limit; i++) {
    const difference = nibbleAt(a.bytes, a.start + i) - nibbleAt(b.bytes, b.start + i)
    if (difference !== 0) return difference
  }
  return aLength - bLength
}

/** The path of one nibble. */
export function singleNibble(nibble: number): NibblePath {
  return { bytes: Uint8Array.of(nibble), start: 1, end: 2 }
}

/** The nibbles of `a` followed by those of `b`, in new bytes that end where the path ends. */
export function joinPaths(a: NibblePath, b: NibblePath): NibblePath {
  const length = a.end - a.start + b.end - b.start
  const bytes = new Uint8Array((length + 1) >> 1)
  const start = length & 1
  let at = start
  for (const part of [a, b]) {
    for (let i = part.start; i < part.end; i++, at++) {
      const nibble = nibbleAt(part.bytes, i)
      bytes[at >> 1] = (bytes[at >> 1] ?? 0) | ((at & 1) === 0 ? nibble << 4 : nibble)
    }
  }
  return { bytes, start, end: at }
}
