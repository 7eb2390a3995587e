import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
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

  it('does nothing without a program', () => {
    const ahead = new SignaturesAhead(undefined)
    for (let n = 0; n < 1000; n++) ahead.ask(String(n), new Uint8Array(32), new Uint8Array(64), 0)
    expect(ahead.answer('999')).toBeUndefined()
  })
})
