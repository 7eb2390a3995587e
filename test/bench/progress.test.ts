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
    `${'█'.repeat(5)}${'░'.repeat(15)} 25 %, 30 s left erc20, fast, 1235 tx/s`,
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
  expect(lines[0]).toBe('5 % half, 19 s left')
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
