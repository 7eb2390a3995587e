import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { SignaturesAhead } from '../../../src/crypto/ahead/SignaturesAhead.ts'

/** Resolves when the process has ended, so its thread does not keep it. */
async function recoverWith(thread: 'ours' | 'ending' | 'missing'): Promise<unknown> {
  const program = fileURLToPath(new URL('./recoverAhead.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program, thread])
  return JSON.parse(stdout)
}

describe('SignaturesAhead', () => {
  it('lets a thread recover keys', { timeout: 60_000 }, async () => {
    expect(await recoverWith('ours')).toEqual({ answered: availableParallelism() > 1, right: true })
  })

  it.each(['ending', 'missing'] as const)('does without a thread that is %s', { timeout: 60_000 }, async (thread) => {
    expect(await recoverWith(thread)).toEqual({ answered: false, right: true })
  })

  it.each([new URL('file:///nowhere/worker.js'), new URL('data:text/javascript,throw new Error("it ends")')])(
    'starts no other thread once one has failed: %s',
    async (program) => {
      const exits: Promise<number>[] = []
      const note = (thread: Worker): void => void exits.push(new Promise((resolve) => thread.on('exit', resolve)))
      process.on('worker', note)
      const ahead = new SignaturesAhead(program)
      for (let round = 0; round < 3; round++) {
        for (let n = 0; n < 200; n++) ahead.ask(`${round}-${n}`, new Uint8Array(32), new Uint8Array(64), 0)
        // Whoever makes a thread is told so in the next turn.
        await new Promise(setImmediate)
        await Promise.all(exits)
        expect(ahead.answer(`${round}-199`)).toBeUndefined()
      }
      process.off('worker', note)
      expect(exits.length).toBe(availableParallelism() > 1 ? 1 : 0)
    },
  )

  it('does nothing without a program', () => {
    const ahead = new SignaturesAhead(undefined)
    for (let n = 0; n < 1000; n++) ahead.ask(String(n), new Uint8Array(32), new Uint8Array(64), 0)
    expect(ahead.answer('999')).toBeUndefined()
  })
})
