import { CoterieError } from '../errors/CoterieError.ts'
import { fromHex } from '../primitives/bytes.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { isObject, shown } from '../primitives/shown.ts'

/** Nonces, of accounts and of blocks, have 8 bytes. */
export const MOST_NONCE: bigint = 2n ** 64n - 1n

/**
 * A quantity of a genesis description: a number, decimal text or `0x` hex.
 * @param what names it in the error. @param most the largest that there is room for.
 * @throws {CoterieError} `GENESIS_INVALID`.
 */
export function quantity(value: unknown, what: string, most?: bigint): bigint {
  const given = quantityOf(value)
  if (given === undefined) throw invalidGenesis(what, `${kindOf(value)} is no quantity; write a number or 0x hex`)
  if (most !== undefined && given > most)
    throw invalidGenesis(what, `${given} is above ${most}, the most that there can be`)
  return given
}

/**
 * Bytes of a genesis description. Their digits may be odd in number, and `0x` is not needed.
 * @param what names them in the error. @param room the most bytes that there is room for.
 * @throws {CoterieError} `GENESIS_INVALID`.
 */
export function bytes(value: unknown, what: string, room = Infinity): Uint8Array {
  const digits = typeof value === 'string' ? value.replace(/^0x/, '') : undefined
  if (digits === undefined || !/^[0-9a-fA-F]*$/.test(digits)) throw invalidGenesis(what, `${kindOf(value)} is no hex`)
  const decoded = fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)
  if (decoded.length > room) throw invalidGenesis(what, `${decoded.length} bytes are given; there is room for ${room}`)
  return decoded
}

/** An address of a genesis description. @throws {CoterieError} `GENESIS_INVALID`. */
export function address(value: unknown, what: string): Address {
  const decoded = bytes(value, what)
  if (decoded.length !== 20) throw invalidGenesis(what, `${kindOf(value)} is no address of 20 bytes`)
  return toAddress(decoded)
}

/**
 * The members of an object of a genesis description. A Map, bytes or a promise are objects, too, but have no members as JSON has.
 * @throws {CoterieError} `GENESIS_INVALID`.
 */
export function members(value: unknown, what: string): [name: string, value: unknown][] {
  if (!isPlain(value)) throw invalidGenesis(what, `${kindOf(value)} is no object`)
  return Object.entries(value)
}

export function invalidGenesis(what: string, problem: string): CoterieError<'GENESIS_INVALID'> {
  return new CoterieError('GENESIS_INVALID', `genesis ${what}: ${problem}`, { details: { what } })
}

function quantityOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined
  if (value === '0x') return 0n
  return typeof value === 'string' && /^(0x[0-9a-fA-F]+|[0-9]+)$/.test(value) ? BigInt(value) : undefined
}

const isPlain = (value: unknown): value is object => isObject(value) && tagOf(value) === 'Object'

const kindOf = (value: unknown): string => (isObject(value) && !isPlain(value) ? `a ${tagOf(value)}` : shown(value))

/** As `Map`, also of an object of another realm. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)
