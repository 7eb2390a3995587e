import { latin1Text } from '../primitives/bufferText.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'

/** A text that has been decoded lately. */
interface RecentText {
  readonly bytes: Uint8Array
  readonly text: string
}

/** By the first byte of the handle. */
const recent: (RecentText | undefined)[] = new Array<undefined>(256).fill(undefined)
/** Bytes of longer texts are not kept. */
const LONGEST = 16_384
/** What lines say, by their bytes as a text of one character each: few, because they name keys only. */
const lines = new RecentMap<string, NonNullable<unknown> | null>(256)
const LONGEST_LINE = 1024
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The text of a payload from its UTF-8. The enclaves of a network decode the same bytes one after the other: all but the first get
 * the text that is there, and so does whoever compares or looks it up after them.
 * @throws {TypeError} when it is no UTF-8.
 */
export function decodePayload(handle: PayloadHandle, bytes: Uint8Array): string {
  const slot = handle[0] ?? 0
  const known = recent[slot]
  if (known !== undefined && equalBytes(known.bytes, bytes)) return known.text
  const text = decoder.decode(bytes)
  if (bytes.length <= LONGEST) recent[slot] = { bytes: bytes.slice(), text }
  return text
}

/**
 * What a line of JSON says, from its UTF-8; not to be changed, because who reads the same line later gets the same.
 * @throws {TypeError} when it is no UTF-8; {@link SyntaxError} when it is no JSON.
 */
export function decodeLine(bytes: Uint8Array): unknown {
  if (bytes.length > LONGEST_LINE) return JSON.parse(decoder.decode(bytes))
  const key = latin1Text(bytes)
  let said = lines.get(key)
  if (said === undefined) {
    said = JSON.parse(decoder.decode(bytes)) as NonNullable<unknown> | null
    lines.set(key, said)
  }
  return said
}
