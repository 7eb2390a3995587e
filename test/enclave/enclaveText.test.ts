import { describe, expect, it } from 'vitest'
import type { InProcessEnclave } from '../../src/enclave/InProcessEnclave.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { concat, toBase64 } from '../../src/primitives/bytes.ts'
import type { EnclaveKey, PayloadHandle } from '../../src/primitives/identifiers.ts'
import { countEntries, createMembers } from './members.ts'

const payload = 'AQIDBA=='
const handle = payloadHandle(payload)

const calls: Readonly<Record<string, (enclave: InProcessEnclave, handle: PayloadHandle) => unknown>> = {
  receive: (enclave, given) => enclave.receive(given),
  peek: (enclave, given) => enclave.peek(given),
  put: (enclave, given) => enclave.put({ handle: given, payload, senderKey: null }),
  lose: (enclave, given) => enclave.faults.lose(given),
  corrupt: (enclave, given) => enclave.faults.corrupt(given, 'rubbish'),
}

const marker = { marker: '0x00', index: 0, sender: '0x00', handle: toBase64(handle), historyHandle: undefined }
const noHandles: readonly (readonly [what: string, value: unknown, message: RegExp])[] = [
  ['a number', 0, /^0 is no payload handle: give 32 bytes or their base64$/],
  ['nothing', undefined, /^undefined is no payload handle/],
  ['null', null, /^null is no payload handle/],
  ['a marker', marker, /^an object is no payload handle: .* markersOf\(\) .* field handle$/],
  ['a list', [...handle], /^a list is no payload handle: give 32 bytes or their base64$/],
  ['31 bytes', handle.subarray(1), /^an array of 31 bytes is no payload handle: give 32 bytes or their base64$/],
  ['33 bytes', concat(handle, Uint8Array.of(0)), /^an array of 33 bytes is no payload handle/],
  ['base64 of 31 bytes', toBase64(handle.subarray(1)), /^"[^"]+" is no payload handle/],
  ['hex', `0x${'00'.repeat(32)}`, /^"0x0+" is no payload handle/],
  ['no base64', '?'.repeat(1000), /^"\?{100}…" is no payload handle/],
]

describe.each(Object.entries(calls))('%s', (_name, call) => {
  it('takes a handle as bytes and as base64', async () => {
    const { a } = createMembers(['a'])
    for (const given of [handle, new Uint8Array(handle), Buffer.from(handle), toBase64(handle)]) {
      await a.enclave.put({ handle, payload, senderKey: null })
      await call(a.enclave, given as PayloadHandle)
    }
  })

  it.each(noHandles)('refuses %s as a handle, and nothing else suffers', async (_what, value, message) => {
    const { a, b } = createMembers(['a', 'b'])
    await a.enclave.send({ payload, from: a.key, to: [b.key] })
    const asked = (async () => call(a.enclave, value as PayloadHandle))()
    await expect(asked).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message) as string,
    })
    expect(await countEntries(a.store)).toBe(1)
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
    expect(concat(new Uint8Array(100), handle)).toHaveLength(132)
  })
})

describe('a key', () => {
  it('is bytes of any length or base64', async () => {
    const { a } = createMembers(['a'])
    for (const key of [a.key, toBase64(a.key)]) {
      const readers = [key, 'AQ==', new Uint8Array(1) as EnclaveKey]
      await a.enclave.put({ handle, payload, senderKey: null, readers })
      expect((await a.enclave.receive(handle, key)).payload).toBe(payload)
      expect(await a.enclave.send({ payload, from: key as EnclaveKey, to: [key as EnclaveKey] })).toEqual(handle)
    }
  })

  it.each([0, undefined, null, {}, [1], '?'])('is not %j', async (value) => {
    const { a } = createMembers(['a'])
    const key = value as EnclaveKey
    const refusal = { code: 'INVALID_ARGUMENT', message: expect.stringMatching(/ is no enclave key: give /) as string }
    const put = a.enclave.put({ handle, payload, senderKey: null, readers: [a.key, key] })
    await expect(put).rejects.toMatchObject(refusal)
    await expect(a.enclave.send({ payload, from: key, to: [] })).rejects.toMatchObject(refusal)
    await expect(a.enclave.send({ payload, from: a.key, to: [key] })).rejects.toMatchObject(refusal)
    if (key !== undefined) await expect(a.enclave.receive(handle, key)).rejects.toMatchObject(refusal)
    expect(await countEntries(a.store)).toBe(0)
  })
})
