import { hashKey } from './hashKey.ts'
import type { WriteOperation } from './KeyValueStore.ts'

const FIRST_CHUNK = 4096
const LARGEST_CHUNK = 1 << 20
/** What is known of an operation: chunk, position of the key, bytes of the key, bytes of the value or -1 for a removal, hash of the key. */
const FIELDS = 5
const [CHUNK, START, KEY_BYTES, VALUE_BYTES, HASH] = [0, 1, 2, 3, 4] as const
const FIRST_SLOTS = 128
const FIRST_FIELDS = 64 * FIELDS
/** What {@link PackedOperations.clear} keeps of larger arrays: enough for an ordinary block. */
const KEPT_CHUNK = 1 << 16
const KEPT_SLOTS = 1 << 12
/** What nothing has been added to shares these. */
const NO_FIELDS = new Int32Array(0)
const NO_SLOTS = new Int32Array(1)
const REMOVAL = -1

/** Chunk and position where each chunk of another is now, while {@link PackedOperations.setAll} runs. */
const copiedTo: number[] = []

/**
 * Operations on distinct keys, copied into a few large arrays: a long replay stages tens of thousands between two writes,
 * and objects for each of them would keep the garbage collector busy with nothing else.
 */
export class PackedOperations implements Iterable<WriteOperation> {
  #chunks: Uint8Array[] = []
  /** Whether a chunk never changes again, so that several have it. */
  #sealed: boolean[] = []
  /** The chunk that is being filled; -1 when there is none. */
  #filling = -1
  /** Bytes of it that are taken. */
  #used = 0
  #fields = NO_FIELDS
  /** Open addressing by the hashes of keys: number of an operation plus one, or 0. */
  #slots = NO_SLOTS
  #size = 0
  #bytes = 0
  #placed = 0
  #removals = 0

  /** Number of operations. */
  get size(): number {
    return this.#size
  }

  /** Bytes of their keys and values. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether others take over all bytes of the operations instead of copying them. */
  get isSealed(): boolean {
    return this.#filling < 0 && !this.#sealed.includes(false)
  }

  /** Bytes of keys and values that later operations have taken the place of. */
  get replacedBytes(): number {
    return this.#placed - this.#bytes
  }

  /** How many of the operations are removals. */
  get removals(): number {
    return this.#removals
  }

  /** Adds a removal (`undefined`) or a value, in place of an earlier operation on the key. Both are copied. */
  set(key: Uint8Array, value: Uint8Array | undefined): void {
    const start = this.#take(key.length + (value?.length ?? 0))
    const chunk = this.#filling
    const bytes = this.#chunks[chunk] as Uint8Array
    bytes.set(key, start)
    if (value !== undefined) bytes.set(value, start + key.length)
    this.#add(hashKey(key), chunk, start, key.length, value?.length ?? REMOVAL)
  }

