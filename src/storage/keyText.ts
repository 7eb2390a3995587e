import { latin1Text } from '../primitives/bufferText.ts'

/**
 * `bytes` as a string of one character (U+0000 to U+00FF) a byte: a key for a `Map`. Strings compare as the bytes do,
 * because such characters are ordered like their bytes.
 */
export function keyText(bytes: Uint8Array): string {
  return latin1Text(bytes)
}

/** The bytes that {@link keyText} was made of. */
export function keyBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}
