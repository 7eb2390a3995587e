import assert from 'node:assert/strict'
import { isCoterieError } from '../../src/errors/CoterieError.ts'
import { EMPTY_BYTES } from '../../src/primitives/bytes.ts'
import type { KeyValueStore } from '../../src/storage/KeyValueStore.ts'

/** One thing that a store must do. */
export interface StoreCheck {
  readonly name: string
  /** Resolves when the store does it; rejects with an `AssertionError`, or with what the store threw. */
  run(): Promise<void>
}

type Check = (store: KeyValueStore) => Promise<void>

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

async function listed(store: KeyValueStore, prefix: Uint8Array): Promise<(readonly [Uint8Array, Uint8Array])[]> {
  const found: (readonly [Uint8Array, Uint8Array])[] = []
  for await (const entry of store.entries(prefix)) found.push(entry)
  return found
}

const isClosed = (error: unknown): boolean => isCoterieError(error, 'CLOSED')

const checks: Readonly<Record<string, Check>> = {
  'an absent key has no value': async (store) => {
    assert.equal(store.get(bytes(1)), undefined)
    assert.deepEqual(await listed(store, EMPTY_BYTES), [])
  },

  'a written value is read back as a plain Uint8Array': async (store) => {
    await store.write([{ key: bytes(1, 2), value: bytes(0, 255, 7) }])
    assert.deepEqual(store.get(bytes(1, 2)), bytes(0, 255, 7))
    assert.deepEqual(await listed(store, EMPTY_BYTES), [[bytes(1, 2), bytes(0, 255, 7)]])
  },

  'an empty value is a value': async (store) => {
    await store.write([{ key: bytes(1), value: EMPTY_BYTES }])
    assert.deepEqual(store.get(bytes(1)), EMPTY_BYTES)
  },

  'a large value is read back': async (store) => {
    const value = new Uint8Array(3_000_000).map((_, i) => i % 251)
    await store.write([{ key: bytes(1), value }])
    assert.ok(Buffer.from(value).equals(store.get(bytes(1)) ?? EMPTY_BYTES))
  },

  'keys are told apart by every byte': async (store) => {
    const keys = [bytes(0), bytes(0, 0), bytes(0x7f), bytes(0x80), bytes(0xff), bytes(0xc3, 0xbf), bytes(0xff, 0xff)]
    await store.write(keys.map((key, i) => ({ key, value: bytes(i) })))
    for (const [i, key] of keys.entries()) assert.deepEqual(store.get(key), bytes(i))
  },

  'a value is replaced and deleted': async (store) => {
    await store.write([{ key: bytes(1), value: bytes(1) }])
    await store.write([{ key: bytes(1), value: bytes(2) }])
    assert.deepEqual(store.get(bytes(1)), bytes(2))
    await store.write([
      { key: bytes(1), value: undefined },
      { key: bytes(9), value: undefined },
    ])
    assert.equal(store.get(bytes(1)), undefined)
    assert.deepEqual(await listed(store, EMPTY_BYTES), [])
  },

  'of several operations on one key the last counts': async (store) => {
    await store.write([
      { key: bytes(1), value: bytes(1) },
      { key: bytes(1), value: bytes(2) },
      { key: bytes(2), value: bytes(1) },
      { key: bytes(2), value: undefined },
      { key: bytes(3), value: undefined },
      { key: bytes(3), value: bytes(3) },
    ])
    assert.deepEqual(await listed(store, EMPTY_BYTES), [
      [bytes(1), bytes(2)],
      [bytes(3), bytes(3)],
    ])
  },

  'an empty batch changes nothing': async (store) => {
    await store.write([])
    assert.deepEqual(await listed(store, EMPTY_BYTES), [])
  },

  'writes that overlap are applied in order': async (store) => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) =>
        store.write([
          { key: bytes(1), value: bytes(i) },
          { key: bytes(2, i), value: bytes(i) },
        ]),
      ),
    )
    assert.deepEqual(store.get(bytes(1)), bytes(49))
    assert.equal((await listed(store, bytes(2))).length, 50)
  },

  'arrays may be reused after a write': async (store) => {
    const key = bytes(1)
    const value = bytes(1)
    await store.write([{ key, value }])
    key[0] = 9
    value[0] = 9
    assert.deepEqual(await listed(store, EMPTY_BYTES), [[bytes(1), bytes(1)]])
  },

  'views of a larger buffer are stored as what they show': async (store) => {
    const buffer = bytes(9, 1, 2, 9)
    await store.write([{ key: buffer.subarray(1, 2), value: buffer.subarray(2, 3) }])
    assert.deepEqual(store.get(buffer.subarray(1, 2)), bytes(2))
    assert.deepEqual(await listed(store, EMPTY_BYTES), [[bytes(1), bytes(2)]])
  },

  'entries come in byte order and only with the prefix': async (store) => {
    const ordered = [
      bytes(0),
      bytes(1),
      bytes(1, 0),
      bytes(1, 0, 5),
      bytes(1, 0x80),
      bytes(1, 0xff),
      bytes(2),
      bytes(255),
    ]
    await store.write(ordered.toReversed().map((key) => ({ key, value: key })))
    const keys = async (prefix: Uint8Array): Promise<Uint8Array[]> => (await listed(store, prefix)).map(([key]) => key)
    assert.deepEqual(await keys(EMPTY_BYTES), ordered)
    assert.deepEqual(await keys(bytes(1)), ordered.slice(1, 6))
    assert.deepEqual(await keys(bytes(1, 0)), ordered.slice(2, 4))
    assert.deepEqual(await keys(bytes(7)), [])
  },

  'a prefix of 0xff bytes has no end but the end of the store': async (store) => {
    const ordered = [bytes(0xfe, 0xff), bytes(0xff), bytes(0xff, 0xfe), bytes(0xff, 0xff), bytes(0xff, 0xff, 3)]
    await store.write(ordered.map((key) => ({ key, value: key })))
    assert.deepEqual(
      (await listed(store, bytes(0xff))).map(([key]) => key),
      ordered.slice(1),
    )
    assert.deepEqual(
      (await listed(store, bytes(0xff, 0xff))).map(([key]) => key),
      ordered.slice(3),
    )
    assert.deepEqual(
      (await listed(store, bytes(0xfe, 0xff))).map(([key]) => key),
      ordered.slice(0, 1),
    )
  },

  'an iteration shows the store as it was at its beginning': async (store) => {
    await store.write([1, 2, 3].map((i) => ({ key: bytes(i), value: bytes(i) })))
    const seen: number[] = []
    for await (const [key, value] of store.entries(EMPTY_BYTES)) {
      seen.push(...key, ...value)
      await store.write([
        { key: bytes(2), value: bytes(9) },
        { key: bytes(3), value: undefined },
        { key: bytes(4), value: bytes(4) },
      ])
    }
    assert.deepEqual(seen, [1, 1, 2, 2, 3, 3])
  },

  'an iteration that was left early does not hinder closing': async (store) => {
    await store.write([1, 2, 3].map((i) => ({ key: bytes(i), value: bytes(i) })))
    for await (const entry of store.entries(EMPTY_BYTES)) if (entry[0][0] === 2) break
    await store.close()
  },

  'after closing everything but closing is refused': async (store) => {
    await store.write([{ key: bytes(1), value: bytes(1) }])
    await store.close()
    await store.close()
    await store[Symbol.asyncDispose]()
    assert.throws(() => store.get(bytes(1)), isClosed)
    await assert.rejects(async () => store.write([{ key: bytes(1), value: bytes(1) }]), isClosed)
    await assert.rejects(async () => store.write([]), isClosed)
    await assert.rejects(listed(store, EMPTY_BYTES), isClosed)
  },

  'closing waits for a write and ends an iteration': async (store) => {
    await store.write(Array.from({ length: 100 }, (_, i) => ({ key: bytes(i), value: bytes(i) })))
    const iteration = store.entries(EMPTY_BYTES)[Symbol.asyncIterator]()
    await iteration.next()
    const written = store.write([{ key: bytes(1), value: bytes(2) }])
    await store.close()
    await written
    await assert.rejects(async () => {
      while ((await iteration.next()).done !== true);
    }, isClosed)
  },
}

/**
 * What every {@link KeyValueStore} must do, for any test runner.
 * @param open gives a new, empty store for each check, which closes it.
 */
export function storeSuite(open: () => Promise<KeyValueStore>): readonly StoreCheck[] {
  return Object.entries(checks).map(([name, check]) => ({
    name,
    async run() {
      const store = await open()
      try {
        await check(store)
      } finally {
        await store.close()
      }
    },
  }))
}
