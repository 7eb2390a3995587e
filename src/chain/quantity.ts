import { CoterieError } from '../errors/CoterieError.ts'

/**
 * A quantity of a genesis description: a number, decimal text or `0x` hex.
 * @param what names it in the error.
 * @throws {CoterieError} `GENESIS_INVALID`.
 */
export function quantity(value: unknown, what: string): bigint {
  if (typeof value === 'bigint' && value >= 0n) return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  if (value === '0x') return 0n
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]+|[0-9]+)$/.test(value)) return BigInt(value)
  const shown = typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
  throw new CoterieError('GENESIS_INVALID', `genesis ${what}: ${shown} is no quantity; write a number or 0x hex`, {
    details: { what },
  })
}
