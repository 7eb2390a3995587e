import type { Address } from '@ethereumjs/util'
import type { Hex } from '../primitives/bytes.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'
import { PublicStateManager } from './PublicStateManager.ts'

/** The state of one simulated transaction, which counts what an estimate of its gas wants to know. */
export class SimulationStateManager extends PublicStateManager {
  #open = 0
  #deepest = 0
  #stores = false

  /** Begins a transaction of `sender`, who may be a contract. */
  begin(buffer: JournaledBuffer, sender: Hex): void {
    buffer.beginTransaction()
    this.buffer = buffer
    this.codeless = sender
    this.#open = 0
    this.#deepest = 0
    this.#stores = false
  }

  /** Frames that were open at once since {@link begin}. */
  get depth(): number {
    return this.#deepest
  }

  /** Whether a slot has been written since {@link begin}. */
  get stores(): boolean {
    return this.#stores
  }

  override async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    this.#stores = true
    return super.putStorage(address, key, value)
  }

  override async checkpoint(): Promise<void> {
    this.#open++
    if (this.#open > this.#deepest) this.#deepest = this.#open
    return super.checkpoint()
  }

  override async commit(): Promise<void> {
    this.#open--
    return super.commit()
  }

  override async revert(): Promise<void> {
    this.#open--
    return super.revert()
  }
}
