import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measureUse, peakMb } from '../../src/bench/measure/ProcessUse.ts'
import { sampleStages, stageShares } from '../../src/bench/measure/sampleStages.ts'
import { ratioOf, spread, spreadText } from '../../src/bench/measure/spread.ts'
import { stageOfFile } from '../../src/bench/measure/stageOfFile.ts'

it('a spread has a value of the runs as its median, between the extremes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9999 }), { minLength: 1 }), (values) => {
      const { median, min, max } = spread(values)
      expect(values).toContain(median)
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)])
      const below = values.filter((value) => value <= median).length
      const above = values.filter((value) => value >= median).length
      expect(below * 2).toBeGreaterThanOrEqual(values.length)
      expect(above * 2).toBeGreaterThanOrEqual(values.length)
    }),
  )
})

it('a ratio is as wide as the runs allow', () => {
  expect(ratioOf(spread([90, 100, 110]), spread([9, 10, 11]))).toEqual({ median: 10, min: 8.182, max: 12.22 })
  expect(spreadText(spread([3, 1, 2]))).toBe('2 (1–3)')
  expect(spreadText(spread([2, 2]))).toBe('2')
})

it('a file belongs to a stage wherever it was built', () => {
  const expected = {
    'file:///x/dist/crypto/secp256k1.js': 'recovery',
    'file:///x/src/state/trie/MerkleTrie.js': 'trie',
    'file:///x/src/state/FlatBuffer.js': 'evm',
    'file:///x/dist-1234/storage/levelStore.js': 'storage',
    'file:///x/node_modules/@noble/hashes/sha3.js': 'keccak',
    'file:///x/node_modules/@noble/curves/abstract/weierstrass.js': 'recovery',
    'file:///x/node_modules/@ethereumjs/evm/dist/esm/interpreter.js': 'evm',
    'file:///x/src/transaction/historyBlob.js': 'decode',
  }
  for (const [file, stage] of Object.entries(expected)) expect(stageOfFile(file), file).toBe(stage)
  expect(stageOfFile('node:internal/process')).toBeUndefined()
})

it('code without a file counts for its caller', () => {
  const frame = (functionName: string, url: string) => {
    return { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 }
  }
  const shares = stageShares({
    nodes: [
      { id: 1, callFrame: frame('(root)', ''), children: [2, 4, 5] },
      { id: 2, callFrame: frame('put', 'file:///x/src/state/trie/MerkleTrie.js'), children: [3] },
      { id: 3, callFrame: frame('set', '') },
      { id: 4, callFrame: frame('(garbage collector)', '') },
      { id: 5, callFrame: frame('run', 'file:///x/test.js') },
    ],
    startTime: 0,
    endTime: 100,
    samples: [2, 3, 4, 5],
    timeDeltas: [0, 10, 30, 20, 0],
  })
  expect(shares['trie']).toBeCloseTo(40 / 60)
  expect(shares['garbage collection']).toBeCloseTo(20 / 60)
  expect(shares['other']).toBe(0)
})

it('what this process uses is measured, and sampled', async () => {
  const [end, endSampling] = [measureUse(), await sampleStages()]
  const numbers = Array.from({ length: 100_000 }, (_, index) => index).sort((a, b) => b - a)
  expect(numbers[0]).toBe(99_999)
  const shares = Object.values(await endSampling())
  const { seconds, cpuSeconds } = end()
  expect(seconds).toBeGreaterThan(0)
  expect(cpuSeconds).toBeGreaterThan(0)
  expect(peakMb()).toBeGreaterThan(10)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
})
