import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { storageHeavy } from '../fixtures/contracts.ts'

/** What a child process is to do; see `fixtures/killChild.mjs`. */
export interface ChildTask {
  readonly dist: string
  readonly dataPath: string
  readonly story: 'life' | 'history' | 'newcomer'
}

/** When a child process is killed: by itself at a promise, or by us some milliseconds after a line of its output. */
export type KillPlan = { readonly promises: number } | { readonly line: number; readonly milliseconds: number }

/** What became of a child process. */
export interface ChildRun {
  readonly killed: boolean
  readonly lines: readonly string[]
}

const script = fileURLToPath(new URL('fixtures/killChild.mjs', import.meta.url))

/** Runs a story until it ends or the plan's moment has come, whichever is first. @throws when it fails. */
export async function runChild(task: ChildTask, plan: KillPlan): Promise<ChildRun> {
  const promises = 'promises' in plan ? { promises: plan.promises } : {}
  const argument = JSON.stringify({ ...task, ...promises, contract: storageHeavy.creation })
  const child = spawn(process.execPath, [script, argument], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  const complaints = text(child.stderr)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (!('line' in plan) || lines.length !== plan.line) continue
    if (plan.milliseconds === 0) child.kill('SIGKILL')
    else setTimeout(() => child.kill('SIGKILL'), plan.milliseconds)
  }
  const [code, signal] = await exited
  if (signal === 'SIGKILL') return { killed: true, lines }
  if (code === 0) return { killed: false, lines }
  throw new Error(`the child failed with ${code ?? signal}:\n${await complaints}`)
}

/** Numbers from 0 to below 1 that depend on the seed only. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
