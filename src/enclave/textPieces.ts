/**
 * The end of the piece of a text that is to end at a position: there, or one character earlier where a surrogate pair would be cut in
 * two. So the pieces of a text, encoded one by one, give the UTF-8 of the whole.
 */
export function pieceEnd(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.min(Math.max(at, 0), text.length)
  const cutsPair = (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00
  return cutsPair ? at - 1 : at
}

/**
 * UTF-8 of a text, piece by piece, so that a copy of all of it is never made. All pieces are in the same memory: each is to be used
 * before the next one is asked for.
 * @param size characters of a piece, at least 2.
 */
export function* utf8Pieces(text: string, size: number): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  // A character takes at most three bytes, half of a pair two.
  const room = new Uint8Array(3 * Math.min(size, text.length))
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start + size)
    const { written } = encoder.encodeInto(text.slice(start, end), room)
    yield room.subarray(0, written)
    start = end
  }
}
