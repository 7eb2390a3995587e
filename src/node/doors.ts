/** Values at the doors of the library: hex and base64 in, identifiers inside. Everything throws `INVALID_ARGUMENT`. */
import { CoterieError } from '../errors/CoterieError.ts'
import { fromBase64, fromHex, padLeft } from '../primitives/bytes.ts'
import {
  type Address,
  type BlockHash,
  type GroupId,
  type GroupVersion,
  type TransactionHash,
  toAddress,
  toBlockHash,
  toGroupId,
  toGroupVersion,
  toTransactionHash,
} from '../primitives/identifiers.ts'
import { isObject, shown } from '../primitives/shown.ts'

/** A group id in base64. */
export function groupIdFrom(text: string): GroupId {
  return parse(() => toGroupId(fromBase64(text)), `${shown(text)} is no privacy group id: give base64 of 32 bytes`)
}

/** An address in hex. */
export function addressFrom(text: string): Address {
  return parse(() => toAddress(fromHex(text)), `${shown(text)} is no address: give hex of 20 bytes`)
}

/** A hash of a marker or another public transaction in hex. */
export function transactionHashFrom(text: string): TransactionHash {
  return parse(() => toTransactionHash(fromHex(text)), `${shown(text)} is no transaction hash: give hex of 32 bytes`)
}

/** A block hash in hex. */
export function blockHashFrom(text: string): BlockHash {
  return parse(() => toBlockHash(fromHex(text)), `${shown(text)} is no block hash: give hex of 32 bytes`)
}

/** Version of an envelope, bytes or hex. */
export function groupVersionFrom(value: Uint8Array | string): GroupVersion {
  const version = bytesFrom(value, 'a version')
  return parse(() => toGroupVersion(version), `a version must be 32 bytes, not ${version.length}`)
}

/** A number in hex of up to 32 bytes, an odd number of digits too: 32 bytes. @param what as `slot`. */
export function wordFrom(text: string, what: string): Uint8Array {
  const word = padLeft(numberBytesFrom(text, `a ${what}`), 32)
  if (word.length === 32) return word
  throw new CoterieError('INVALID_ARGUMENT', `${shown(text)} is no ${what}: give hex of up to 32 bytes`)
}

/** A storage slot as {@link wordFrom} takes it. */
export const slotFrom = (text: string): Uint8Array => wordFrom(text, 'slot')

/** Bytes as they are or in hex. */
export function bytesFrom(value: Uint8Array | string, what: string): Uint8Array {
  if (typeof value === 'string') return parse(() => fromHex(value), `${what} must be hex of whole bytes`)
  if (value instanceof Uint8Array) return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be bytes or hex, not ${shown(value)}`)
}

/** Bytes as they are, or those of a number in hex, whose digits may be odd in number. */
export function numberBytesFrom(value: Uint8Array | string, what: string): Uint8Array {
  if (typeof value !== 'string') return bytesFrom(value, what)
  const digits = value.startsWith('0x') ? value.slice(2) : value
  return parse(() => fromHex(digits.length % 2 === 0 ? digits : `0${digits}`), `${what} must be hex or bytes`)
}

/** A number that is not negative, as bigint. */
export function quantityFrom(value: bigint, what: string): bigint {
  if (typeof value === 'bigint' && value >= 0n) return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be a bigint from 0 on, for instance 5n, not ${shown(value)}`)
}

/** An object as it is. @param example what to give instead of another value. */
export function objectFrom<T extends object>(value: T, what: string, example: string): T {
  if (isObject(value)) return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be an object, for instance ${example}, not ${shown(value)}`)
}

/** Names of the fields that an object may have. */
export type FieldNames<T> = Readonly<Record<keyof T, true>>

/**
 * An object as it is, if it has no other fields than those named: one with a misspelt name would be ignored.
 * @param example what to give instead of another value.
 * @param reasons why there is no field of a name that one may expect.
 */
export function fieldsFrom<T extends object>(
  value: T,
  names: FieldNames<T>,
  what: string,
  example: string,
  reasons: Readonly<Record<string, string>> = {},
): T {
  for (const name of Object.keys(objectFrom(value, what, example))) {
    if (Object.hasOwn(names, name)) continue
    const reason = Object.hasOwn(reasons, name) ? reasons[name] : `there are ${Object.keys(names).join(', ')}`
    throw new CoterieError('INVALID_ARGUMENT', `${what}: ${shown(name)} is no option; ${reason}`)
  }
  return value
}

/** A list as it is; what it holds is looked at where it is used. @param example what to give instead of another value. */
export function listFrom<T>(value: readonly T[], what: string, example: string): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[]
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be a list, for instance ${example}, not ${shown(value)}`)
}

/** Text as it is. */
export function textFrom(value: string | undefined, what: string): string {
  if (typeof value === 'string') return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be text, not ${shown(value)}`)
}

/** One of some names, as it is. */
export function choiceFrom<T extends string>(value: T, choices: readonly T[], what: string): T {
  if (choices.includes(value)) return value
  const names = choices.map((choice) => `'${choice}'`).join(' or ')
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be ${names}, not ${shown(value)}`)
}

/** What a library makes of values that it looks at itself. */
export function readBy<T>(read: () => T, complaint: string): T {
  try {
    return read()
  } catch (cause) {
    const problem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new CoterieError('INVALID_ARGUMENT', `${complaint}: ${problem}`, { cause })
  }
}

function parse<T>(read: () => T, message: string): T {
  try {
    return read()
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', message, { cause })
  }
}
