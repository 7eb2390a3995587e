import { toHex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId } from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { ReplaySpan } from './ReplaySpan.ts'

const spaces = defineKeySpaces({ spanIds: 0x28, span: 0x29 })
const IDS = spaces.spanIds.key()

/** How a replay says what it has done to head maps. Numbers are those of canonical blocks. */
export interface ReplayInProgress {
  /**
   * A block has been replayed and what it gave is staged: the block is the group's head, from here on.
   * @param hash of the block; saves looking it up soon.
   * @param holdsUpTo number of the last block that has the map of the replayed one; saves reading it. By default the replayed
   * block itself.
   */
  replayed(number: bigint, hash?: BlockHash, holdsUpTo?: bigint): void
  /** Blocks after the last replayed one, up to this one, have it as the group's head now. */
  repairUpTo(number: bigint): void
  /** Stages what was said; also to be called when the replay fails. */
  end(): void
}

/**
 * The replay spans of a node, oldest first. They are read when first asked for and stay in memory; the one that grows
 * counts already. Every span begun takes a new {@link next}, also one that is not kept, so that it tells what was stored
 * before a span from what was stored after it.
 */
export class ReplaySpans {
  readonly #store: StagedStore
  #loaded: { next: number; spans: ReplaySpan[] } | undefined
  #growing: ReplaySpan | undefined

  constructor(store: StagedStore) {
    this.#store = store
  }

  get all(): readonly ReplaySpan[] {
    return this.#load().spans
  }

  /** The id of the next span to begin: above those of all spans that there were. */
  get next(): number {
    return this.#load().next
  }

  begin(group: GroupId): ReplayInProgress {
    const key = toHex(group)
    let span = this.#begin(key)
    return {
      replayed: (number) => {
        // A span names its blocks in ascending order and without holes; a history that goes another way takes several.
        if (!span.accepts(Number(number))) {
          this.#end(span)
          span = this.#begin(key)
        }
        span.append(Number(number))
      },
      repairUpTo: (number) => span.repairUpTo(Number(number)),
      end: () => this.#end(span),
    }
  }

  /** Blocks above `number` leave the canonical chain: no span says anything of them any more. */
  cutBack(number: number): void {
    const { spans } = this.#load()
    for (const span of spans.filter(({ until }) => until > number)) {
      span.cutBack(number)
      this.#stage(span)
    }
  }

  /** Forgets what is in memory, because what was staged has been discarded. */
  forget(): void {
    this.#loaded = undefined
    this.#growing = undefined
  }

  #begin(group: ReplaySpan['group']): ReplaySpan {
    if (this.#growing !== undefined) this.#end(this.#growing)
    const loaded = this.#load()
    const span = new ReplaySpan(loaded.next++, group)
    loaded.spans.push(span)
    this.#growing = span
    this.#stageIds()
    return span
  }

  #end(span: ReplaySpan): void {
    if (this.#growing !== span) return
    this.#growing = undefined
    this.#stage(span)
  }

  #stage(span: ReplaySpan): void {
    const loaded = this.#load()
    const key = spaces.span.key(uint32(span.id))
    if (!span.coversNothing) return this.#store.put(key, span.encode())
    loaded.spans = loaded.spans.filter((kept) => kept !== span)
    this.#store.delete(key)
    this.#stageIds()
  }

  #stageIds(): void {
    const { next, spans } = this.#load()
    this.#store.put(IDS, uint32(next, ...spans.map(({ id }) => id)))
  }

  #load(): { next: number; spans: ReplaySpan[] } {
    if (this.#loaded !== undefined) return this.#loaded
    const [next = 0, ...ids] = uint32sOf(this.#store.get(IDS))
    const spans = ids.map((id) => this.#read(id)).filter((span) => span !== undefined)
    return (this.#loaded = { next, spans })
  }

  #read(id: number): ReplaySpan | undefined {
    const encoded = this.#store.get(spaces.span.key(uint32(id)))
    return encoded && ReplaySpan.decode(id, encoded)
  }
}

/** Numbers in four big-endian bytes each. */
function uint32(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4)
  const view = new DataView(bytes.buffer)
  numbers.forEach((number, index) => view.setUint32(index * 4, number))
  return bytes
}

function uint32sOf(bytes: Uint8Array | undefined): number[] {
  if (bytes === undefined) return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4))
}
