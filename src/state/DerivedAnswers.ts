import type { Hex } from '../primitives/bytes.ts'

/** Answers that are made of some accounts and their storage, kept until one of these accounts is written. */
export class DerivedAnswers {
  readonly #answers = new Map<string, Uint8Array | undefined>()
  readonly #accounts = new Set<Hex>()

  /**
   * An answer, derived if it is not known.
   * @param name of the answer; unique in the world state.
   * @param accounts all that `derive` looks at, their storage included.
   */
  get(name: string, accounts: readonly Hex[], derive: () => Uint8Array | undefined): Uint8Array | undefined {
    if (this.#answers.has(name)) return this.#answers.get(name)
    const answer = derive()
    this.#answers.set(name, answer)
    for (const account of accounts) this.#accounts.add(account)
    return answer
  }

  /** To be told of every account that is written or deleted. */
  written(account: Hex): void {
    if (!this.#accounts.has(account)) return
    this.#answers.clear()
    this.#accounts.clear()
  }
}
