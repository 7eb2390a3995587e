/**
 * A change that several stores make together or not at all, also when the process dies meanwhile. The others are told what
 * they will have to write; then the leading store makes its own part and, with the same write, agrees; then the others make
 * theirs. Whoever opens the stores after that finishes what was agreed and withdraws the rest.
 */
import { EMPTY_BYTES, concat } from '../primitives/bytes.ts'
import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { RESERVED_PREFIX, key } from './keySpace.ts'

const encoder = new TextEncoder()
const reserved = (name: string): Uint8Array => key(RESERVED_PREFIX, encoder.encode(name))

/** Has the number of the change that is announced. */
const ANNOUNCED = reserved('announced')
/** In front of every key that it changes; the value stands behind a byte, and a removal is nothing. */
const OPERATION = reserved('operation ')
/** Has the number of the last change that was agreed on. */
const AGREED = reserved('agreed')

const VALUE = Uint8Array.of(1)

/** Number of the last change that the leading store has agreed on; 0 without one. */
export function agreedNumber(leading: KeyValueStore): number {
  return numberIn(leading.get(AGREED)) ?? 0
}

/** To be written by the leading store with its own part of the change. */
export function agreement(number: number): WriteOperation {
  return { key: AGREED, value: encoder.encode(String(number)) }
}

/** To be written by another store: what it will have to write once the change is agreed on. */
export function announcement(number: number, operations: Iterable<WriteOperation>): WriteOperation[] {
  const announced: WriteOperation[] = [{ key: ANNOUNCED, value: encoder.encode(String(number)) }]
  for (const { key: changed, value } of operations) {
    const stored = value === undefined ? EMPTY_BYTES : concat(VALUE, value)
    announced.push({ key: concat(OPERATION, changed), value: stored })
  }
  return announced
}

/** To be written by a store that has made its part, or is told of another change. */
export async function withdrawal(store: KeyValueStore): Promise<WriteOperation[]> {
  const withdrawn: WriteOperation[] = [{ key: ANNOUNCED, value: undefined }]
  for await (const [announced] of store.entries(OPERATION)) withdrawn.push({ key: announced, value: undefined })
  return withdrawn
}

/** Whether a store has not made its part of the change that was agreed on last. */
export function isUnfinished(store: KeyValueStore, agreed: number): boolean {
  return numberIn(store.get(ANNOUNCED)) === agreed
}

/** Makes a store's part of the change that was agreed on last, if it has not, and withdraws any other that it was told of. */
export async function finishAnnounced(store: KeyValueStore, agreed: number): Promise<void> {
  if (store.get(ANNOUNCED) === undefined) return
  const operations: WriteOperation[] = []
  if (isUnfinished(store, agreed)) {
    for await (const [announced, stored] of store.entries(OPERATION)) {
      const value = stored.length > 0 ? stored.slice(1) : undefined
      operations.push({ key: announced.slice(OPERATION.length), value })
    }
  }
  await store.write([...operations, ...(await withdrawal(store))])
}

function numberIn(value: Uint8Array | undefined): number | undefined {
  return value && Number(new TextDecoder().decode(value))
}
