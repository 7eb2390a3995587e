import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findStateTests } from './readStateTests.ts'
import { runStateTests } from './runStateTests.ts'

const folder = fileURLToPath(new URL('../recordings/state-tests/', import.meta.url))
const command = fileURLToPath(new URL('stateTests.mjs', import.meta.url))

describe('official state tests pass on the fast engine', () => {
  it.each(findStateTests(folder).map((file) => [file.slice(folder.length), file]))('%s', (_, file) => {
    const { passed, failures, notApplicable } = runStateTests(file)
    expect(failures).toEqual([])
    expect(passed).toBeGreaterThan(0)
    expect(notApplicable.size).toBe(0)
  })
})

describe('npm run state-tests', () => {
  const tests = gunzipSync(readFileSync(join(folder, 'stChainId.json.gz'))).toString('utf8')

  function run(text: string): { status: number | null; out: string } {
    const dir = mkdtempSync(join(tmpdir(), 'coterie-state-tests-'))
    try {
      writeFileSync(join(dir, 'one.json'), text)
      const { status, stdout } = spawnSync(process.execPath, [command, dir], { encoding: 'utf8' })
      return { status, out: stdout }
    } finally {
      rmSync(dir, { recursive: true })
    }
  }

  it('counts what has passed', () => {
    expect(run(tests)).toEqual({ status: 0, out: '2 passed, 0 failed, 0 not applicable\n' })
  })

  it('tells root and test of a failure', () => {
    const { status, out } = run(tests.replace(/"hash": ?"0x.{8}/, '"hash":"0x01234567'))
    expect(out).toMatch(
      /one\.json: 1 passed, 1 failed\n {2}chainId\w*, Cancun, .*: root: expected 0x01234567.*, found 0x/,
    )
    expect(out).toMatch(/\n1 passed, 1 failed, 0 not applicable\n$/)
    expect(status).toBe(1)
  })

  it('names forks that it does not run', () => {
    expect(run(tests.replaceAll('"Cancun"', '"Frontier"'))).toEqual({
      status: 0,
      out: '0 passed, 0 failed, 2 not applicable (2 fork Frontier)\n',
    })
  })
})
