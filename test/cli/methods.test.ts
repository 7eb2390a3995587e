import { expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import type { MethodRow } from '../../src/rpc/methodReference.ts'
import { methods } from '../../src/rpc/methods.ts'
import { capturedTerminal } from './capturedTerminal.ts'

async function output(...words: readonly string[]): Promise<string> {
  const terminal = capturedTerminal()
  expect(await runCommandLine(['methods', ...words], terminal)).toBe(0)
  expect(terminal.stderr()).toBe('')
  return terminal.stdout()
}

it('lists every method, or those of a group', async () => {
  const lines = (await output()).trimEnd().split('\n')
  expect(lines[0]).toMatch(/^method +group +fidelity +parameters$/)
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining([...methods.keys()]))
  expect(lines).toHaveLength(methods.size + 1)
  const net = (await output('--group', 'net')).trimEnd().split('\n')
  expect(net.slice(1).every((line) => line.startsWith('net_'))).toBe(true)
})

it('prints JSON and Markdown', async () => {
  const { methods: rows } = JSON.parse(await output('--json')) as { methods: MethodRow[] }
  expect(rows.find(({ name }) => name === 'eth_chainId')).toMatchObject({ group: 'ETH', fidelity: 'besu' })
  expect(await output('--markdown')).toMatch(/^### Always there\n\n\| Method [^]*\| `rpc_modules` \|/)
  const terminal = capturedTerminal()
  expect(await runCommandLine(['methods', '--json', '--markdown'], terminal)).toBe(2)
  expect(terminal.stderr()).toContain('not both')
})
