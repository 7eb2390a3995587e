import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { measureUse, peakMb } from '../../src/bench/measure/ProcessUse.ts'
import { rates, ratioOf, spread, spreadText } from '../../src/bench/measure/spread.ts'

it('a median is the middle one of the runs, or the mean of the two in the middle, and between the extremes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1 }), (values) => {
      const { median, min, max } = spread(values)
      if (values.length % 2 === 1) expect(values).toContain(median)
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)])
      const below = values.filter((value) => value <= median).length
      const above = values.filter((value) => value >= median).length
      expect(below * 2).toBeGreaterThanOrEqual(values.length)
      expect(above * 2).toBeGreaterThanOrEqual(values.length)
    }),
  )
  expect(spread([40, 10, 20, 30])).toEqual({ median: 25, min: 10, max: 40 })
})

it('rates are those of the times: of an even number of runs, too', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1 }), (seconds) => {
      const [times, perSecond] = [spread(seconds), rates(seconds)]
      expect(perSecond.median * times.median).toBeCloseTo(1, 2)
      expect(perSecond.min * times.max).toBeCloseTo(1, 2)
      expect(perSecond.max * times.min).toBeCloseTo(1, 2)
    }),
  )
  expect(rates([1, 2, 3, 8])).toEqual({ median: 0.4, min: 0.125, max: 1 })
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

it('the peak memory of a process is its own, not that of the one that has started it', async () => {
  const large = Buffer.alloc(400 * 2 ** 20, 1)
  expect(peakMb()).toBeGreaterThan(large.length / 2 ** 20)
  const root = join(import.meta.dirname, '../..')
  const program = `
    import { importSources } from '${pathToFileURL(join(root, 'test/support/importSources.mjs')).href}'
    const { peakMb } = await importSources('src/bench/measure/ProcessUse.ts', [])
    console.log(peakMb())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(Number(stdout)).toBeGreaterThan(10)
  expect(Number(stdout)).toBeLessThan(300)
})