  /**
   * Adds the operations of another as {@link set} does, except removals of keys that nothing is known of. What is sealed there is not
   * copied.
   */
  setAll(other: PackedOperations): void {
    if (other.#size === 0) return
    for (let at = 0; at < other.#chunks.length; at++) {
      const bytes = other.#chunks[at] as Uint8Array
      if (other.#sealed[at] === true) this.#takeOver(bytes, at)
      else this.#copy(at === other.#filling ? bytes.subarray(0, other.#used) : bytes, at)
    }
    for (let number = 0; number < other.#size; number++) {
      const valueBytes = other.#field(number, VALUE_BYTES)
      if (valueBytes === REMOVAL && this.get(other.operation(number).key) === undefined) continue
      const from = other.#field(number, CHUNK)
      const start = copiedTo[2 * from + 1]! + other.#field(number, START)
      this.#add(other.#field(number, HASH), copiedTo[2 * from]!, start, other.#field(number, KEY_BYTES), valueBytes)
    }
  }

  /**
   * What the operation on a key makes of its value, as part of the arrays here; `undefined` when there is no operation.
   * @param hash of the key, from whoever asks several for it.
   */
  get(key: Uint8Array, hash: number = hashKey(key)): Pick<WriteOperation, 'value'> | undefined {
    if (this.#size === 0) return undefined
    const number = this.#slots[this.#find(hash, key, 0, key.length)]! - 1
    return number < 0 ? undefined : { value: this.#value(number) }
  }

  /** From now on others take the bytes of the operations over instead of copying them. What is added later is not sealed. */
  seal(): void {
    const chunk = this.#chunks[this.#filling]
    if (chunk !== undefined) this.#chunks[this.#filling] = chunk.slice(0, this.#used)
    this.#sealed.fill(true)
    this.#filling = -1
  }

  /** Forgets everything but arrays to be filled again: nothing that was got from here may be used any longer. */
  clear(): void {
    const chunk = this.#chunks[this.#filling]
    const isKept = chunk !== undefined && chunk.length <= KEPT_CHUNK
    this.#chunks = isKept ? [chunk] : []
    this.#sealed = isKept ? [false] : []
    this.#filling = isKept ? 0 : -1
    this.#used = 0
    if (this.#slots.length > KEPT_SLOTS) {
      this.#slots = NO_SLOTS
      this.#fields = NO_FIELDS
    } else if (this.#size > 0) this.#slots.fill(0)
    this.#size = 0
    this.#bytes = 0
    this.#placed = 0
    this.#removals = 0
  }

  /** In the order in which the keys were first added; each is made when it is asked for, and part of the arrays here. */
  [Symbol.iterator](): Iterator<WriteOperation> {
    return this.between(0, this.#size)[Symbol.iterator]()
  }

  /** Some of the operations, as often as they are asked for, by their places in the order. @param end place behind the last. */
  between(start: number, end: number): Iterable<WriteOperation> {
    const operation = (number: number): WriteOperation => this.operation(number)
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
      rest -= this.#field(end, KEY_BYTES) + Math.max(0, this.#field(end, VALUE_BYTES))
      if (rest < 0 && end > start) break
    }
    return end
  }

  /** Copies a chunk of which operations are parts. @param at its place among the others. */
  #copy(bytes: Uint8Array, at: number): void {
    const start = this.#take(bytes.length)
    this.#chunks[this.#filling]?.set(bytes, start)
    copiedTo[2 * at] = this.#filling
    copiedTo[2 * at + 1] = start
  }

  /** Makes a sealed chunk of another its own. @param at its place there. */
  #takeOver(bytes: Uint8Array, at: number): void {
    this.#placed += bytes.length
    copiedTo[2 * at] = this.#chunks.push(bytes) - 1
    copiedTo[2 * at + 1] = 0
    this.#sealed.push(true)
  }

  /** Position in the chunk that is being filled from which on so many bytes are free; they are taken now. */
  #take(bytes: number): number {
    const chunk = this.#chunks[this.#filling]
    if (chunk === undefined || chunk.length - this.#used < bytes) {
      const next = chunk === undefined ? FIRST_CHUNK : Math.min(LARGEST_CHUNK, chunk.length * 2)
      this.#filling = this.#chunks.push(new Uint8Array(Math.max(next, bytes))) - 1
      this.#sealed.push(false)
      this.#used = 0
    }
    const start = this.#used
    this.#used += bytes
    this.#placed += bytes
    return start
  }

  /** Adds an operation whose key and value are in a chunk already. */
  #add(hash: number, chunk: number, start: number, keyBytes: number, valueBytes: number): void {
    if (this.#slots === NO_SLOTS) this.#slots = new Int32Array(FIRST_SLOTS)
    const slot = this.#find(hash, this.#chunks[chunk] as Uint8Array, start, keyBytes)
    const known = this.#slots[slot]! - 1
    if (known < 0) this.#bytes += keyBytes
    else this.#forgetValue(known)
    if (valueBytes === REMOVAL) this.#removals++
    else this.#bytes += valueBytes
    const number = known < 0 ? this.#size++ : known
    this.#note(number, hash, chunk, start, keyBytes, valueBytes)
    if (known >= 0) return
    this.#slots[slot] = number + 1
    if (this.#size * 2 > this.#slots.length) this.#rehash()
  }

  /** Counts out the value of an operation, or the removal. */
  #forgetValue(number: number): void {
    const length = this.#field(number, VALUE_BYTES)
    if (length === REMOVAL) this.#removals--
    else this.#bytes -= length
  }

  #note(number: number, hash: number, chunk: number, start: number, keyBytes: number, valueBytes: number): void {
    const at = number * FIELDS
    if (at === this.#fields.length) {
      const longer = new Int32Array(Math.max(FIRST_FIELDS, at * 2))
      longer.set(this.#fields)
      this.#fields = longer
    }
    this.#fields[at + CHUNK] = chunk
    this.#fields[at + START] = start
    this.#fields[at + KEY_BYTES] = keyBytes
    this.#fields[at + VALUE_BYTES] = valueBytes
    this.#fields[at + HASH] = hash
  }

  /** The operation at a place in the order, made when it is asked for and part of the arrays here. */
  operation(number: number): WriteOperation {
    const start = this.#field(number, START)
    return {
      key: this.#chunk(number).subarray(start, start + this.#field(number, KEY_BYTES)),
      value: this.#value(number),
    }
  }

  #value(number: number): Uint8Array | undefined {
    const length = this.#field(number, VALUE_BYTES)
    if (length === REMOVAL) return undefined
    const start = this.#field(number, START) + this.#field(number, KEY_BYTES)
    return this.#chunk(number).subarray(start, start + length)
  }

  #chunk(number: number): Uint8Array {
    return this.#chunks[this.#field(number, CHUNK)] as Uint8Array
  }

  #field(number: number, field: number): number {
    return this.#fields[number * FIELDS + field] as number
  }

  /** The slot of a key, or the free one where it belongs. @param bytes where the key is. */
  #find(hash: number, bytes: Uint8Array, start: number, length: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1
      if (number < 0 || (this.#field(number, HASH) === hash && this.#hasKey(number, bytes, start, length))) return slot
    }
  }

  #hasKey(number: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (this.#field(number, KEY_BYTES) !== length) return false
    const chunk = this.#chunk(number)
    const own = this.#field(number, START)
    for (let i = 0; i < length; i++) if (chunk[own + i] !== bytes[start + i]) return false
    return true
  }

  #rehash(): void {
    const mask = this.#slots.length * 2 - 1
    this.#slots = new Int32Array(mask + 1)
    for (let number = 0; number < this.#size; number++) {
      let slot = this.#field(number, HASH) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}
