import { toScalar } from '../../../primitives/bytes.ts'

const FIRST_SIZE = 64 * 1024

/** Puts values one behind the other, for a `ByteReader` on another thread; numbers take 4 bytes, little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_SIZE)
  #length = 0

  /** Bytes written so far. */
  get length(): number {
    return this.#length
  }

  /** A number from 0 to 2³² - 1. */
  number(value: number): void {
    const at = this.#grow(4)
    this.#setNumber(at, value)
  }

  /** Leaves room for a number. @returns sets it. */
  numberLater(): (value: number) => void {
    const at = this.#grow(4)
    return (value) => this.#setNumber(at, value)
  }

  /** Bytes whose length the reader knows. */
  fixed(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** Bytes with their length before them. */
  bytes(bytes: Uint8Array): void {
    this.number(bytes.length)
    this.fixed(bytes)
  }

  /** A non-negative number of any size. */
  scalar(value: bigint): void {
    this.bytes(toScalar(value))
  }

  /** Forgets what was written behind the first so many bytes. */
  cutBack(length: number): void {
    this.#length = length
  }

  /** What was written, in a buffer of its own that may be transferred; the writer begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #grow(count: number): number {
    const at = this.#length
    this.#length += count
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length))
      grown.set(this.#bytes.subarray(0, at))
      this.#bytes = grown
    }
    return at
  }

  #setNumber(at: number, value: number): void {
    const bytes = this.#bytes
    bytes[at] = value
    bytes[at + 1] = value >>> 8
    bytes[at + 2] = value >>> 16
    bytes[at + 3] = value >>> 24
  }
}
