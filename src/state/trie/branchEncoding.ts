/**
 * The RLP of a branch without value whose children are all known by hash: a list header of two or three bytes, then for each
 * child one byte, or 33 with its hash, and a byte for the value.
 */
const HASH_ITEM = 0xa0
const NOTHING = 0x80
const LONG_LIST = 0xf7
const HASH_SIZE = 32

/** Where the hash of child `index` is, or would be put in, in the encoding of a branch with these children. */
export function hashPosition(encoding: Uint8Array, present: number, index: number): number {
  const header = encoding.length < 0x102 ? 2 : 3
  return header + index + 1 + HASH_SIZE * countBits(present & ((1 << index) - 1))
}

/** An encoding with room for the hashes of these children, at least two, which are zero. */
export function emptyEncoding(present: number): Uint8Array {
  const content = 17 + HASH_SIZE * countBits(present)
  const header = content < 0x100 ? 2 : 3
  const encoding = new Uint8Array(header + content).fill(NOTHING, header)
  encoding[0] = LONG_LIST + header - 1
  if (header === 3) encoding[1] = content >> 8
  encoding[header - 1] = content & 0xff
  for (let index = 0, at = header; index < 16; index++) {
    const isThere = (present & (1 << index)) !== 0
    if (isThere) encoding[at] = HASH_ITEM
    if (isThere) encoding.fill(0, at + 1, at + 1 + HASH_SIZE)
    at += isThere ? 1 + HASH_SIZE : 1
  }
  return encoding
}

/** The encoding with the children `present` of one with the children `before`; hashes of new children are zero. */
export function withChildren(encoding: Uint8Array, before: number, present: number): Uint8Array {
  const changed = emptyEncoding(present)
  const kept = before & present
  for (let index = 0; index < 16; index++) {
    if ((kept & (1 << index)) === 0) continue
    const from = hashPosition(encoding, before, index)
    changed.set(encoding.subarray(from, from + HASH_SIZE), hashPosition(changed, present, index))
  }
  return changed
}

/** The children of a branch that is encoded so from `start` to the end of the bytes; `undefined` for another encoding. */
export function childrenOf(bytes: Uint8Array, start: number): number | undefined {
  let present = 0
  let at = start
  for (let index = 0; index < 16; index++) {
    const first = bytes[at]
    if (first === HASH_ITEM) {
      present |= 1 << index
      at += HASH_SIZE
    } else if (first !== NOTHING) return undefined
    at++
  }
  return at === bytes.length - 1 && bytes[at] === NOTHING ? present : undefined
}

/** How many of 16 bits are set. */
export function countBits(bits: number): number {
  bits -= (bits >> 1) & 0x5555
  bits = (bits & 0x3333) + ((bits >> 2) & 0x3333)
  bits = (bits + (bits >> 4)) & 0x0f0f
  return (bits + (bits >> 8)) & 0x1f
}
