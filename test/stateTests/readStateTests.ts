import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { StateTest } from './stateTest.ts'

/** All files with state tests (`.json`, `.json.gz`) that paths name: files, or folders at any depth. */
export function findStateTests(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
  return names.filter((name) => /\.json(\.gz)?$/.test(name)).map((name) => join(path, name))
}

/** The tests of a file by name; other things in it are left out. */
export function readStateTests(file: string): [name: string, test: StateTest][] {
  const content = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8')
  const tests = Object.entries(JSON.parse(text) as Record<string, Partial<StateTest>>)
  return tests.filter((entry): entry is [string, StateTest] => isStateTest(entry[1]))
}

function isStateTest(test: Partial<StateTest>): test is StateTest {
  return test.env !== undefined && test.pre !== undefined && test.transaction !== undefined && test.post !== undefined
}
