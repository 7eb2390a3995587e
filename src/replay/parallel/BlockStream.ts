import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import { AccountChangeReader } from './messages/accountChanges.ts'
import { ByteReader } from './messages/ByteReader.ts'
import { type ExecutedBlock, readExecutedBlock } from './messages/ExecutedBlock.ts'

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
      chunkAt: (block) => this.#chunkAt(reader, block),
      mayCome: (block) => this.#readers.has(reader) && block >= this.#received && !this.#hasEnded,
      arrival: () => new Promise((resolve) => void this.#wake.push(resolve)),
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

  /** The chunk that holds a block, if it is there for this reader. */
  #chunkAt(reader: BlockReader, block: number): Chunk | undefined {
    reader.position = block
    this.#free()
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
  readonly chunkAt: (block: number) => Chunk | undefined
  readonly mayCome: (block: number) => boolean
  /** Resolves when something has come, or nothing more will. */
  readonly arrival: () => Promise<void>
  readonly leave: () => void
}

/** Reads a {@link BlockStream} block by block. */
export class BlockReader {
  /** @internal Number of a block that it has not read; blocks before it may be forgotten. */
  position = 0
  readonly #parts: BlockReaderParts
  readonly #changes = new AccountChangeReader()
  /** Numbers of the block that is read next, and of the one that {@link next} gives. */
  #at = 0
  #wanted = 0
  /** Behind the blocks of the current chunk. */
  #end = 0
  #bytes = new ByteReader(EMPTY_BYTES)

  constructor(parts: BlockReaderParts) {
    this.#parts = parts
  }

  /** Whether {@link next} need not wait for the thread. */
  get isReady(): boolean {
    return this.#reach() || !this.#parts.mayCome(this.#at)
  }

  /** The next block; `undefined` when there will be none for this reader. */
  next(): ExecutedBlock | Promise<ExecutedBlock | undefined> {
    return this.#reach() ? this.#take() : this.#await()
  }

  /** Leaves the next block out. */
  skip(): void {
    this.#wanted++
  }

  /** Reads no more. */
  leave(): void {
    this.#parts.leave()
  }

  /** Reads what is left out, as far as it is there. @returns whether the next block is there. */
  #reach(): boolean {
    while (this.#at < this.#end || this.#open()) {
      if (this.#at === this.#wanted) return true
      // Blocks build on one another: none can be read without those before it.
      this.#read()
    }
    return false
  }

  #open(): boolean {
    const chunk = this.#parts.chunkAt(this.#at)
    if (chunk === undefined) return false
    this.#bytes = new ByteReader(chunk.bytes)
    this.#end = chunk.start + chunk.count
    return true
  }

  #take(): ExecutedBlock {
    this.#wanted++
    return this.#read()
  }

  async #await(): Promise<ExecutedBlock | undefined> {
    while (!this.#reach()) {
      if (!this.#parts.mayCome(this.#at)) return undefined
      await this.#parts.arrival()
    }
    return this.#take()
  }

  #read(): ExecutedBlock {
    this.#at++
    return readExecutedBlock(this.#bytes, this.#changes)
  }
}
