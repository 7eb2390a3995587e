import type { Hex } from '../primitives/bytes.ts'

/** A storage slot in memory. */
export interface KnownSlot {
  /** Its key in the storage trie. */
  readonly key: Uint8Array
  value: Uint8Array
}

type SlotsByAddress = Map<Hex, Map<Hex, KnownSlot>>

/** Storage slots by address; like `RecentMap` it forgets in two generations what has not been used for long. */
export class RecentSlots {
  readonly #capacity: number
  #young: SlotsByAddress = new Map()
  #old: SlotsByAddress | undefined
  #youngCount = 0
  #oldCount = 0
  /** What was asked for or added last: the same slot is asked for several times in a row. */
  #lastAddress: Hex | undefined = undefined
  #lastSlot: Hex | undefined = undefined
  #last: KnownSlot | undefined = undefined

  /** @param capacity slots of a generation, at least 1. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, Math.floor(capacity))
  }

  /** Slots in memory, at most. */
  get size(): number {
    return this.#youngCount + this.#oldCount
  }

  /** A slot that is still remembered; its value may be changed. */
  get(address: Hex, slot: Hex): KnownSlot | undefined {
    if (this.#lastSlot === slot && this.#lastAddress === address) return this.#last
    const young = this.#young.get(address)?.get(slot)
    if (young === undefined) {
      const old = this.#old?.get(address)?.get(slot)
      if (old !== undefined) this.add(address, slot, old)
      return old
    }
    this.#remember(address, slot, young)
    return young
  }

  add(address: Hex, slot: Hex, known: KnownSlot): void {
    let slots = this.#young.get(address)
    if (slots === undefined) this.#young.set(address, (slots = new Map<Hex, KnownSlot>()))
    const before = slots.size
    slots.set(slot, known)
    this.#remember(address, slot, known)
    this.#youngCount += slots.size - before
    if (this.#youngCount <= this.#capacity) return
    this.#old = this.#young
    this.#oldCount = this.#youngCount
    this.#young = new Map()
    this.#youngCount = 0
  }

  /** Forgets all slots of an account. */
  forget(address: Hex): void {
    this.#lastSlot = undefined
    this.#youngCount -= this.#young.get(address)?.size ?? 0
    this.#oldCount -= this.#old?.get(address)?.size ?? 0
    this.#young.delete(address)
    this.#old?.delete(address)
  }

  #remember(address: Hex, slot: Hex, known: KnownSlot): void {
    this.#lastAddress = address
    this.#lastSlot = slot
    this.#last = known
  }
}
