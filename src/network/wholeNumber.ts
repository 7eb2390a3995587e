import { CoterieError } from '../errors/CoterieError.ts'
import { shown } from '../primitives/shown.ts'

/** Far beyond every date and far below what a header can hold. */
const LIMIT = 2n ** 53n

/**
 * A whole number from 0 to 2^53 as a bigint.
 * @param what names it in the error.
 * @throws {CoterieError} `INVALID_ARGUMENT`.
 */
export function wholeNumber(value: number | bigint, what: string): bigint {
  if (typeof value === 'bigint' ? value >= 0n && value <= LIMIT : Number.isSafeInteger(value) && value >= 0) {
    return BigInt(value)
  }
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be a whole number from 0 to 2^53, not ${shown(value)}`)
}

/**
 * A bigint from 0 to `limit` - 1.
 * @param what names it in the error.
 * @throws {CoterieError} `INVALID_ARGUMENT`.
 */
export function below(limit: bigint, value: bigint, what: string): bigint {
  if (typeof value === 'bigint' && value >= 0n && value < limit) return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be a bigint from 0 to ${limit - 1n}, not ${shown(value)}`)
}
