import { toBigInt } from '../../../primitives/bytes.ts'

/** Reads what a `ByteWriter` has written, in the same order. Bytes are views of what is read. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whether everything has been read. */
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  number(): number {
    const bytes = this.#bytes
    const at = this.#pass(4)
    const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
    return low + (bytes[at + 3] ?? 0) * 2 ** 24
  }

  /** So many bytes. */
  fixed(length: number): Uint8Array {
    return this.#bytes.subarray(this.#pass(length), this.#at)
  }

  bytes(): Uint8Array {
    return this.fixed(this.number())
  }

  /** As {@link fixed}, not a view. */
  fixedCopy(length: number): Uint8Array {
    return this.#bytes.slice(this.#pass(length), this.#at)
  }

  /** As {@link bytes}, not a view. */
  bytesCopy(): Uint8Array {
    return this.fixedCopy(this.number())
  }

  scalar(): bigint {
    return toBigInt(this.bytes())
  }

  /** Goes on behind so many bytes. @returns where they begin. */
  #pass(length: number): number {
    const start = this.#at
    this.#at += length
    return start
  }
}
