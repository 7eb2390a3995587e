import { CoterieError } from '../errors/CoterieError.ts'

/**
 * Makes sure that `value` is an unsigned number of `bits` bits.
 * @param field its name, for the message of the error.
 * @throws {CoterieError} `INVALID_ARGUMENT` when it is not.
 */
export function requireWidth(field: string, value: bigint, bits: number): void {
  if (value < 0n || value >> BigInt(bits) !== 0n) {
    throw new CoterieError('INVALID_ARGUMENT', `${field} must be a number from 0 to 2^${bits} - 1, not ${value}`)
  }
}
