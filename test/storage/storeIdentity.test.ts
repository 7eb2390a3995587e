import { describe, expect, it } from 'vitest'
import type { CoterieError } from '../../src/errors/CoterieError.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { type JsonValue, claimStore } from '../../src/storage/storeIdentity.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const identity: JsonValue = { genesis: '0x12', options: { era: 'v2', forks: [1, 2] } }

describe('claimStore', () => {
  it('gives an empty store its identity and knows it again after reopening', async () => {
    const path = await temporaryFolder()
    for (let i = 0; i < 2; i++) {
      const store = await openLevelStore(path)
      await claimStore(store, { format: 1, identity })
      await store.close()
    }
  })

  it('does not mind the order of members', async () => {
    const store = createMemoryStore()
    await claimStore(store, { format: 1, identity })
    await claimStore(store, { format: 1, identity: { options: { forks: [1, 2], era: 'v2' }, genesis: '0x12' } })
  })

  const others: readonly (readonly [string, number, JsonValue, string])[] = [
    ['another format', 2, identity, 'format: stored 1, expected 2'],
    ['another value', 1, { genesis: '0x34', options: { era: 'v2', forks: [1, 2] } }, 'stored "0x12", expected "0x34"'],
    [
      'another array',
      1,
      { genesis: '0x12', options: { era: 'v2', forks: [1] } },
      'options.forks.1: stored 2, expected nothing',
    ],
    [
      'a further member',
      1,
      { genesis: '0x12', options: { era: 'v2', forks: [1, 2], toString: 1 } },
      'stored nothing, expected 1',
    ],
    ['another type', 1, 'text', 'expected "text"'],
    ['an array for an object', 1, { genesis: '0x12', options: [] }, 'options: stored {"era"'],
  ]
  it.each(others)('refuses %s and names both values', async (_, format, other, message) => {
    const store = createMemoryStore()
    await claimStore(store, { format: 1, identity })
    await expect(claimStore(store, { format, identity: other })).rejects.toMatchObject({
      code: 'STORE_MISMATCH',
      message: expect.stringContaining(message) as string,
      details: { stored: { format: 1, identity }, expected: { format, identity: other } },
    })
    await claimStore(store, { format: 1, identity })
  })

  it('tells nobody a secret', async () => {
    const node = { name: 'alice', privateKey: '0x5ec1e7', markerKey: '0x5ec1e8' }
    const store = createMemoryStore()
    await claimStore(store, { format: 1, identity: { seed: '5ec1e9', nodes: [node] } })
    const others: readonly JsonValue[] = [
      { seed: '5ec1ea', nodes: [node] },
      { seed: '5ec1e9', nodes: [{ ...node, privateKey: '0x5ec1eb', markerKey: null }] },
      { seed: '5ec1e9', nodes: [node, { ...node, name: 'bob' }] },
      { nodes: [] },
    ]
    for (const other of others) {
      const refused: unknown = await claimStore(store, { format: 1, identity: other }).catch((error: unknown) => error)
      const { message, details } = refused as CoterieError
      expect(message).toMatch(/seed|nodes/)
      expect(JSON.stringify([message, details])).not.toContain('5ec1e')
    }
  })

  it('says how many more differences there are', async () => {
    const store = createMemoryStore()
    await claimStore(store, { format: 1, identity: [1, 2, 3, 4, 5] })
    await expect(claimStore(store, { format: 1, identity: [6, 7, 8, 9, 5] })).rejects.toThrow(/and 1 more/)
  })

  it('refuses contents of unknown origin', async () => {
    const store = createMemoryStore()
    await store.write([{ key: Uint8Array.of(1), value: Uint8Array.of(1) }])
    await expect(claimStore(store, { format: 1, identity })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  })

  it.each(['{', '[]', '{"format":"1","identity":0}', 'null'])('refuses the damaged record %s', async (text) => {
    const store = createMemoryStore()
    await claimStore(store, { format: 1, identity })
    for await (const [key] of store.entries(new Uint8Array(0))) {
      await store.write([{ key, value: new TextEncoder().encode(text) }])
    }
    await expect(claimStore(store, { format: 1, identity })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  })
})
