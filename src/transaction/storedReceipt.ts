import { DecodeError } from '../errors/DecodeError.ts'
import { EMPTY_BYTES } from '../primitives/bytes.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { type PrivateReceipt, decodePrivateReceipt, encodePrivateReceipt } from './privateReceipt.ts'

const WHAT = 'stored receipt'
const ADDRESS_SIZE = 20

/**
 * A receipt with the sender of its transaction, so that nobody need recover it again: the count of the sender's bytes (20, or 0 for
 * none), the sender, then the receipt as Besu encodes it.
 */
export function encodeStoredReceipt(receipt: PrivateReceipt): Uint8Array {
  const sender = receipt.sender ?? EMPTY_BYTES
  const stored = encodePrivateReceipt(receipt, 1 + sender.length)
  stored[0] = sender.length
  stored.set(sender, 1)
  return stored
}

/** Inverse of {@link encodeStoredReceipt}; `sender` is absent when there is none. @throws {DecodeError} of kind `format`. */
export function decodeStoredReceipt(bytes: Uint8Array): PrivateReceipt {
  const sender = senderOfStored(bytes)
  const receipt = decodePrivateReceipt(bytes.subarray(1 + (sender?.length ?? 0)))
  return sender === undefined ? receipt : { ...receipt, sender }
}

/** The sender alone, if there is one. @throws {DecodeError} of kind `format`. */
export function senderOfStored(bytes: Uint8Array): Address | undefined {
  const [size] = bytes
  if (size === 0) return undefined
  if (size === ADDRESS_SIZE && bytes.length > ADDRESS_SIZE) return toAddress(bytes.slice(1, 1 + ADDRESS_SIZE))
  throw new DecodeError(WHAT, `its sender has ${size ?? 'no'} bytes instead of 0 or ${ADDRESS_SIZE}`)
}
