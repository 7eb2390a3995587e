import type { Hex } from '../../primitives/bytes.ts'

/** Entries from earlier transactions are thrown away beyond this number. */
const LIMIT = 20_000

/**
 * Addresses and slots that the transaction has accessed (EIP-2929); what a failed frame has added can be taken back. An
 * entry counts if it carries the number of the present transaction, so that nothing has to be cleared between two.
 */
export class AccessSets {
  #transaction = 1
  readonly #addresses = new Map<Hex, number>()
  readonly #slots = new Map<Hex, Map<Hex, number>>()
  #slotCount = 0
  /** What was added, in order. A slot is `undefined` where an address was added. */
  readonly #addedAddresses: Hex[] = []
  readonly #addedSlots: (Hex | undefined)[] = []

  /** Forgets everything. */
  clear(): void {
    this.#transaction++
    this.#addedAddresses.length = 0
    this.#addedSlots.length = 0
    if (this.#addresses.size > LIMIT) this.#addresses.clear()
    if (this.#slotCount > LIMIT) {
      this.#slots.clear()
      this.#slotCount = 0
    }
  }

  /** Whether the address had been accessed before; it has from now on. */
  touchAddress(address: Hex): boolean {
    if (this.#addresses.get(address) === this.#transaction) return true
    this.#addresses.set(address, this.#transaction)
    this.#addedAddresses.push(address)
    this.#addedSlots.push(undefined)
    return false
  }

  /** Whether the slot had been accessed before; it has from now on. */
  touchSlot(address: Hex, slot: Hex): boolean {
    let slots = this.#slots.get(address)
    if (slots === undefined) this.#slots.set(address, (slots = new Map<Hex, number>()))
    else if (slots.get(slot) === this.#transaction) return true
    const before = slots.size
    slots.set(slot, this.#transaction)
    this.#slotCount += slots.size - before
    this.#addedAddresses.push(address)
    this.#addedSlots.push(slot)
    return false
  }

  /** A point to go back to. */
  get mark(): number {
    return this.#addedAddresses.length
  }

  /** Takes back what was added since the mark. */
  undo(mark: number): void {
    while (this.#addedAddresses.length > mark) {
      const address = this.#addedAddresses.pop()!
      const slot = this.#addedSlots.pop()
      if (slot === undefined) this.#addresses.delete(address)
      else this.#slots.get(address)?.set(slot, 0)
    }
  }
}
