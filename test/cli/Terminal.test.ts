import { expect, it } from 'vitest'
import { capturedTerminal } from './capturedTerminal.ts'

const ESCAPE = '\u001b'

it('colours text on a terminal only', () => {
  expect(capturedTerminal(true).style.green('yes')).toBe(`${ESCAPE}[32myes${ESCAPE}[0m`)
  expect(capturedTerminal(false).style.green('yes')).toBe('yes')
})

it.each([{ NO_COLOR: '1' }, { NO_COLOR: 'false' }, { TERM: 'dumb' }])('writes plain text with %o', (environment) => {
  expect(capturedTerminal(true, environment).style.bold('yes')).toBe('yes')
})

it('takes an empty NO_COLOR for none', () => {
  expect(capturedTerminal(true, { NO_COLOR: '' }).style.red('no')).toContain(ESCAPE)
})

it('shows progress in one line of a terminal and erases it before anything else is written', () => {
  const terminal = capturedTerminal(true)
  terminal.progress('1 of 2')
  terminal.progress(`2 of 2 ${'.'.repeat(100)}`)
  terminal.out('done')
  terminal.out('really')
  const erase = `\r${ESCAPE}[2K`
  expect(terminal.stderr()).toBe(`${erase}1 of 2${erase}2 of 2 ${'.'.repeat(32)}${erase}`)
  expect(terminal.stdout()).toBe('done\nreally\n')
})

it('shows no progress where nobody looks', () => {
  const terminal = capturedTerminal(false)
  terminal.progress('1 of 2')
  terminal.err('trouble')
  expect(terminal.stderr()).toBe('trouble\n')
})
