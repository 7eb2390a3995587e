import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data } from '../results/scalars.ts'
import type { Filter } from './FilterStore.ts'

/** Collects the hashes of imported blocks. */
export class BlockFilter implements Filter {
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

  blockImported({ hash }: PublicBlock): void {
    this.#hashes.push(data(hash))
  }
}
