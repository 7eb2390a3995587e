import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EnclaveDirectory } from '../../src/enclave/EnclaveDirectory.ts'
import { InProcessEnclave } from '../../src/enclave/InProcessEnclave.ts'
import type { EnclaveKeyType } from '../../src/enclave/enclaveKeys.ts'
import { enclaveKeySpaces } from '../../src/enclave/PayloadStore.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { toBase64 } from '../../src/primitives/bytes.ts'
import type { EnclaveKey } from '../../src/primitives/identifiers.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { countEntries, createMembers, keyOf } from './members.ts'

const payload = 'AQIDBA=='
const notFound = { kind: 'client', status: 404, message: 'EnclavePayloadNotFound' }

describe.each<EnclaveKeyType>(['nacl', 'ec'])('enclaves with %s keys', (type) => {
  it('show a payload to the sender and the recipients and to nobody else', async () => {
    const { a, b, c } = createMembers(['a', 'b', 'c'], type)
    const handle = await a.enclave.send({ payload, from: a.key, to: [b.key] })
    expect(handle).toEqual(payloadHandle(payload))
    const expected = { payload, senderKey: toBase64(a.key) }
    expect(await a.enclave.receive(handle)).toEqual(expected)
    expect(await b.enclave.receive(handle)).toEqual(expected)
    expect(await b.enclave.receive(handle, b.key)).toEqual(expected)
    await expect(c.enclave.receive(handle)).rejects.toMatchObject(notFound)
    expect(await countEntries(c.store)).toBe(0)
  })

  it('refuse a sender that is no key of the enclave', async () => {
    const { a, b } = createMembers(['a', 'b'], type)
    await expect(a.enclave.send({ payload, from: b.key, to: [a.key, b.key] })).rejects.toMatchObject({
      kind: 'client',
      status: 404,
      message: `Public key ${toBase64(b.key)} not found when searching for private key`,
    })
    expect([await countEntries(a.store), await countEntries(b.store)]).toEqual([0, 0])
  })

  it('store nothing anywhere when a recipient is unknown', async () => {
    const { a, b } = createMembers(['a', 'b'], type)
    const stranger = keyOf('stranger', type)
    await expect(a.enclave.send({ payload, from: a.key, to: [b.key, stranger, a.key] })).rejects.toMatchObject({
      kind: 'client',
      status: 404,
      message: `Recipient not found for key: ${toBase64(stranger)}`,
    })
    expect([await countEntries(a.store), await countEntries(b.store)]).toEqual([0, 0])
  })
})

