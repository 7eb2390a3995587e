import type { Hex } from '../../primitives/bytes.ts'

/** Storage that lasts for one transaction (EIP-1153); writes of a failed frame can be taken back. */
export class TransientStorage {
  readonly #values = new Map<string, bigint>()
  readonly #before: { readonly key: string; readonly value: bigint }[] = []

  /** Forgets everything. */
  clear(): void {
    if (this.#before.length === 0 && this.#values.size === 0) return
    this.#values.clear()
    this.#before.length = 0
  }

  get(address: Hex, slot: Hex): bigint {
    return this.#values.get(address + slot) ?? 0n
  }

  set(address: Hex, slot: Hex, value: bigint): void {
    const key = address + slot
    this.#before.push({ key, value: this.#values.get(key) ?? 0n })
    this.#values.set(key, value)
  }

  /** A point to go back to. */
  get mark(): number {
    return this.#before.length
  }

  /** Takes back what was written since the mark. */
  undo(mark: number): void {
    while (this.#before.length > mark) {
      const { key, value } = this.#before.pop()!
      this.#values.set(key, value)
    }
  }
}
