import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const command = fileURLToPath(new URL('conformance.mjs', import.meta.url))
const recordings = fileURLToPath(new URL('../recordings/', import.meta.url))
const flow = gunzipSync(readFileSync(join(recordings, 'flows/a02-create-two.json.gz'))).toString('utf8')
const programs = gunzipSync(readFileSync(join(recordings, 'evm/berlin.jsonl.gz')))
  .toString('utf8')
  .split('\n')
  .slice(0, 3)
const answers = gunzipSync(readFileSync(join(recordings, 'rpc/a01-create-one.jsonl.gz')))
  .toString('utf8')
  .split('\n')
  .filter((line) => /"method":"(priv_foo|priv_getPrivacyPrecompileAddress)"/.test(line))

function conformance(...args: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

describe('npm run conformance', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coterie-conformance-'))
    mkdirSync(join(folder, 'good'))
    writeFileSync(join(folder, 'good/flow.json'), flow)
    writeFileSync(join(folder, 'good/programs.jsonl.gz'), gzipSync(programs.join('\n')))
    writeFileSync(join(folder, 'altered.json'), flow.replace('"locked":false', '"locked":true'))
    writeFileSync(join(folder, 'unknown.json'), flow.replace('"format"', '"news":1,"format"'))
    writeFileSync(join(folder, 'kind.json'), flow.replace('"kind":"envelope"', '"kind":"letter"'))
    writeFileSync(join(folder, 'program.jsonl'), (programs[0] ?? '').replace('"status":1', '"status":2'))
    mkdirSync(join(folder, 'rpc/altered'), { recursive: true })
    writeFileSync(join(folder, 'rpc/a01-create-one.jsonl.gz'), gzipSync(answers.join('\n')))
    writeFileSync(join(folder, 'rpc/altered/a01-create-one.jsonl'), answers.join('\n').replaceAll('-32601', '-32604'))
    writeFileSync(join(folder, 'rpc/unheard-of.jsonl'), answers.join('\n'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('runs the recordings of a folder, whatever their form, and tells a table and a closing line', () => {
    const { status, out } = conformance(join(folder, 'good'))
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/)[0]),
    ).toEqual(['family', 'a', 'evm berlin', 'all', '4 passed, 0 failed'])
    expect(status).toBe(0)
  })

  it('tells file, delivery, node, field, expected and found of a difference, and fails', () => {
    const { status, out } = conformance(join(folder, 'altered.json'))
    expect(out).toMatch(
      /altered\.json \(a02-create-two\): delivery 2, \w+, groups\.\S+\.locked: expected true, found false\n/,
    )
    expect(out.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('runs on the engine that is asked for, or on each', () => {
    const file = join(folder, 'good/programs.jsonl.gz')
    expect(conformance('--engine', 'fast', file).out).toMatch(/\nevm berlin +1 +3 .*\n3 passed, 0 failed\n$/s)
    const { status, out } = conformance('--engine', 'both', file)
    expect(out).toMatch(/\nevm berlin, reference +1 +3 .*\nevm berlin, fast +1 +3 .*\n6 passed, 0 failed\n$/s)
    expect(status).toBe(0)
  })

  it('compares JSON-RPC answers with those of the flow of the same name', () => {
    const { status, out } = conformance(join(folder, 'rpc/a01-create-one.jsonl.gz'))
    expect(out).toMatch(/rpc a +1 +1 .*\n.*\n1 passed, 0 failed\n$/)
    expect(status).toBe(0)
  })

  it('tells line, request, expected and found of another JSON-RPC answer', () => {
    const { status, out } = conformance(join(folder, 'rpc/altered/a01-create-one.jsonl'))
    expect(out).toMatch(/delivery \d+, alice, line \d+, \{.*"priv_foo".*\}: expected \{.*-32604.*, found \{.*-32601/)
    expect(status).toBe(1)
  })

  it('counts JSON-RPC answers by method', () => {
    const { status, out } = conformance('--by-method', join(folder, 'rpc/altered/a01-create-one.jsonl'))
    expect(out).toMatch(/\nmethod +equal +differing\n/)
    expect(out).toMatch(/\npriv_foo +0 +[1-9]\d*\n/)
    expect(out).toMatch(/\npriv_getPrivacyPrecompileAddress +[1-9]\d* +0\n/)
    expect(status).toBe(1)
  })

  it('says so when the flow of JSON-RPC answers is missing', () => {
    const { status, out } = conformance(join(folder, 'rpc/unheard-of.jsonl'))
    expect(out).toContain('the flow unheard-of (.json.gz or .json) of these answers is missing')
    expect(status).toBe(1)
  })

  it('tells block and program of a difference in a program case', () => {
    const { status, out } = conformance(join(folder, 'program.jsonl'))
    expect(out).toMatch(/delivery 1, \S+\.txs\[0\]\.status: expected 2, found 1\n/)
    expect(status).toBe(1)
  })

  it.each([
    ['unknown.json', 'flow.news is a field that this runner does not know'],
    ['kind.json', 'flow.payloads[0].kind must be one of envelope, blob, crafted, not "letter"'],
  ])('refuses what it does not know: %s', (file, problem) => {
    const { status, out } = conformance(join(folder, file))
    expect(out).toContain(problem)
    expect(out.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('tells the same as JSON', () => {
    const { status, out } = conformance('--json', join(folder, 'altered.json'), join(folder, 'good'))
    expect(JSON.parse(out)).toMatchObject({
      passed: 4,
      failed: 1,
      families: [
        { family: 'a', files: 2, cases: 2, failed: 1 },
        { family: 'evm berlin', files: 1, cases: 3, failed: 0 },
      ],
      differing: [{ name: 'a02-create-two', differences: [{ delivery: 2, expected: 'true', found: 'false' }] }],
    })
    expect(status).toBe(1)
  })

  it.each([
    [['nowhere'], 'there is no nowhere'],
    [['--jason'], 'there is no option --jason'],
    [['--engine', 'quick'], '--engine must be reference, fast, both, not "quick"'],
  ])('complains about %s', (args, text) => {
    const { status, err } = conformance(...args)
    expect(err).toContain(text)
    expect(status).toBe(1)
  })
})
