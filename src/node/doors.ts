/** Text at the doors of a node: hex and base64 in, identifiers inside. Everything throws `INVALID_ARGUMENT`. */
import { CoterieError } from '../errors/CoterieError.ts'
import { fromBase64, fromHex, padLeft } from '../primitives/bytes.ts'
import {
  type Address,
  type BlockHash,
  type GroupId,
  type TransactionHash,
  toAddress,
  toBlockHash,
  toGroupId,
  toTransactionHash,
} from '../primitives/identifiers.ts'

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

/** A storage slot in hex of up to 32 bytes: 32 bytes. */
export function slotFrom(text: string): Uint8Array {
  const slot = padLeft(bytesFrom(text, 'a slot'), 32)
  if (slot.length === 32) return slot
  throw new CoterieError('INVALID_ARGUMENT', `${shown(text)} is no slot: give hex of up to 32 bytes`)
}

/** Bytes as they are or in hex. */
export function bytesFrom(value: Uint8Array | string, what: string): Uint8Array {
  if (typeof value === 'string') return parse(() => fromHex(value), `${what} must be hex of whole bytes`)
  if (value instanceof Uint8Array) return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be bytes or hex, not ${shown(value)}`)
}

/** A number that is not negative, as bigint. */
export function quantityFrom(value: bigint, what: string): bigint {
  if (typeof value === 'bigint' && value >= 0n) return value
  throw new CoterieError('INVALID_ARGUMENT', `${what} must be a bigint from 0 on, for instance 5n, not ${shown(value)}`)
}

/** A value as a message may show it: one line, not too long. */
function shown(value: unknown): string {
  let text: string | undefined
  try {
    text = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
  } catch {
    // It cannot be written; its type says enough.
  }
  const line = text ?? typeof value
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}

function parse<T>(read: () => T, message: string): T {
  try {
    return read()
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', message, { cause })
  }
}