describe('InProcessEnclave', () => {
  it('needs a key', () => {
    const options = { keys: [], store: createMemoryStore(), directory: new EnclaveDirectory() }
    expect(() => new InProcessEnclave(options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('stores a payload for the sender alone', async () => {
    const { a } = createMembers(['a'])
    const handle = await a.enclave.send({ payload, from: a.key, to: [] })
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
  })

  it('takes duplicates and itself among the recipients', async () => {
    const { a, b } = createMembers(['a', 'b'])
    const handle = await a.enclave.send({ payload, from: a.key, to: [a.key, b.key, a.key, b.key] })
    await a.enclave.send({ payload, from: a.key, to: [a.key, b.key] })
    expect((await b.enclave.receive(handle)).senderKey).toBe(toBase64(a.key))
    expect([await countEntries(a.store), await countEntries(b.store)]).toEqual([1, 1])
  })

  it('unites the readers when the same payload is sent again; the first sender stays where it is known', async () => {
    const { a, b, c } = createMembers(['a', 'b', 'c'])
    const handle = await a.enclave.send({ payload, from: a.key, to: [b.key] })
    await b.enclave.send({ payload, from: b.key, to: [c.key] })
    const senders = [a, b, c].map(async ({ enclave }) => (await enclave.receive(handle)).senderKey)
    expect(await Promise.all(senders)).toEqual([a.key, a.key, b.key].map(toBase64))
  })

  it('keeps all readers of sends that overlap', async () => {
    const { a, b, c, d } = createMembers(['a', 'b', 'c', 'd'])
    await Promise.all([b, c, d].map(({ key }) => a.enclave.send({ payload, from: a.key, to: [key] })))
    for (const { enclave } of [a, b, c, d]) {
      expect((await enclave.receive(payloadHandle(payload))).payload).toBe(payload)
    }
  })

  it('answers for each of its keys, and with `to` only for that one', async () => {
    const { directory, a } = createMembers(['a'])
    const keys: readonly [EnclaveKey, EnclaveKey] = [keyOf('b1'), keyOf('b2', 'ec')]
    const b = new InProcessEnclave({ keys, store: createMemoryStore(), directory })
    const handle = await a.enclave.send({ payload, from: a.key, to: [keys[1]] })
    expect((await b.receive(handle)).payload).toBe(payload)
    expect((await b.receive(handle, keys[1])).payload).toBe(payload)
    await expect(b.receive(handle, keys[0])).rejects.toMatchObject(notFound)
    await expect(b.receive(handle, a.key)).rejects.toMatchObject(notFound)
    await b.send({ payload, from: keys[0], to: [] })
    expect((await b.receive(handle, keys[0])).senderKey).toBe(toBase64(a.key))
    // The sender may not read in the name of a recipient.
    await expect(a.enclave.receive(handle, keys[1])).rejects.toMatchObject(notFound)
  })

  it('does not find recipients that left the network', async () => {
    const { directory, a, b } = createMembers(['a', 'b'])
    directory.remove(b.enclave)
    await expect(a.enclave.send({ payload, from: a.key, to: [b.key] })).rejects.toThrow('Recipient not found for key: ')
  })

  it('has everything again when it is made anew over the same store', async () => {
    const folder = await temporaryFolder()
    const keys = [keyOf('a'), keyOf('b')] as const
    const handles = []
    for (let round = 0; round < 3; round++) {
      const directory = new EnclaveDirectory()
      const stores = [await openLevelStore(`${folder}/a`), await openLevelStore(`${folder}/b`)] as const
      const a = new InProcessEnclave({ keys: [keys[0]], store: stores[0], directory })
      const b = new InProcessEnclave({ keys: [keys[1]], store: stores[1], directory })
      handles.push(await a.send({ payload: `payload${round}`, from: keys[0], to: [keys[1]] }))
      await b.put({ handle: payloadHandle(`put${round}`), payload: 'crafted', senderKey: null })
      for (const [i, handle] of handles.entries()) {
        for (const enclave of [a, b]) {
          expect(await enclave.receive(handle)).toEqual({ payload: `payload${i}`, senderKey: toBase64(keys[0]) })
        }
        const crafted = await b.receive(payloadHandle(`put${i}`))
        expect(crafted).toEqual({ payload: 'crafted', senderKey: undefined })
      }
      for (const store of stores) await store.close()
    }
  })

  it('is gone when its store is closed, and then sends to nobody', async () => {
    const { a, b } = createMembers(['a', 'b'])
    await a.store.close()
    await expect(a.enclave.receive(payloadHandle(payload))).rejects.toMatchObject({ kind: 'io', status: 0 })
    await expect(a.enclave.send({ payload, from: a.key, to: [b.key] })).rejects.toMatchObject({ kind: 'io' })
    expect(await countEntries(b.store)).toBe(0)
  })

  it('fails as a server when its store is damaged', async () => {
    const { a } = createMembers(['a'])
    const handle = payloadHandle(payload)
    await a.store.write([{ key: enclaveKeySpaces.payloads.key(handle), value: Uint8Array.of(1) }])
    await expect(a.enclave.receive(handle)).rejects.toMatchObject({
      kind: 'server',
      status: 500,
      cause: { code: 'STORE_CORRUPT' },
    })
  })

  it('fails as a server and keeps nothing when a recipient cannot store the payload', async () => {
    const { a, b } = createMembers(['a', 'b'])
    await b.store.close()
    await expect(a.enclave.send({ payload, from: a.key, to: [b.key] })).rejects.toMatchObject({
      kind: 'server',
      message: `Unable to push payload to recipient: ${toBase64(b.key)}`,
      cause: { code: 'CLOSED' },
    })
    expect(await countEntries(a.store)).toBe(0)
  })

  it('shows every payload to exactly those who were named, however sends overlap', async () => {
    const names = ['a', 'b', 'c'] as const
    // Two keys for each of three enclaves.
    const keys = names.map((name) => [keyOf(name), keyOf(`${name}'`, 'ec')] as const)
    const step = fc.record({
      text: fc.nat(2).map((i) => `payload${i}`),
      sender: fc.nat(2),
      fromKey: fc.nat(1),
      to: fc.array(fc.tuple(fc.nat(2), fc.nat(1)), { maxLength: 4 }),
      unknown: fc.boolean(),
      overlap: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const directory = new EnclaveDirectory()
        const enclaves = keys.map((own) => new InProcessEnclave({ keys: own, store: createMemoryStore(), directory }))
        // enclave and text -> first sender known there, and the own keys that may read.
        const model = new Map<string, { sender: string; readers: Set<string> }>()
        const running: Promise<unknown>[] = []
        for (const { text, sender, fromKey, to, unknown, overlap } of steps) {
          const from = keys[sender]?.[fromKey] ?? keyOf('nobody')
          const wanted = to.map(([member, key]) => keys[member]?.[key] ?? keyOf('nobody'))
          const request = { payload: text, from, to: unknown ? [...wanted, keyOf('stranger')] : wanted }
          if (!overlap) await Promise.all(running.splice(0))
          const sent = enclaves[sender]?.send(request)
          if (unknown) {
            await expect(sent).rejects.toThrow('Recipient not found')
            continue
          }
          running.push(Promise.resolve(sent))
          for (const [member, key] of [[sender, fromKey] as const, ...to]) {
            const id = `${member} ${text}`
            const known = model.get(id) ?? { sender: toBase64(from), readers: new Set() }
            known.readers.add(`${key}`)
            model.set(id, known)
          }
        }
        await Promise.all(running)
        for (const [member, enclave] of enclaves.entries()) {
          for (const text of ['payload0', 'payload1', 'payload2']) {
            const known = model.get(`${member} ${text}`)
            for (const key of [0, 1]) {
              const answer = enclave.receive(payloadHandle(text), keys[member]?.[key])
              if (known?.readers.has(`${key}`) === true) expect((await answer).payload).toBe(text)
              else await expect(answer).rejects.toMatchObject(notFound)
            }
            if (known === undefined) await expect(enclave.receive(payloadHandle(text))).rejects.toMatchObject(notFound)
            else if (steps.every(({ overlap }) => !overlap)) {
              // Which of two sends that overlap comes first is nobody's promise.
              expect((await enclave.receive(payloadHandle(text))).senderKey).toBe(known.sender)
            }
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('put', () => {
  it('gives a payload to this enclave only, under any handle and with any text', async () => {
    const { a, b } = createMembers(['a', 'b'])
    const handle = payloadHandle('something else')
    await a.enclave.put({ handle, payload: 'no base64!', senderKey: 'not even a key' })
    expect(await a.enclave.receive(handle)).toEqual({ payload: 'no base64!', senderKey: 'not even a key' })
    await expect(b.enclave.receive(handle)).rejects.toMatchObject(notFound)
  })

  it.each([null, undefined])('names no sender for %s', async (senderKey) => {
    const { a } = createMembers(['a'])
    await a.enclave.put({ handle: payloadHandle(payload), payload, senderKey })
    expect(await a.enclave.receive(payloadHandle(payload))).toEqual({ payload, senderKey: undefined })
  })

  it('shows it to the named readers only', async () => {
    const { a, b } = createMembers(['a', 'b'])
    await a.enclave.put({ handle: payloadHandle('1'), payload, senderKey: null, readers: [] })
    await a.enclave.put({ handle: payloadHandle('2'), payload, senderKey: null, readers: [b.key] })
    await expect(a.enclave.receive(payloadHandle('1'))).rejects.toMatchObject(notFound)
    await expect(a.enclave.receive(payloadHandle('2'))).rejects.toMatchObject(notFound)
    await a.enclave.put({ handle: payloadHandle('2'), payload: 'new', senderKey: null, readers: [a.key] })
    expect((await a.enclave.receive(payloadHandle('2'))).payload).toBe('new')
  })
})
