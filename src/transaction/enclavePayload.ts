import { DecodeError } from '../errors/DecodeError.ts'
import { fromBase64, toBase64 } from '../primitives/bytes.ts'

/**
 * The text that a node gives its enclave for an envelope or a history blob: padded base64 of the bytes (spec 01 §6). An
 * enclave keeps and returns this text, not the bytes.
 */
export function payloadText(bytes: Uint8Array): string {
  return toBase64(bytes)
}

/**
 * The bytes behind a text that an enclave returned. Missing padding is accepted, as by Besu; anything else that is no
 * base64 is not.
 * @throws {DecodeError} of kind `format` when the text is no base64.
 */
export function payloadBytes(text: string): Uint8Array {
  try {
    return fromBase64(text)
  } catch (cause) {
    throw new DecodeError('base64 payload', cause instanceof RangeError ? cause.message : 'it cannot be read', {
      cause,
    })
  }
}
