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
  return parse(() => toGroupId(fromBase64(text)), `${text} is no privacy group id: give base64 of 32 bytes`)
}

/** An address in hex. */
export function addressFrom(text: string): Address {
  return parse(() => toAddress(fromHex(text)), `${text} is no address: give hex of 20 bytes`)
}

/** A hash of a marker or another public transaction in hex. */
export function transactionHashFrom(text: string): TransactionHash {
  return parse(() => toTransactionHash(fromHex(text)), `${text} is no transaction hash: give hex of 32 bytes`)
}

/** A block hash in hex. */
export function blockHashFrom(text: string): BlockHash {
  return parse(() => toBlockHash(fromHex(text)), `${text} is no block hash: give hex of 32 bytes`)
}

/** A storage slot in hex of up to 32 bytes: 32 bytes. */
export function slotFrom(text: string): Uint8Array {
  const slot = padLeft(bytesFrom(text, 'a slot'), 32)
  if (slot.length === 32) return slot
  throw new CoterieError('INVALID_ARGUMENT', `${text} is no slot: give hex of up to 32 bytes`)
}

/** Bytes as they are or in hex. */
export function bytesFrom(value: Uint8Array | string, what: string): Uint8Array {
  return typeof value === 'string' ? parse(() => fromHex(value), `${what} must be hex of whole bytes`) : value
}

function parse<T>(read: () => T, message: string): T {
  try {
    return read()
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', message, { cause })
  }
}
