import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { endingWithUs } from '../processes/leavingNothing.ts'

/** Milliseconds from starting the program to its ready line, and to its first answered request. */
export interface StartTimes {
  readonly ready: number
  readonly answered: number
}

/** Starts the built program with free ports, asks it one thing over HTTP, and ends it. @param root folder of the checkout. */
export async function measureStart(root: string, preset: string): Promise<StartTimes> {
  const program = join(root, 'dist', 'cli', 'main.js')
  const started = performance.now()
  const args = [
    program,
    '--json',
    '--logging',
    'WARN',
    '--preset',
    preset,
    '--rpc-http-port',
    '0',
    '--rpc-ws-port',
    '0',
  ]
  const child = endingWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true }))
  const exited = new Promise((resolve) => child.once('exit', resolve))
  try {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve)
      child.once('exit', (code) => reject(new Error(`the program has ended with ${code}`)))
    })
    const ready = performance.now() - started
    const { nodes } = JSON.parse(line) as { readonly nodes: readonly { readonly url: string | null }[] }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'priv_getPrivacyPrecompileAddress', params: [] })
    const response = await fetch(nodes[0]?.url ?? '', { method: 'POST', body })
    if (!(await response.text()).includes('"result"')) throw new Error('not a result')
    return { ready, answered: performance.now() - started }
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}
