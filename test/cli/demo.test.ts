import { expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { capturedTerminal } from './capturedTerminal.ts'

it('tells the story in at most a dozen lines and ends with nodes and roots', async () => {
  const terminal = capturedTerminal()
  expect(await runCommandLine(['demo'], terminal)).toBe(0)
  const [story = '', table = '', verdict = ''] = terminal.stdout().split('\n\n')
  const lines = story.split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  lines.forEach((line, index) => expect(line.trimStart()).toMatch(new RegExp(`^${index + 1} [a-z]+ +\\S`)))
  const rows = table.split('\n').map((row) => row.split(/ +/))
  expect(rows[0]).toEqual(['node', 'block', 'state', 'root'])
  expect(rows.slice(1).map(([name]) => name)).toEqual(['alice', 'bob', 'carol'])
  expect(new Set(rows.slice(1).map(([, , root]) => root)).size).toBe(1)
  expect(rows[1]?.[2]).toMatch(/^0x[0-9a-f]{64}$/)
  expect(verdict).toMatch(/^All three private state roots are equal\. [0-9.]+ s\n$/)
  expect(terminal.stderr()).toBe('')
})

it('prints one JSON object', async () => {
  const terminal = capturedTerminal()
  expect(await runCommandLine(['demo', '--json', '--seed', 'x'], terminal)).toBe(0)
  const text = terminal.stdout()
  expect(text.indexOf('\n')).toBe(text.length - 1)
  expect(JSON.parse(text)).toMatchObject({
    chainId: 1337,
    dataPath: null,
    equal: true,
    nodes: [{ name: 'alice' }, { name: 'bob' }, { name: 'carol' }],
    replays: [{ node: 'carol' }, { node: 'bob' }],
  })
})

it('shows how far a replay is and erases that again', async () => {
  const terminal = capturedTerminal(true)
  await runCommandLine(['demo'], terminal)
  expect(terminal.stderr()).toContain('carol: 4 of 4 transactions replayed')
  expect(terminal.stderr().endsWith('\r\u001b[2K')).toBe(true)
})
