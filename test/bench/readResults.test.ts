import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compareResults } from '../../src/bench/results/compareResults.ts'
import { parseResults, readResults } from '../../src/bench/results/readResults.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { sampleCosts, sampleResults, sampleRun } from './sampleResults.ts'

const lines = sampleResults(
  sampleRun('fast', 50),
  sampleRun('fast', 40, { repeat: 2, storedBytes: -5, threadBlocks: 3 }),
  sampleCosts('fast', { evm: 0.75, trie: 0.25 }),
  { ...sampleRun('peer', 1), kind: 'skipped', reason: 'not installed' },
  { ...sampleRun('other', 1), kind: 'failed', reason: 'REPLAY_ROOT_MISMATCH: no' },
)
const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')

it('files that name neither joiners nor replay threads are compared with those that have the default', () => {
  const recent = sampleResults(sampleRun('fast', 50))
  const text = recent
    .map((line) => JSON.stringify(line))
    .join('\n')
    .replace(',"replayThreads":null', '')
    .replace(',"joiners":1', '')
  expect(text).not.toMatch(/replayThreads|joiners/)
  expect(parseResults(text)).toEqual(recent)
  expect(compareResults(parseResults(text), recent).rows).toHaveLength(1)
})

it('results that were written are read again', async () => {
  const file = join(await temporaryFolder(), 'out.jsonl')
  await writeFile(file, text)
  expect(await readResults(file)).toEqual(lines)
})

it('what holds no results is refused', async () => {
  await expect(readResults('/nowhere/at/all.jsonl')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const text of ['', 'text', '{"kind":"run"}', '{"kind":"environment","format":"coterie-bench/1"}', '{}']) {
    expect(() => parseResults(text), text).toThrow(expect.objectContaining({ code: 'DECODE_FAILED' }) as Error)
  }
})

it('a damaged line is refused with the path and its number', async () => {
  const file = join(await temporaryFolder(), 'out.jsonl')
  const run = JSON.stringify(sampleRun('fast', 50))
  const cases: readonly (readonly [line: string, problem: string])[] = [
    ['{"kind":"run"}', '"history" must be a text, not missing'],
    ['{"kind":"toString"}', 'it is of no known kind: "toString"'],
    ['[]', 'it must be an object, not []'],
    ['null', 'it must be an object, not null'],
    ['{"kind":"ru', 'it is no JSON'],
    ['{"kind":"environment","format":"coterie-bench/1","environment":{}}', '"format" must be one of coterie-bench/2'],
    [run.replace('"seconds":0.05', '"seconds":"abc"'), '"seconds" must be a number above 0, not "abc"'],
    [run.replace('"seconds":0.05', '"seconds":0'), '"seconds" must be a number above 0, not 0'],
    [run.replace('"seconds":0.05', '"seconds":null'), '"seconds" must be a number above 0, not null'],
    [run.replace('"transactions":1000', '"transactions":0'), '"transactions" must be a whole number from 1 on, not 0'],
    [run.replace('"gap":0', '"gap":"none"'), '"parameters.gap" must be a whole number from 0 on, not "none"'],
    [run.replace('"senders":"fresh"', '"senders":"old"'), '"senders" must be one of fresh, known, not "old"'],
    [run.replace('"storedBytes":null', '"storedBytes":"1"'), '"storedBytes" must be a number, or null, not "1"'],
    [run.replace(/"roots":\[[^\]]*\]/, '"roots":[]'), '"roots" must be a list of texts, not []'],
    [run.replace('"parts":{', '"parts":{"x":1,'), '"parts" must be an object of texts, not {"x":1'],
  ]
  for (const [line, problem] of cases) {
    // An empty line counts, too.
    await writeFile(file, `${text}\n${line}\n`)
    const message = expect.stringContaining(`${file}, line ${lines.length + 2}: ${problem}`) as string
    await expect(readResults(file), line).rejects.toMatchObject({ code: 'DECODE_FAILED', message })
  }
})

it('a last line that was not written to its end is left out with a notice', async () => {
  const file = join(await temporaryFolder(), 'out.jsonl')
  const notices: string[] = []
  const notice = (told: string): void => void notices.push(told)
  await writeFile(file, text.slice(0, -20))
  expect(await readResults(file, { notice })).toEqual(lines.slice(0, -1))
  expect(notices).toEqual([`${file}, line ${lines.length}, was left out: it was not written to its end`])
  // Without a newline at its end, a line may be whole all the same.
  expect(parseResults(text.trimEnd(), { notice })).toEqual(lines)
  expect(notices).toHaveLength(1)
  expect(() => parseResults(text.slice(0, 20))).toThrow('line 1: it is no JSON')
})

it('a byte order mark and line ends of Windows do no harm', () => {
  expect(parseResults(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(lines)
})
