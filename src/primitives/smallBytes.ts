/** What has more bytes than this gets memory of its own outside of the heap, which takes longer to get than to fill. */
const ON_HEAP = 64
const LARGEST = 512
const SLAB_SIZE = 4096

let slab = new Uint8Array(SLAB_SIZE)
let used = 0

/** An array of zeros, part of a larger one if it is small; for what many are made of. */
export function smallBytes(length: number): Uint8Array {
  if (length <= ON_HEAP || length > LARGEST) return new Uint8Array(length)
  if (SLAB_SIZE - used < length) {
    slab = new Uint8Array(SLAB_SIZE)
    used = 0
  }
  return slab.subarray(used, (used += length))
}
