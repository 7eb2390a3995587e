import { describe, expect, it } from 'vitest'
import { runFuzz } from './fuzz/runFuzz.ts'

/** `npm run fuzz` sends ten times as many. */
const SAMPLE = { requests: 8_000, development: 1_000 }
/** Seeds, so that the two halves are not the same. */
const SEEDS = [20261121, 7]

describe('malformed and mutated requests over HTTP and WebSocket', () => {
  it.each(SEEDS)(
    'are answered with well-formed JSON-RPC and specified codes, show nothing of the inside and change nothing (seed %i)',
    { timeout: 300_000 },
    async (seed) => {
      const { sent, faults, codes } = await runFuzz({ seed, ...SAMPLE })
      expect(faults).toEqual([])
      expect(sent).toBe(9_000)
      // Both ends are reached: what is right, and what is wrong in every way.
      expect(Object.keys(codes)).toEqual(
        expect.arrayContaining(['0', '-32700', '-32600', '-32601', '-32602', '-32603', '-32604', '-50100', '-32000']),
      )
    },
  )
})
