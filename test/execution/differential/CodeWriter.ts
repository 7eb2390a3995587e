/** Writes EVM code byte by byte. */
export class CodeWriter {
  readonly #bytes: number[] = []

  /** The code so far. */
  get code(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }

  get length(): number {
    return this.#bytes.length
  }

  op(...opcodes: readonly number[]): this {
    this.#bytes.push(...opcodes)
    return this
  }

  /** Pushes a number with the shortest PUSH. */
  push(value: bigint | number): this {
    const digits = BigInt(value).toString(16)
    return this.pushBytes(Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex'))
  }

  /** Pushes 1 to 32 bytes. */
  pushBytes(bytes: Uint8Array): this {
    return this.op(0x5f + bytes.length, ...bytes)
  }

  /** Writes `body` with a jump over it that is taken when the word on top of the stack is not 0. */
  unless(body: () => void): this {
    this.op(0x61, 0, 0)
    const patch = this.length - 2
    this.op(0x57)
    body()
    this.#patch(patch)
    return this.op(0x5b)
  }

  /** Writes `body` as a loop of so many rounds; the counter lies on the stack meanwhile. */
  repeat(rounds: number, body: () => void): this {
    this.push(rounds)
    const start = this.length
    this.op(0x5b)
    body()
    // counter - 1
    this.push(1).op(0x90, 0x03, 0x80)
    this.op(0x61, start >> 8, start & 0xff, 0x57)
    return this.op(0x50)
  }

  /** Writes bytes to memory. */
  store(bytes: Uint8Array, offset: number): this {
    for (let i = 0; i < bytes.length; i += 32) {
      const chunk = new Uint8Array(32)
      chunk.set(bytes.subarray(i, i + 32))
      this.pushBytes(chunk)
        .push(offset + i)
        .op(0x52)
    }
    return this
  }

  #patch(at: number): void {
    this.#bytes[at] = this.length >> 8
    this.#bytes[at + 1] = this.length & 0xff
  }
}
