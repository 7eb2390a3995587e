/** What RLP encodes: a byte string or a list of such. */
export type RlpInput = Uint8Array | readonly RlpInput[]

/**
 * RLP of an item, written into one array: putting it together from the inside out copies everything once a level, and every
 * private transaction encodes a few dozen items.
 */
export function encodeRlp(item: RlpInput): Uint8Array {
  const lengths: number[] = []
  const out = new Uint8Array(measure(item, lengths))
  new RlpWriter(out, lengths).write(item)
  return out
}

/** RLP of the list of items that are given in their own RLP encoding. */
export function encodeRlpList(encodedItems: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const item of encodedItems) length += item.length
  const out = new Uint8Array(headerLength(length) + length)
  let at = writeHeader(0xc0, length, out, 0)
  for (const item of encodedItems) {
    out.set(item, at)
    at += item.length
  }
  return out
}

/** Bytes of an item; appends the content length of every list in the order in which they begin. */
function measure(item: RlpInput, lengths: number[]): number {
  if (item instanceof Uint8Array) return isOneByte(item) ? 1 : headerLength(item.length) + item.length
  const index = lengths.push(0) - 1
  let length = 0
  for (const part of item) length += measure(part, lengths)
  lengths[index] = length
  return headerLength(length) + length
}

class RlpWriter {
  readonly #out: Uint8Array
  readonly #lengths: readonly number[]
  #at = 0
  #list = 0

  constructor(out: Uint8Array, lengths: readonly number[]) {
    this.#out = out
    this.#lengths = lengths
  }

  write(item: RlpInput): void {
    if (!(item instanceof Uint8Array)) {
      this.#at = writeHeader(0xc0, this.#lengths[this.#list++] ?? 0, this.#out, this.#at)
      for (const part of item) this.write(part)
      return
    }
    if (!isOneByte(item)) this.#at = writeHeader(0x80, item.length, this.#out, this.#at)
    this.#out.set(item, this.#at)
    this.#at += item.length
  }
}

/** Whether the bytes are one below 0x80, which stands for itself. */
function isOneByte(bytes: Uint8Array): boolean {
  return bytes.length === 1 && (bytes[0] ?? 0) < 0x80
}

function headerLength(length: number): number {
  let size = 1
  if (length >= 56) for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size++
  return size
}

/** Writes the header of a string (`base` 0x80) or list (0xc0); returns the position behind it. */
function writeHeader(base: number, length: number, out: Uint8Array, at: number): number {
  if (length < 56) {
    out[at] = base + length
    return at + 1
  }
  const size = headerLength(length) - 1
  out[at] = base + 55 + size
  for (let i = size, rest = length; i > 0; i--, rest = Math.floor(rest / 256)) out[at + i] = rest % 256
  return at + 1 + size
}
