import type { JsonValue } from '../JsonRpc.ts'
import type { Filter } from './FilterStore.ts'

/** Collects the hashes of transactions that the pool takes. */
export class PendingTransactionFilter implements Filter {
  #hashes: JsonValue[] = []

  changes(): JsonValue[] {
    const hashes = this.#hashes
    this.#hashes = []
    return hashes
  }

  snapshot(): () => void {
    const hashes = [...this.#hashes]
    return () => {
      this.#hashes = [...hashes]
    }
  }

  transactionAdded(hash: string): void {
    this.#hashes.push(hash)
  }
}
