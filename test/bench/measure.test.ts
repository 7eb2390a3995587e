import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measureUse, peakMb } from '../../src/bench/measure/ProcessUse.ts'
import { ratioOf, spread, spreadText } from '../../src/bench/measure/spread.ts'

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

it('what this process uses is measured', () => {
  const end = measureUse()
  const numbers = Array.from({ length: 100_000 }, (_, index) => index).sort((a, b) => b - a)
  expect(numbers[0]).toBe(99_999)
  const { seconds, cpuSeconds } = end()
  expect(seconds).toBeGreaterThan(0)
  expect(cpuSeconds).toBeGreaterThan(0)
  expect(peakMb()).toBeGreaterThan(10)
})
