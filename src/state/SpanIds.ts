import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'

const { spanIds: space } = defineKeySpaces({ spanIds: 0x28 })
const OPEN = space.key()
/** Ids that a list may have: each change stages the list that it is in. */
const MOST = 128

/** Some of the ids, ascending: those from the end of the list before up to `end`, which is not among them. */
interface IdList {
  end: number
  ids: number[]
}

/**
 * The ids of the replay spans that there are, and the id of the next one. They are stored in lists, each as `end` and the ids in four
 * big-endian bytes each: full lists under their numbers, and the one that grows, whose `end` is the next id.
 */
export class SpanIds {
  readonly #store: StagedStore
  readonly #full: IdList[] = []
  #open: IdList

  constructor(store: StagedStore) {
    this.#store = store
    for (let list = this.#read(keyOf(0)); list !== undefined; list = this.#read(keyOf(this.#full.length))) {
      this.#full.push(list)
    }
    this.#open = this.#read(OPEN) ?? { end: 0, ids: [] }
  }

  /** Ascending. */
  get all(): number[] {
    return [...this.#full, this.#open].flatMap(({ ids }) => ids)
  }

  /** Above all ids that there ever were. */
  get next(): number {
    return this.#open.end
  }

  /** Stages the next id. */
  take(): number {
    if (this.#open.ids.length >= MOST) {
      this.#store.put(keyOf(this.#full.length), encode(this.#open))
      this.#full.push(this.#open)
      this.#open = { end: this.#open.end, ids: [] }
    }
    const id = this.#open.end++
    this.#open.ids.push(id)
    this.#store.put(OPEN, encode(this.#open))
    return id
  }

  /** Stages that there are no spans with these ids any more. @param dropped ascending. */
  drop(dropped: readonly number[]): void {
    const gone = new Set(dropped)
    const [first = Infinity] = dropped
    for (const [number, list] of [...this.#full, this.#open].entries()) {
      if (list.end <= first || !list.ids.some((id) => gone.has(id))) continue
      list.ids = list.ids.filter((id) => !gone.has(id))
      this.#store.put(list === this.#open ? OPEN : keyOf(number), encode(list))
    }
  }

  #read(key: Uint8Array): IdList | undefined {
    const bytes = this.#store.get(key)
    if (bytes === undefined) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const [end = 0, ...ids] = Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4))
    return { end, ids }
  }
}

function keyOf(list: number): Uint8Array {
  const number = new Uint8Array(4)
  new DataView(number.buffer).setUint32(0, list)
  return space.key(number)
}

function encode({ end, ids }: IdList): Uint8Array {
  const bytes = new Uint8Array(4 * (1 + ids.length))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, end)
  ids.forEach((id, index) => view.setUint32(4 * (index + 1), id))
  return bytes
}
