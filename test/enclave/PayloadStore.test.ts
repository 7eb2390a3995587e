import { describe, expect, it } from 'vitest'
import { PayloadStore, enclaveKeySpaces } from '../../src/enclave/PayloadStore.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

const handle = payloadHandle('x')

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
