import { describe, expect, it } from 'vitest'
import { PayloadStore, enclaveKeySpaces } from '../../src/enclave/PayloadStore.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import type { KeyValueStore, WriteOperation } from '../../src/storage/KeyValueStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

const handle = payloadHandle('x')

/** A store in memory that remembers what was written; `during.write` is called before each batch is, and may throw. */
function watched() {
  const store = createMemoryStore()
  const batches: (readonly WriteOperation[])[] = []
  const during: { write: (() => void) | undefined } = { write: undefined }
  const write = async (batch: Iterable<WriteOperation>): Promise<void> => {
    batches.push([...batch])
    during.write?.()
    await store.write(batch)
  }
  const get = (key: Uint8Array): Uint8Array | undefined => store.get(key)
  return { store: Object.assign(Object.create(store) as KeyValueStore, { get, write }), batches, during }
}

describe('PayloadStore', () => {
  it.each(['key', undefined])('keeps any text and the sender %s', async (senderKey) => {
    const store = createMemoryStore()
    const stored = { payload: 'nö base64 \u0000\ud800"\n', senderKey, readers: ['r', 's'] }
    await new PayloadStore(store).update(handle, () => stored)
    expect(new PayloadStore(store).get(handle)).toEqual(stored)
    expect(new PayloadStore(store).get(payloadHandle('y'))).toBeUndefined()
  })

  it('loses none of the updates that overlap', async () => {
    const payloads = new PayloadStore(createMemoryStore())
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        payloads.update(handle, (stored) => ({
          payload: '',
          senderKey: undefined,
          readers: [...(stored?.readers ?? []), `${i}`],
        })),
      ),
    )
    expect(payloads.get(handle)?.readers.length).toBe(20)
  })

  it('goes on after an update that failed', async () => {
    const payloads = new PayloadStore(createMemoryStore())
    const failing = payloads.update(handle, () => {
      throw new RangeError('no')
    })
    const next = payloads.update(handle, () => ({ payload: 'x', senderKey: undefined, readers: [] }))
    await expect(failing).rejects.toThrow('no')
    await next
    expect(payloads.get(handle)?.payload).toBe('x')
  })

  it('keeps a large text in parts, and none of them longer than it', async () => {
    const store = createMemoryStore()
    const payloads = new PayloadStore(store)
    const owner = { senderKey: 'key', readers: ['r'] }
    const large = `${'ab'.repeat(600_000)}${'\u{1f600}'.repeat(400_001)}`
    const longer = `x${large}${'y'.repeat(700_000)}`
    for (const payload of [large, longer, 'x'.repeat(2 ** 20), 'short', `${large}\ud800`, large]) {
      await payloads.update(handle, () => ({ payload, ...owner }))
      expect(new PayloadStore(store).get(handle)).toEqual({ payload, ...owner })
    }
    await payloads.update(handle, () => undefined)
    expect(payloads.get(handle)).toBeUndefined()
    for await (const [key] of store.entries(new Uint8Array(0))) expect(key).toBeUndefined()
  })

  it('writes a large text that is new in several writes, and one in place of another in one', async () => {
    const { store, batches } = watched()
    const payloads = new PayloadStore(store)
    const change = (payload: string, ...readers: string[]) => {
      return payloads.update(handle, () => ({ payload, senderKey: undefined, readers }))
    }
    await change('a'.repeat(5_000_000))
    expect(batches.length).toBe(3)
    await change('b'.repeat(4_900_000))
    expect(batches.length).toBe(4)
    // What is known already is not written again.
    await change('b'.repeat(4_900_000), 'r')
    expect(batches.map(({ length }) => length).at(-1)).toBe(1)
    expect(payloads.get(handle)).toEqual({ payload: 'b'.repeat(4_900_000), senderKey: undefined, readers: ['r'] })
  })

  it.each(['b'.repeat(1_100_000), 'c'.repeat(9_000_000), 'short', undefined])(
    'has a large text or what takes its place, never some of both',
    async (replacement) => {
      const { store, batches, during } = watched()
      const payloads = new PayloadStore(store)
      const change = (payload: string | undefined) => {
        const changed = payload === undefined ? undefined : { payload, senderKey: undefined, readers: [] }
        return payloads.update(handle, () => changed)
      }
      const former = 'a'.repeat(5_000_000)
      await change(former)
      const seen = new Set<string | undefined>()
      during.write = () => seen.add(new PayloadStore(store).get(handle)?.payload)
      await change(replacement)
      seen.add(payloads.get(handle)?.payload)
      expect([...seen]).toEqual([former, replacement])
      during.write = undefined
      // Whichever of the writes fails, the former text is there.
      await change(former)
      const failure = new RangeError('the disk is full')
      for (let writes = 0; ; writes++) {
        const start = batches.length
        during.write = () => {
          if (batches.length - start > writes) throw failure
        }
        const outcome = await Promise.allSettled([change(replacement)])
        if (outcome[0].status === 'fulfilled') break
        expect(outcome[0].reason).toBe(failure)
        expect(payloads.get(handle)?.payload === former).toBe(true)
      }
      expect(payloads.get(handle)?.payload === replacement).toBe(true)
    },
  )

  it('reports a part that is missing or too short as damage', async () => {
    const store = createMemoryStore()
    const payloads = new PayloadStore(store)
    await payloads.update(handle, () => ({ payload: 'a'.repeat(2 ** 20 + 1), senderKey: undefined, readers: [] }))
    const damage = expect.objectContaining({ code: 'STORE_CORRUPT' }) as Error
    let last: Uint8Array | undefined
    for await (const [key] of store.entries(Uint8Array.of(0xe3))) last = key
    for (const value of [undefined, new Uint8Array(0), new Uint8Array(2)]) {
      await store.write([{ key: last ?? new Uint8Array(0), value }])
      expect(() => payloads.get(handle)).toThrow(damage)
    }
  })

  it('writes several entries at once, or none of them', async () => {
    const payloads = new PayloadStore(createMemoryStore())
    const change = (payload: string) => () => ({ payload, senderKey: undefined, readers: [] })
    const other = payloadHandle('y')
    const fail = (): never => {
      throw new RangeError('no')
    }
    const failing: Parameters<PayloadStore['updateAll']>[0] = [
      [handle, change('1')],
      [other, fail],
    ]
    await expect(payloads.updateAll(failing)).rejects.toThrow('no')
    expect(payloads.get(handle)).toBeUndefined()
    await payloads.updateAll([
      [handle, change('1')],
      [other, change('2')],
    ])
    expect([payloads.get(handle)?.payload, payloads.get(other)?.payload]).toEqual(['1', '2'])
  })

  it.each([
    '',
    '\n',
    '{}\n',
    '{"readers":[]}',
    '{"readers":[],"escaped":1}\n',
    '{"readers":[1]}\n',
    '{"readers":[],"senderKey":1}\n',
    '{"readers":[],"privacyGroupId":1}\n',
    '{"readers":[],"parts":1,"bytes":-1}\n',
    '{"readers":[],"parts":"x","bytes":1}\n',
  ])('reports the entry %s as damage', async (text) => {
    const store = createMemoryStore()
    await store.write([{ key: enclaveKeySpaces.payloads.key(handle), value: new TextEncoder().encode(text) }])
    expect(() => new PayloadStore(store).get(handle)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })
})
