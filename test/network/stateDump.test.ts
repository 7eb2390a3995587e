import { expect, it } from 'vitest'
import { decodeStateDump, encodeStateDump, type StoreEntry } from '../../src/network/stateDump.ts'

it('dumps stores with very many entries', () => {
  const entries = Array.from({ length: 200_000 }, (_, i): StoreEntry => [
    Uint8Array.of(1, i >> 16, (i >> 8) & 0xff, i & 0xff),
    Uint8Array.of(i & 0xff),
  ])
  const dump = {
    genesis: new Uint8Array(32).fill(7),
    chain: entries,
    nodes: [{ name: 'alice', enclaveKey: 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=', entries }],
  }
  const decoded = decodeStateDump(encodeStateDump(dump))
  expect(decoded.chain).toHaveLength(entries.length)
  expect(decoded.nodes[0]?.entries.at(-1)).toEqual(entries.at(-1))
})
