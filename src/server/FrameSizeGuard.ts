/** Watches the bytes that a WebSocket client sends for a frame that is larger than allowed; messages are not its business. */
export class FrameSizeGuard {
  readonly #limit: number
  /** Of the frame whose head is being read. */
  #head = Buffer.alloc(0)
  /** Bytes left of the frame whose payload is being read. */
  #payload = 0

  /** @param limit bytes of payload. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes the next bytes. @returns whether all frames that have begun so far are small enough. */
  accepts(chunk: Buffer): boolean {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#payload > 0) {
        const taken = Math.min(this.#payload, rest.length)
        this.#payload -= taken
        rest = rest.subarray(taken)
        continue
      }
      const before = this.#head.length
      const head = Buffer.concat([this.#head, rest.subarray(0, MAX_HEAD - before)])
      const size = headSize(head)
      if (size === undefined || head.length < size) {
        this.#head = head
        return true
      }
      this.#payload = payloadSize(head)
      if (this.#payload > this.#limit) return false
      this.#head = Buffer.alloc(0)
      rest = rest.subarray(size - before)
    }
    return true
  }
}

/** Two bytes, eight of length, four of mask. */
const MAX_HEAD = 14
const LENGTH_IN_16_BITS = 126
const LENGTH_IN_64_BITS = 127

/** Bytes of a frame's head (RFC 6455 §5.2); `undefined` when too few are known. */
function headSize(head: Buffer): number | undefined {
  const second = head[1]
  if (second === undefined) return undefined
  const length = second & 0x7f
  const extended = length === LENGTH_IN_64_BITS ? 8 : length === LENGTH_IN_16_BITS ? 2 : 0
  return 2 + extended + ((second & 0x80) === 0 ? 0 : 4)
}

function payloadSize(head: Buffer): number {
  const length = (head[1] ?? 0) & 0x7f
  if (length === LENGTH_IN_64_BITS) return Number(head.readBigUInt64BE(2))
  return length === LENGTH_IN_16_BITS ? head.readUInt16BE(2) : length
}
