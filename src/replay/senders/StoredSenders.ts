import type { BlockHash } from '../../primitives/identifiers.ts'
import type { PrivateMetadataStore } from '../../state/PrivateMetadataStore.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import type { PrivateTransaction } from '../../transaction/privateTransaction.ts'
import { setSender } from '../../transaction/privateTransactionSignature.ts'

/** The senders that the receipts of one block tell, so that no signature is recovered a second time. */
export class StoredSenders {
  readonly #metadata: PrivateMetadataStore
  readonly #block: BlockHash
  readonly #history: HistoryBlob

  /** @param block that holds the transactions which will be asked for. */
  constructor(metadata: PrivateMetadataStore, block: BlockHash, history: HistoryBlob) {
    this.#metadata = metadata
    this.#block = block
    this.#history = history
  }

  /** Whether the sender of a transaction is stored. @param position in the history. */
  has(position: number): boolean {
    return this.#metadata.sender(this.#block, this.#history.marker(position)) !== undefined
  }

  /** Makes the sender of a transaction known, if it is stored. @param position in the history. */
  provide(position: number, transaction: PrivateTransaction): void {
    const sender = this.#metadata.sender(this.#block, this.#history.marker(position))
    if (sender !== undefined) setSender(transaction, sender)
  }
}
