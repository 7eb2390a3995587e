import type { Hex } from '../primitives/bytes.ts'
import { CoterieError, type CoterieErrorOptions } from './CoterieError.ts'

/** What a contract has reverted with, decoded. */
export interface Revert {
  /** `Error` of a `require` with a text, `Panic` of a check that the compiler has made, else that of a custom error. */
  readonly name: string
  /** Such as `InsufficientBalance(uint256,uint256)`. */
  readonly signature: string
  /** In the order of the signature. */
  readonly args: readonly unknown[]
  /** For people: the text of an `Error`, `Panic(0x11): …`, `InsufficientBalance(available: 1, required: 5)`. */
  readonly description: string
}

/** A private call or transaction that a contract has ended by REVERT. */
export class RevertError extends CoterieError<'CALL_FAILED'> {
  override readonly name = 'RevertError'
  /** What the contract gave, possibly `0x`. */
  readonly data: Hex
  /** `undefined` when nothing tells what the data mean: they are empty, or no ABI at hand has the error. */
  readonly revert: Revert | undefined
  readonly #what: string

  /** @param what has reverted: begins the message. */
  constructor(what: string, data: Hex, revert: Revert | undefined, options?: CoterieErrorOptions) {
    super('CALL_FAILED', `${what}: it reverted${reasonOf(data, revert)}`, options)
    this.data = data
    this.revert = revert
    this.#what = what
  }

  /** The same error, once it is known what the data mean. */
  named(revert: Revert): RevertError {
    return new RevertError(this.#what, this.data, revert, { details: this.details, cause: this.cause })
  }
}

function reasonOf(data: Hex, revert: Revert | undefined): string {
  if (revert !== undefined) return `: ${revert.description}`
  return data === '0x' ? ' without a reason' : ` with data ${data}`
}
