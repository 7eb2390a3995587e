import type { Hex } from '../primitives/bytes.ts'

type SlotsByAddress = Map<Hex, Map<Hex, Uint8Array>>

/** Values of storage slots by address; like `RecentMap` it forgets in two generations what has not been used for long. */
export class RecentSlots {
  readonly #capacity: number
  #young: SlotsByAddress = new Map()
  #old: SlotsByAddress = new Map()
  #youngCount = 0
  #oldCount = 0

  /** @param capacity slots of a generation, at least 1. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, Math.floor(capacity))
  }

  /** Slots in memory, at most. */
  get size(): number {
    return this.#youngCount + this.#oldCount
  }

  /** The value of a slot that is still remembered. */
  get(address: Hex, slot: Hex): Uint8Array | undefined {
    const young = this.#young.get(address)?.get(slot)
    if (young !== undefined) return young
    const old = this.#old.get(address)?.get(slot)
    if (old !== undefined) this.set(address, slot, old)
    return old
  }

  set(address: Hex, slot: Hex, value: Uint8Array): void {
    let slots = this.#young.get(address)
    if (slots === undefined) this.#young.set(address, (slots = new Map<Hex, Uint8Array>()))
    const before = slots.size
    slots.set(slot, value)
    this.#youngCount += slots.size - before
    if (this.#youngCount <= this.#capacity) return
    this.#old = this.#young
    this.#oldCount = this.#youngCount
    this.#young = new Map()
    this.#youngCount = 0
  }

  /** Forgets all slots of an account. */
  forget(address: Hex): void {
    this.#youngCount -= this.#young.get(address)?.size ?? 0
    this.#oldCount -= this.#old.get(address)?.size ?? 0
    this.#young.delete(address)
    this.#old.delete(address)
  }
}
