import type { WriteOperation } from './KeyValueStore.ts'

const FIRST_CHUNK = 4096
const LARGEST_CHUNK = 1 << 20
/** What is known of an operation: chunk, position of the key, bytes of the key, bytes of the value or -1 for a removal. */
const FIELDS = 4
const FIRST_SLOTS = 128
const FIRST_FIELDS = 64 * FIELDS
/** What {@link PackedOperations.clear} keeps of larger arrays: enough for an ordinary block. */
const KEPT_CHUNK = 1 << 16
const KEPT_SLOTS = 1 << 12
/** What nothing has been added to shares these. */
const NO_FIELDS = new Int32Array(0)
const NO_SLOTS = new Int32Array(1)
const REMOVAL = -1

/**
 * Operations on distinct keys, copied into a few large arrays: a long replay stages tens of thousands between two writes,
 * and objects for each of them would keep the garbage collector busy with nothing else.
 */
export class PackedOperations implements Iterable<WriteOperation> {
  #chunks: Uint8Array[] = []
  #used = 0
  #fields = NO_FIELDS
  /** Open addressing by the hashes of keys: number of an operation plus one, or 0. */
  #slots = NO_SLOTS
  #size = 0
  #bytes = 0
  #replaced = 0
  #removals = 0

  /** Number of operations. */
  get size(): number {
    return this.#size
  }

  /** Bytes of their keys and values. */
  get bytes(): number {
    return this.#bytes
  }

  /** Bytes of keys and values that later operations have taken the place of. */
  get replacedBytes(): number {
    return this.#replaced
  }

  /** How many of the operations are removals. */
  get removals(): number {
    return this.#removals
  }

  /** Adds a removal (`undefined`) or a value, in place of an earlier operation on the key. Both are copied. */
  set(key: Uint8Array, value: Uint8Array | undefined): void {
    if (this.#slots === NO_SLOTS) this.#slots = new Int32Array(FIRST_SLOTS)
    const slot = this.#find(key)
    const known = (this.#slots[slot] ?? 0) - 1
    const number = known < 0 ? this.#size++ : known
    const length = value === undefined ? REMOVAL : value.length
    if (known < 0) this.#bytes += key.length
    else this.#replace(known, key.length)
    this.#bytes += Math.max(0, length)
    if (value === undefined) this.#removals++
    this.#place(number, key, value, length)
    if (known >= 0) return
    this.#slots[slot] = number + 1
    if (this.#size * 2 > this.#slots.length) this.#rehash()
  }

  /** What the operation on a key makes of its value, as part of the arrays here; `undefined` when there is no operation. */
  get(key: Uint8Array): Pick<WriteOperation, 'value'> | undefined {
    const number = (this.#slots[this.#find(key)] ?? 0) - 1
    return number < 0 ? undefined : { value: this.#value(number) }
  }

  /** Forgets everything but arrays to be filled again: nothing that was got from here may be used any longer. */
  clear(): void {
    const chunk = this.#chunks.at(-1)
    this.#chunks = chunk !== undefined && chunk.length <= KEPT_CHUNK ? [chunk] : []
    this.#used = 0
    if (this.#slots.length > KEPT_SLOTS) {
      this.#slots = NO_SLOTS
      this.#fields = NO_FIELDS
    } else if (this.#size > 0) this.#slots.fill(0)
    this.#size = 0
    this.#bytes = 0
    this.#replaced = 0
    this.#removals = 0
  }

  /** In the order in which the keys were first added; each is made when it is asked for, and part of the arrays here. */
  *[Symbol.iterator](): Generator<WriteOperation> {
    for (let number = 0; number < this.#size; number++) yield this.#operation(number)
  }

  /** Some of the operations, as often as they are asked for, by their places in the order. @param end place behind the last. */
  between(start: number, end: number): Iterable<WriteOperation> {
    const operation = (number: number): WriteOperation => this.#operation(number)
    return {
      *[Symbol.iterator]() {
        for (let number = start; number < end; number++) yield operation(number)
      },
    }
  }

  /** Place behind as many operations from `start` on as have at most so many bytes, but at least one if there are any. */
  endOfPart(start: number, bytes: number): number {
    let end = start
    for (let rest = bytes; end < this.#size; end++) {
      rest -= this.#field(end, 2) + Math.max(0, this.#field(end, 3))
      if (rest < 0 && end > start) break
    }
    return end
  }

  /** Counts out an operation on a key of so many bytes. */
  #replace(number: number, key: number): void {
    const length = this.#field(number, 3)
    this.#replaced += key + Math.max(0, length)
    this.#bytes -= Math.max(0, length)
    if (length === REMOVAL) this.#removals--
  }

  #place(number: number, key: Uint8Array, value: Uint8Array | undefined, length: number): void {
    const room = key.length + Math.max(0, length)
    let chunk = this.#chunks.at(-1)
    if (chunk === undefined || chunk.length - this.#used < room) {
      const next = chunk === undefined ? FIRST_CHUNK : Math.min(LARGEST_CHUNK, chunk.length * 2)
      this.#chunks.push((chunk = new Uint8Array(Math.max(next, room))))
      this.#used = 0
    }
    if ((number + 1) * FIELDS > this.#fields.length) {
      const longer = new Int32Array(Math.max(FIRST_FIELDS, this.#fields.length * 2))
      longer.set(this.#fields)
      this.#fields = longer
    }
    const at = number * FIELDS
    this.#fields[at] = this.#chunks.length - 1
    this.#fields[at + 1] = this.#used
    this.#fields[at + 2] = key.length
    this.#fields[at + 3] = length
    chunk.set(key, this.#used)
    if (value !== undefined) chunk.set(value, this.#used + key.length)
    this.#used += room
  }

  #operation(number: number): WriteOperation {
    const start = this.#field(number, 1)
    return { key: this.#chunk(number).subarray(start, start + this.#field(number, 2)), value: this.#value(number) }
  }

  #value(number: number): Uint8Array | undefined {
    const length = this.#field(number, 3)
    if (length === REMOVAL) return undefined
    const start = this.#field(number, 1) + this.#field(number, 2)
    return this.#chunk(number).subarray(start, start + length)
  }

  #chunk(number: number): Uint8Array {
    return this.#chunks[this.#field(number, 0)] as Uint8Array
  }

  #field(number: number, field: number): number {
    return this.#fields[number * FIELDS + field] as number
  }

  /** The slot of a key, or the free one where it belongs. */
  #find(key: Uint8Array): number {
    const mask = this.#slots.length - 1
    for (let slot = hash(key, 0, key.length) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1
      if (number < 0 || this.#hasKey(number, key)) return slot
    }
  }

  #hasKey(number: number, key: Uint8Array): boolean {
    if (this.#field(number, 2) !== key.length) return false
    const chunk = this.#chunk(number)
    const start = this.#field(number, 1)
    // Ends differ first: keys of a kind begin alike.
    for (let i = key.length - 1; i >= 0; i--) if (chunk[start + i] !== key[i]) return false
    return true
  }

  #rehash(): void {
    const mask = this.#slots.length * 2 - 1
    this.#slots = new Int32Array(mask + 1)
    for (let number = 0; number < this.#size; number++) {
      const start = this.#field(number, 1)
      let slot = hash(this.#chunk(number), start, start + this.#field(number, 2)) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

/** Of all bytes, four at a time: keys of a kind may begin or end alike. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    value = Math.imul(value ^ four, 0x9e3779b1)
    value ^= value >>> 15
  }
  for (; at < end; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193)
  return value ^ (value >>> 13)
}
