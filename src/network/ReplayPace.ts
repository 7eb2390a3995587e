import type { ReplayReport } from '../replay/ReplayContext.ts'

/** Milliseconds that a transaction takes until a network has measured it: a token transfer on a machine of 2024 takes less. */
const ASSUMED_TRANSACTION_MS = 0.2
/** Milliseconds that a received byte of a state takes until then. */
const ASSUMED_BYTE_MS = 0.000_2

/** How fast the nodes of a network have made histories their own lately, to estimate how long the next one takes. */
export class ReplayPace {
  #transactionMs: number | undefined
  #byteMs: number | undefined

  /** Takes note of what a replay took. */
  note({ transactions, snapshotBytes, milliseconds }: ReplayReport): void {
    if (snapshotBytes === 0) {
      if (transactions > 0) this.#transactionMs = milliseconds / transactions
      return
    }
    const rest = milliseconds - transactions * (this.#transactionMs ?? ASSUMED_TRANSACTION_MS)
    if (rest > 0) this.#byteMs = rest / snapshotBytes
  }

  /** Milliseconds that so many transactions and received bytes will take, and whether all of that has been measured here. */
  estimate(transactions: number, bytes: number): { milliseconds: number; basis: 'measured' | 'assumed' } {
    const isKnown =
      (transactions === 0 || this.#transactionMs !== undefined) && (bytes === 0 || this.#byteMs !== undefined)
    const milliseconds =
      transactions * (this.#transactionMs ?? ASSUMED_TRANSACTION_MS) + bytes * (this.#byteMs ?? ASSUMED_BYTE_MS)
    return { milliseconds, basis: isKnown ? 'measured' : 'assumed' }
  }
}
