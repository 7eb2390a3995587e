import type { JsonValue } from '../JsonRpc.ts'
import type { Filter } from './FilterStore.ts'

/** A filter that collects changes until it is asked for them. */
export abstract class CollectingFilter implements Filter {
  #collected: JsonValue[] = []

  changes(): JsonValue[] {
    const changes = this.#collected
    this.#collected = []
    return changes
  }

  snapshot(): () => void {
    const collected = [...this.#collected]
    return () => {
      this.#collected = [...collected]
    }
  }

  protected collect(change: JsonValue): void {
    this.#collected.push(change)
  }
}
