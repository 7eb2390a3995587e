import { ByteReader } from './ByteReader.ts'
import { type ExecutedBlock, readExecutedBlock } from './ExecutedBlock.ts'

/** Bytes that are kept for readers that are behind the first one. */
const MOST_KEPT = 48 * 2 ** 20

/** Blocks that were sent together. */
interface Chunk {
  readonly bytes: Uint8Array
  /** Number of blocks before them. */
  readonly start: number
  readonly count: number
}

/** What the blocks of a history give, as it comes from a thread, for all that read it. Nobody can begin to read once others have. */
export class BlockStream {
  #chunks: Chunk[] = []
  #received = 0
  #kept = 0
  #hasEnded = false
  readonly #readers = new Set<BlockReader>()
  #wake: (() => void)[] = []
  readonly #onFreed: (bytes: number) => void

  /** @param onFreed told when nobody needs bytes any more that were added together. */
  constructor(onFreed: (bytes: number) => void) {
    this.#onFreed = onFreed
  }

  /** How many read it, or are going to. */
  get readers(): number {
    return this.#readers.size
  }

  /** A new reader from the first block on. */
  reader(): BlockReader {
    const reader: BlockReader = new BlockReader({
      chunkOf: (block) => this.#chunkOf(reader, block),
      isThere: (block) => block < this.#received || this.#hasEnded,
      leave: () => this.#leave(reader),
    })
    this.#readers.add(reader)
    return reader
  }

  /** The next so many blocks have come. */
  add(count: number, bytes: Uint8Array): void {
    this.#chunks.push({ bytes, start: this.#received, count })
    this.#kept += bytes.length
    this.#received += count
    this.#free()
    this.#tell()
  }

  /** No more will come. */
  end(): void {
    this.#hasEnded = true
    this.#tell()
  }

  /** The chunk that holds a block, once it is there; `undefined` when it will not come, or has been given up. */
  async #chunkOf(reader: BlockReader, block: number): Promise<Chunk | undefined> {
    reader.position = block
    this.#free()
    while (block >= this.#received && !this.#hasEnded) {
      await new Promise<void>((resolve) => void this.#wake.push(resolve))
    }
    return this.#readers.has(reader)
      ? this.#chunks.find(({ start, count }) => block >= start && block < start + count)
      : undefined
  }

  #leave(reader: BlockReader): void {
    this.#readers.delete(reader)
    this.#free()
  }

  /** Forgets what every reader has behind it; readers that are far behind the first lose their place. */
  #free(): void {
    const first = Math.max(0, ...[...this.#readers].map(({ position }) => position))
    if (this.#kept > MOST_KEPT && first > 0) {
      for (const reader of this.#readers) if (reader.position < first) this.#readers.delete(reader)
    }
    const needed = Math.min(...[...this.#readers].map(({ position }) => position))
    while (this.#chunks[0] !== undefined && this.#chunks[0].start + this.#chunks[0].count <= needed) {
      const { bytes } = this.#chunks.shift() as Chunk
      this.#kept -= bytes.length
      this.#onFreed(bytes.length)
    }
  }

  #tell(): void {
    const waking = this.#wake
    this.#wake = []
    for (const wake of waking) wake()
  }
}

interface BlockReaderParts {
  readonly chunkOf: (block: number) => Promise<Chunk | undefined>
  readonly isThere: (block: number) => boolean
  readonly leave: () => void
}

/** Reads a {@link BlockStream} block by block. */
export class BlockReader {
  /** @internal Number of the block that it needs next; blocks before it may be forgotten. */
  position = 0
  readonly #parts: BlockReaderParts
  #next = 0
  #end = 0
  #bytes: ByteReader | undefined

  constructor(parts: BlockReaderParts) {
    this.#parts = parts
  }

  /** Whether {@link next} need not wait for the thread. */
  get isReady(): boolean {
    return this.#parts.isThere(this.#next)
  }

  /** The next block; `undefined` when there will be none for this reader. */
  next(): ExecutedBlock | Promise<ExecutedBlock | undefined> {
    if (this.#bytes === undefined || this.#next >= this.#end) return this.#nextChunk()
    this.#next++
    return readExecutedBlock(this.#bytes)
  }

  /** Reads no more. */
  leave(): void {
    this.#parts.leave()
  }

  async #nextChunk(): Promise<ExecutedBlock | undefined> {
    const chunk = await this.#parts.chunkOf(this.#next)
    if (chunk === undefined) return undefined
    this.#bytes = new ByteReader(chunk.bytes)
    this.#end = chunk.start + chunk.count
    return this.next()
  }
}
