import { CollectingFilter } from './CollectingFilter.ts'

/** Collects the hashes of transactions that the pool takes. */
export class PendingTransactionFilter extends CollectingFilter {
  transactionAdded(hash: string): void {
    this.collect(hash)
  }
}
