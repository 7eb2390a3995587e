import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ReplayThreads } from '../../../src/replay/parallel/ReplayThreads.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('transactions that wait alone are summed up until there are none for ten seconds', () => {
  const threads = new ReplayThreads(undefined)
  expect(threads.noteAlone(5000)).toBe(5000)
  vi.advanceTimersByTime(9_999)
  expect(threads.noteAlone(2000)).toBe(7000)
  vi.advanceTimersByTime(9_999)
  expect(threads.noteAlone(1)).toBe(7001)
  vi.advanceTimersByTime(10_000)
  expect(threads.noteAlone(3)).toBe(3)
})
