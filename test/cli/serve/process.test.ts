import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import type { NetworkInfo } from '../../../src/cli/serve/NetworkInfo.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { builtDist } from '../../support/builtDist.ts'
import { ask } from '../serving.ts'

let main = ''

beforeAll(async () => {
  const dist = await builtDist()
  main = join(dist, 'cli', 'main.js')
  // The program reads its version from where the package has it.
  await copyFile(fileURLToPath(new URL('../../../package.json', import.meta.url)), join(dist, '..', 'package.json'))
})

interface Program {
  readonly child: ChildProcess
  /** The first line of standard output. */
  readonly ready: Promise<string>
  readonly ended: Promise<{ code: number | null; signal: string | null; stderr: string }>
}

function start(...words: readonly string[]): Program {
  const environment = { ...process.env, COTERIE_DEBUG: '', NODE_OPTIONS: '' }
  const child = spawn(process.execPath, [main, ...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const ready = new Promise<string>((resolve, reject) => {
    child.on('close', (code) => reject(new Error(`ended with ${code} before it was ready: ${stderr}`)))
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString()
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')))
    })
  })
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stderr }))
  })
  // Tests that do not wait for it need not fail because of it.
  ready.catch(() => undefined)
  return { child, ready, ended }
}

it('prints one line when it serves, and ends by itself after SIGTERM', async () => {
  const dataPath = await temporaryFolder()
  const { child, ready, ended } = start('--json', '--port', '0', '--data-path', dataPath)
  const info = JSON.parse(await ready) as NetworkInfo
  expect(info.pid).toBe(child.pid)
  expect(await ask(info.nodes[3]?.url, 'eth_chainId')).toEqual({ jsonrpc: '2.0', id: 1, result: '0x539' })
  child.kill('SIGTERM')
  const { code, stderr } = await ended
  expect(code).toBe(0)
  expect(stderr).toMatch(/"msg":"stopping"/)
})

it('without servers it lives until SIGINT', async () => {
  const { child, ready, ended } = start('--preset', 'none', '--logging', 'off')
  expect(await ready).toMatch(/^Coterie [0-9.]+: one Besu node in one process, preset none, chain id 1337$/)
  child.kill('SIGINT')
  expect(await ended).toEqual({
    code: 0,
    signal: null,
    stderr: 'coterie: stopping; press Ctrl-C again to end it at once\n',
  })
})

it('ends with one line when it cannot start', async () => {
  const { child, ended } = start('--preset', 'none', '--privacy-enabled', '--json')
  const { code, stderr } = await ended
  expect(child.exitCode).toBe(code)
  expect(code).toBe(2)
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'USAGE', exitCode: 2 } })
})
