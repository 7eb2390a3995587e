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

  it.each([
    '',
    '\n',
    '{}\n',
    '{"readers":[]}',
    '{"readers":[],"escaped":1}\n',
    '{"readers":[1]}\n',
    '{"readers":[],"senderKey":1}\n',
    '{"readers":[],"privacyGroupId":1}\n',
  ])('reports the entry %s as damage', async (text) => {
    const store = createMemoryStore()
    await store.write([{ key: enclaveKeySpaces.payloads.key(handle), value: new TextEncoder().encode(text) }])
    expect(() => new PayloadStore(store).get(handle)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })
})
