/**
 * Numbers in ascending order as the distances between them, in groups of seven bits with the lowest first; a set top bit
 * says that the number goes on. Neighbours that are up to 127 apart take one byte.
 * @param numbers whole numbers from 0 to 2³² - 1, each larger than the one before.
 */
export function encodeAscending(numbers: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 5)
  let length = 0
  let last = 0
  for (const number of numbers) {
    let distance = number - last
    for (; distance > 0x7f; distance = Math.floor(distance / 0x80)) bytes[length++] = (distance % 0x80) | 0x80
    bytes[length++] = distance
    last = number
  }
  return bytes.slice(0, length)
}

/** The numbers that {@link encodeAscending} was given. */
export function decodeAscending(bytes: Uint8Array): Uint32Array {
  const numbers = new Uint32Array(bytes.length)
  let count = 0
  let last = 0
  let distance = 0
  let weight = 1
  for (const byte of bytes) {
    distance += (byte & 0x7f) * weight
    weight *= 0x80
    if (byte > 0x7f) continue
    numbers[count++] = last += distance
    distance = 0
    weight = 1
  }
  return numbers.slice(0, count)
}
