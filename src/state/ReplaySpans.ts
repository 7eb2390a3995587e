import { toHex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId } from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { ReplaySpan } from './ReplaySpan.ts'
import { SpanIds } from './SpanIds.ts'

const { span: space } = defineKeySpaces({ span: 0x29 })

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

interface Loaded {
  readonly ids: SpanIds
  spans: ReplaySpan[]
}

/**
 * The replay spans of a node, oldest first. They are read when first asked for and stay in memory; the one that grows
 * counts already. Every span begun takes a new {@link next}, also one that is not kept, so that it tells what was stored
 * before a span from what was stored after it.
 */
export class ReplaySpans {
  readonly #store: StagedStore
  #loaded: Loaded | undefined
  #growing: ReplaySpan | undefined

  constructor(store: StagedStore) {
    this.#store = store
  }

  get all(): readonly ReplaySpan[] {
    return this.#load().spans
  }

  /** The id of the next span to begin: above those of all spans that there were. */
  get next(): number {
    return this.#load().ids.next
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
    const loaded = this.#load()
    const dropped: number[] = []
    for (const span of loaded.spans) {
      if (span.until <= number) continue
      span.cutBack(number)
      // The one that grows is staged when it ends.
      if (span === this.#growing) continue
      this.#stage(span)
      if (span.coversNothing) dropped.push(span.id)
    }
    if (dropped.length === 0) return
    loaded.ids.drop(dropped)
    loaded.spans = loaded.spans.filter((span) => span === this.#growing || !span.coversNothing)
  }

  /** Forgets what is in memory, because what was staged has been discarded. */
  forget(): void {
    this.#loaded = undefined
    this.#growing = undefined
  }

  #begin(group: ReplaySpan['group']): ReplaySpan {
    if (this.#growing !== undefined) this.#end(this.#growing)
    const { ids, spans } = this.#load()
    const span = new ReplaySpan(ids.take(), group)
    spans.push(span)
    this.#growing = span
    return span
  }

  #end(span: ReplaySpan): void {
    if (this.#growing !== span) return
    this.#growing = undefined
    this.#stage(span)
    if (!span.coversNothing) return
    const { ids, spans } = this.#load()
    ids.drop([span.id])
    spans.pop()
  }

  #stage(span: ReplaySpan): void {
    const key = space.key(uint32(span.id))
    if (span.coversNothing) this.#store.delete(key)
    else this.#store.put(key, span.encode())
  }

  #load(): Loaded {
    if (this.#loaded !== undefined) return this.#loaded
    const ids = new SpanIds(this.#store)
    const spans = ids.all.map((id) => this.#read(id)).filter((span) => span !== undefined)
    return (this.#loaded = { ids, spans })
  }

  #read(id: number): ReplaySpan | undefined {
    const encoded = this.#store.get(space.key(uint32(id)))
    return encoded && ReplaySpan.decode(id, encoded)
  }
}

/** Four big-endian bytes. */
function uint32(number: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}
