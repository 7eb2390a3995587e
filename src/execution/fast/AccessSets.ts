import type { Hex } from '../../primitives/bytes.ts'

/** So many entries are looked through one after the other; more have an index. */
const FEW = 8
/** Stands for the slot where an address was added. */
const NO_SLOT = ''
/** Room for entries that is kept between transactions. */
const KEPT = 1024

/**
 * Addresses and slots that the transaction has accessed (EIP-2929); what a failed frame has added can be taken back. Nearly
 * all transactions access so few that looking through them takes less time than a map.
 */
export class AccessSets {
  /** What was added, in order, and room for more. */
  readonly #addresses: Hex[] = []
  readonly #slots: (Hex | typeof NO_SLOT)[] = []
  #count = 0
  /** Everything, as long as it is more than a few. */
  readonly #index = new Map<Hex, Set<Hex | typeof NO_SLOT>>()

  /** Forgets everything. */
  clear(): void {
    this.#count = 0
    if (this.#index.size > 0) this.#index.clear()
    if (this.#addresses.length <= KEPT) return
    this.#addresses.length = 0
    this.#slots.length = 0
  }

  /** Whether the address had been accessed before; it has from now on. */
  touchAddress(address: Hex): boolean {
    return this.#touch(address, NO_SLOT)
  }

  /** Whether the slot had been accessed before; it has from now on. */
  touchSlot(address: Hex, slot: Hex): boolean {
    return this.#touch(address, slot)
  }

  /** A point to go back to. */
  get mark(): number {
    return this.#count
  }

  /** Takes back what was added since the mark. */
  undo(mark: number): void {
    while (this.#count > mark) {
      this.#count--
      this.#index.get(this.#addresses[this.#count]!)?.delete(this.#slots[this.#count]!)
    }
  }

  #touch(address: Hex, slot: Hex | typeof NO_SLOT): boolean {
    if (this.#has(address, slot)) return true
    this.#addresses[this.#count] = address
    this.#slots[this.#count] = slot
    this.#count++
    if (this.#count > FEW) this.#addToIndex(this.#count === FEW + 1 ? 0 : this.#count - 1)
    return false
  }

  #has(address: Hex, slot: Hex | typeof NO_SLOT): boolean {
    if (this.#count > FEW) return this.#index.get(address)?.has(slot) === true
    for (let i = 0; i < this.#count; i++) if (this.#slots[i] === slot && this.#addresses[i] === address) return true
    return false
  }

  #addToIndex(from: number): void {
    for (let i = from; i < this.#count; i++) {
      const address = this.#addresses[i]!
      const slots = this.#index.get(address)
      if (slots === undefined) this.#index.set(address, new Set([this.#slots[i]!]))
      else slots.add(this.#slots[i]!)
    }
  }
}
