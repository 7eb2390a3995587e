import type { PayloadHandle } from '../primitives/identifiers.ts'
import { concat } from '../primitives/bytes.ts'
import type { KeyValueStore, WriteOperation } from '../storage/KeyValueStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { pieceEnd } from './textPieces.ts'

const { payloadParts: space } = defineKeySpaces({ payloadParts: 0xe3 })

/** Characters of a part. */
const PART = 2 ** 18
/** Characters from which on a text is kept in parts: a database copies a value several times, and a history may have hundreds of megabytes. */
const LARGE = 2 ** 20
/** Parts of one write. */
const TOGETHER = 16

const encoder = new TextEncoder()

/** How many parts a text is kept in; 0 for one that is kept as a whole. */
export function countParts(text: string): number {
  return text.length < LARGE ? 0 : Math.ceil(text.length / PART)
}

/** What puts the parts of a text, one after the other; in UTF-8. */
export function* putParts(handle: PayloadHandle, text: string): Generator<WriteOperation> {
  const count = countParts(text)
  for (let index = 0; index < count; index++) {
    const value = encoder.encode(text.slice(pieceEnd(text, index * PART), pieceEnd(text, (index + 1) * PART)))
    yield { key: keyOf(handle, index), value }
  }
}

/**
 * Writes the parts of a text, several writes one after another. Without the entry that names them they do no harm; where there is one
 * already, it would name a mixture of former parts and these.
 */
export async function writeParts(store: KeyValueStore, handle: PayloadHandle, text: string): Promise<void> {
  let batch: WriteOperation[] = []
  for (const part of putParts(handle, text)) {
    batch.push(part)
    if (batch.length < TOGETHER) continue
    await store.write(batch)
    batch = []
  }
  if (batch.length > 0) await store.write(batch)
}

/** The bytes of all parts; `undefined` when they are not what the entry says. @param size bytes of all of them. */
export function readParts(
  store: KeyValueStore,
  handle: PayloadHandle,
  count: number,
  size: number,
): Uint8Array | undefined {
  const bytes = new Uint8Array(size)
  let at = 0
  for (let index = 0; index < count; index++) {
    const part = store.get(keyOf(handle, index))
    if (part === undefined || at + part.length > size) return undefined
    bytes.set(part, at)
    at += part.length
  }
  return at === size ? bytes : undefined
}

/** What removes the parts from one position on. */
export function removeParts(handle: PayloadHandle, from: number, end: number): WriteOperation[] {
  return Array.from({ length: Math.max(0, end - from) }, (_, index) => ({
    key: keyOf(handle, from + index),
    value: undefined,
  }))
}

function keyOf(handle: PayloadHandle, index: number): Uint8Array {
  const number = new Uint8Array(4)
  new DataView(number.buffer).setUint32(0, index)
  return space.key(concat(handle, number))
}
