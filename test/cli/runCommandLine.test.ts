import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/exitCodes.ts'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { capturedTerminal } from './capturedTerminal.ts'
import { storedNetwork } from './storedNetwork.ts'

/** Runs a command line that must fail with one line on standard error and nothing else. */
async function failure(...words: readonly string[]): Promise<{ exitCode: number; line: string }> {
  const terminal = capturedTerminal()
  const exitCode = await runCommandLine(words, terminal)
  expect(terminal.stdout()).toBe('')
  expect(terminal.stderr()).toMatch(/^[^\n]+\n$/)
  return { exitCode, line: terminal.stderr().trimEnd() }
}

async function success(...words: readonly string[]): Promise<string> {
  const terminal = capturedTerminal()
  expect(await runCommandLine(words, terminal)).toBe(0)
  expect(terminal.stderr()).toBe('')
  return terminal.stdout()
}

describe('wrong usage ends with 2', () => {
  const cases: [words: string[], says: RegExp][] = [
    [['--rpc-htp-port', '1'], /unknown option '--rpc-htp-port' \(Did you mean --rpc-http-port\?\)/],
    [['node', 'twice'], /too many arguments/],
    [['--members', '0'], /Invalid value for option '--members': 0 is not between 1 and 64/],
    [['--preset', 'quickstrt'], /no preset is called quickstrt; did you mean quickstart\?/],
    [['--block-time', '1', '--no-mining'], /--mining, --block-time and --no-mining say the same thing/],
    [['methods', '--group', 'PRVI'], /no API group is called PRVI; did you mean PRIV\?/],
    [['grups'], /unknown command 'grups' \(Did you mean groups\?\); see coterie --help/],
    [['help', 'grups'], /unknown command; see coterie --help/],
    [['demo', '--jsn'], /unknown option '--jsn' \(Did you mean --json\?\)/],
    [['demo', 'twice'], /too many arguments/],
    [['demo', '--seed'], /argument missing/],
    [['demo', '--data-path', ' '], /Name a folder/],
    [['groups'], /--data-path <folder>' not specified/],
    [['inspect', '--data-path', 'x'], /missing required argument 'group'/],
    [['inspect', 'x', '--data-path', ''], /Name a folder/],
    ...['-1', '1.5', 'many', '', '99999999999999999999'].map((limit): [string[], RegExp] => [
      ['inspect', 'x', '--data-path', 'x', `--limit=${limit}`],
      /Give a whole number/,
    ]),
  ]
  it.each(cases)('%j', async (words, says) => {
    const { exitCode, line } = await failure(...words)
    expect(exitCode).toBe(exitCodes.usage.code)
    expect(line).toMatch(/^coterie: USAGE: /)
    expect(line).toMatch(says)
  })
})

it('a data path without a network ends with 3', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  for (const dataPath of [
    folder,
    join(folder, 'missing'),
    join(folder, 'file'),
    join(folder, 'file', 'below'),
    '/proc/none',
  ]) {
    for (const words of [['groups'], ['inspect', 'ab']]) {
      const { exitCode, line } = await failure(...words, '--data-path', dataPath)
      expect(line).toMatch(/^coterie: NOT_FOUND: .*; give the /)
      expect(exitCode).toBe(exitCodes.notFound.code)
    }
  }
})

it('an unknown group or node ends with 3, an ambiguous group with 2', async () => {
  const { dataPath, group } = await storedNetwork(({ network }) => {
    return network.node('carol').createGroup({ members: ['carol'] })
  })
  const unknown = await failure('inspect', 'nothing\nlike it', '--data-path', dataPath)
  expect(unknown).toMatchObject({ exitCode: 3, line: expect.stringMatching(/^coterie: GROUP_UNKNOWN: /) as string })
  const node = await failure('inspect', group, '--node', 'dave', '--data-path', dataPath)
  expect(node).toEqual({ exitCode: 3, line: 'coterie: NOT_FOUND: no node is called dave; there are alice, bob, carol' })
  const ambiguous = await failure('inspect', '0x', '--data-path', dataPath)
  expect(ambiguous).toMatchObject({ exitCode: 2, line: expect.stringContaining('fits 2 groups') as string })
})

it('a data path in use, damaged, not writable or of another network ends with 4', async () => {
  const dataPath = await temporaryFolder()
  await using network = await createNetwork({ nodes: ['alice'], dataPath })
  for (const words of [['groups'], ['inspect', 'ab'], ['demo']]) {
    const { exitCode, line } = await failure(...words, '--data-path', dataPath)
    expect(line).toMatch(/^coterie: STORE_LOCKED: another process uses .*; end it first$/)
    expect(exitCode).toBe(exitCodes.dataPath.code)
  }
  await network.close()
  const other = await failure('demo', '--data-path', dataPath)
  expect(other).toMatchObject({ exitCode: 4, line: expect.stringMatching(/^coterie: STORE_MISMATCH: /) as string })
  await mkdir(join(dataPath, 'damaged', 'chain'), { recursive: true })
  await writeFile(join(dataPath, 'damaged', 'chain', 'CURRENT'), 'nonsense')
  const damaged = await failure('groups', '--data-path', join(dataPath, 'damaged'))
  expect(damaged).toMatchObject({ exitCode: 4, line: expect.stringMatching(/^coterie: STORE_CORRUPT: /) as string })
  await writeFile(join(dataPath, 'file'), '')
  const nowhere = await failure('demo', '--data-path', '/proc/nothing/here')
  expect(nowhere).toMatchObject({ exitCode: 4, line: expect.stringMatching(/^coterie: STORE_IO: /) as string })
  const file = await failure('demo', '--data-path', join(dataPath, 'file'))
  expect(file).toMatchObject({ exitCode: 4, line: expect.stringMatching(/^coterie: STORE_IO: /) as string })
})

it('errors are JSON where the result would be', async () => {
  const usage = JSON.parse((await failure('demoo', '--json')).line) as unknown
  const message = "unknown command 'demoo' (Did you mean demo?); see coterie --help"
  expect(usage).toEqual({ error: { code: 'USAGE', message, exitCode: 2 } })
  const missing = JSON.parse(
    (await failure('groups', '--json', '--data-path', await temporaryFolder())).line,
  ) as unknown
  expect(missing).toMatchObject({ error: { code: 'NOT_FOUND', exitCode: 3 } })
})

it('stacks are shown with COTERIE_DEBUG=1 only', async () => {
  const words = ['groups', '--data-path', await temporaryFolder()]
  const [debug, other] = [capturedTerminal(), capturedTerminal()]
  expect(await runCommandLine(words, debug, { COTERIE_DEBUG: '1' })).toBe(3)
  expect(debug.stderr()).toMatch(/\n +at .*openNetwork/)
  expect(await runCommandLine(words, other, { COTERIE_DEBUG: '0' })).toBe(3)
  expect(other.stderr()).not.toContain('openNetwork')
})

it('help names every command, option and exit code', async () => {
  const help = await success('--help')
  expect(help).toBe(await success('help'))
  for (const command of ['node', 'demo', 'groups', 'inspect', 'methods']) {
    expect(help).toContain(`  ${command} `)
    expect(await success(command, '--help')).toBe(await success('help', command))
  }
  for (const { code, meaning } of Object.values(exitCodes)) expect(help).toContain(`  ${code}  ${meaning}`)
  expect(await success('inspect', '--help')).toMatch(/--data-path[^]*--node[^]*--limit[^]*--json/)
})
