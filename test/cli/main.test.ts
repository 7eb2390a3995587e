import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { builtDist } from '../support/builtDist.ts'
import { storedNetwork } from './storedNetwork.ts'

const packageJson = fileURLToPath(new URL('../../package.json', import.meta.url))

let main = ''

beforeAll(async () => {
  const dist = await builtDist()
  main = join(dist, 'cli', 'main.js')
  // The program reads its version from where the package has it.
  await copyFile(packageJson, join(dist, '..', 'package.json'))
})

interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program in a process of its own. */
function coterie(words: readonly string[], nodeOptions: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, COTERIE_DEBUG: '', NODE_OPTIONS: '' }
    execFile(process.execPath, [...nodeOptions, main, ...words], { env: environment }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr })
      else reject(error ?? new Error('no exit code'))
    })
  })
}

/** A module hook that names every module on standard error as it is loaded. */
const TRACE = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module'
  register('data:text/javascript,' + encodeURIComponent(\`
    import { writeSync } from 'node:fs'
    export async function load(url, context, next) {
      writeSync(2, 'loaded ' + url + '\\\\n')
      return next(url, context)
    }
  \`))
`)}`

async function loadedBy(...words: readonly string[]): Promise<string[]> {
  const { stderr } = await coterie(words, ['--import', TRACE])
  return stderr.split('\n').filter((line) => line.startsWith('loaded file:'))
}

it('demo ends by itself with equal roots', async () => {
  const { exitCode, stdout, stderr } = await coterie(['demo'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toContain('All three private state roots are equal.')
  expect(stdout).not.toContain('\u001b')
})

it('what demo keeps in a data path, groups and inspect find there', async () => {
  const dataPath = join(await temporaryFolder(), 'new', 'folder')
  const demo = await coterie(['demo', '--data-path', dataPath, '--json'])
  const { group, nodes } = JSON.parse(demo.stdout) as { group: string; nodes: { name: string; root: string }[] }
  const groups = await coterie(['groups', '--data-path', dataPath, '--json'])
  const roots = Object.fromEntries(nodes.map(({ name, root }) => [name, root]))
  expect(JSON.parse(groups.stdout)).toMatchObject({ block: 9, groups: [{ id: group, roots, agree: true }] })
  const inspect = await coterie(['inspect', group.slice(0, 6), '--data-path', dataPath])
  expect(inspect).toMatchObject({ exitCode: 0, stderr: '' })
  expect(inspect.stdout).toContain('the histories of its members agree')
  for (const { name, root } of nodes)
    expect(inspect.stdout).toMatch(new RegExp(`${name} \\(block 9\\): member[^]*${root}`))
})

it('a data path that another process uses is one line and exit code 4', async () => {
  const dataPath = await temporaryFolder()
  await using _network = await createNetwork({ nodes: ['alice'], dataPath })
  const { exitCode, stdout, stderr } = await coterie(['groups', '--data-path', dataPath])
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' })
  expect(stderr).toMatch(/^coterie: STORE_LOCKED: [^\n]*\n$/)
})

it.each([[], ['--json']])('output that cannot be written is one line (%s)', async (...json) => {
  // Nobody can write through a handle for reading.
  const handle = await open(packageJson, 'r')
  const child = spawn(process.execPath, [main, 'methods', ...json], { stdio: ['ignore', handle.fd, 'pipe'] })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [exitCode] = (await once(child, 'close')) as [number]
  await handle.close()
  expect(exitCode).toBe(1)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toContain('the output cannot be written')
})

it('a node goes on when nobody reads what it logs', async () => {
  const words = [main, 'node', '--preset', 'solo', '--port', '0', '--json', '--logging', 'TRACE']
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stderr.destroy()
  const [started] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const { nodes } = JSON.parse(started) as { nodes: { url: string }[] }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'evm_mine', params: [] })
  for (let block = 0; block < 3; block++) {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(nodes[0]?.url ?? '', { method: 'POST', body, headers })
    expect(await answer.json()).toMatchObject({ result: '0x0' })
  }
  child.kill('SIGTERM')
  expect(await once(child, 'close')).toEqual([0, null])
})

it('a typing error is one line and exit code 2', async () => {
  const { exitCode, stderr } = await coterie(['inspct', 'x'])
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: "coterie: USAGE: unknown command 'inspct' (Did you mean inspect?); see coterie --help\n",
  })
})

it('prints the version of the package', async () => {
  const { version } = createRequire(import.meta.url)(packageJson) as { version: string }
  expect(await coterie(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
})

it('loads the network for commands, and not for help and version', async () => {
  const heavy = /\/(network|node|chain|execution|state|storage)\/|@ethereumjs|\/level\//
  const { dataPath } = await storedNetwork()
  const help = [
    ...(await loadedBy('--help')),
    ...(await loadedBy('inspect', '--help')),
    ...(await loadedBy('--version')),
  ]
  expect(help.some((line) => line.endsWith('/cli/main.js'))).toBe(true)
  expect(help.filter((line) => heavy.test(line))).toEqual([])
  expect((await loadedBy('groups', '--data-path', dataPath)).some((line) => heavy.test(line))).toBe(true)
})
