/** A hash of a key, 32 bits. Of all bytes, four at a time: keys of a kind may begin or end alike. */
export function hashKey(key: Uint8Array): number {
  const end = key.length
  let value = end
  let at = 0
  for (; at + 4 <= end; at += 4) {
    const four = key[at]! | (key[at + 1]! << 8) | (key[at + 2]! << 16) | (key[at + 3]! << 24)
    value = Math.imul(value ^ four, 0x9e3779b1)
    value ^= value >>> 15
  }
  for (; at < end; at++) value = Math.imul(value ^ key[at]!, 0x01000193)
  return value ^ (value >>> 13)
}
