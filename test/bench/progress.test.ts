import { expect, it } from 'vitest'
import { Progress } from '../../src/bench/run/Progress.ts'

function display(interactive: boolean): { lines: string[]; progress: Progress; pass: (milliseconds: number) => void } {
  const lines: string[] = []
  let now = 0
  const output = { interactive, show: (line: string) => lines.push(line), write: (line: string) => lines.push(line) }
  return { lines, progress: new Progress(200, output, () => now), pass: (milliseconds) => (now += milliseconds) }
}

it('a terminal gets a bar with rate and time left', () => {
  const { lines, progress, pass } = display(true)
  pass(10_000)
  progress.update(50, 'erc20, fast', 1234.5)
  pass(10_000)
  progress.finish(200, 'erc20, fast')
  expect(lines).toEqual([
    `${'█'.repeat(5)}${'░'.repeat(15)} 25 %, 30 s left, 1235 tx/s erc20, fast`,
    `${'█'.repeat(20)} 100 % erc20, fast`,
  ])
})

it('anything else gets a line for every 5 %', () => {
  const { lines, progress, pass } = display(false)
  for (let done = 1; done <= 100; done++) {
    pass(100)
    progress.update(done, 'half', undefined)
  }
  progress.note('not counted')
  progress.finish(100, 'half')
  progress.finish(100, 'all')
  expect(lines).toHaveLength(11)
  // There is nothing to go by yet.
  expect(lines[0]).toBe('5 % half')
  expect(lines[1]).toBe('10 % half, 18 s left')
  expect(lines.at(-2)).toMatch(/^50 % half/)
  expect(lines.at(-1)).toBe('100 % all')
})

it('what will not take place is not waited for', () => {
  const { lines, progress, pass } = display(false)
  progress.skip(100)
  pass(1000)
  progress.finish(50, 'a')
  progress.skip(50)
  progress.finish(0, 'a')
  expect(lines).toEqual(['50 % a, 1 s left', '100 % a'])
})

it('long times are told in minutes', () => {
  const { lines, progress, pass } = display(false)
  pass(60_000)
  progress.finish(20, 'a')
  expect(lines).toEqual(['10 % a, 9 min left'])
})

it('nothing is said about the time left until a piece has ended', () => {
  const { lines, progress, pass } = display(false)
  pass(1000)
  progress.update(10, 'a', undefined)
  pass(1000)
  progress.finish(20, 'a')
  expect(lines).toEqual(['5 % a', '10 % a, 18 s left'])
})

it('what is not counted takes no time that is', () => {
  const { lines, progress, pass } = display(true)
  pass(60_000)
  progress.note('recording')
  pass(5000)
  progress.finish(100, 'a')
  pass(60_000)
  progress.note('importing')
  expect(lines.map((line) => line.replace(/^[█░]+ /, ''))).toEqual([
    '0 % recording',
    '50 %, 5 s left a',
    '50 %, 5 s left importing',
  ])
})
