import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { differenceLines } from './resultTable.ts'
import { runFile } from './runFile.ts'

const folder = fileURLToPath(new URL('../recordings/flows/', import.meta.url))

/** Scenario ids of a flow, for the test's name. */
function scenariosOf(file: string): string {
  const { spec } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { readonly spec?: readonly string[] }
  return (spec ?? []).join(', ')
}

describe('every node records what it recorded in Besu, and submissions give the same payloads', () => {
  const files = readdirSync(folder).map((name) => {
    const file = `${folder}${name}`
    return [name.replace('.json.gz', ''), scenariosOf(file), file] as const
  })
  it.each(files)('%s (%s)', async (_name, _scenarios, file) => {
    const result = await runFile(file)
    expect(differenceLines(result, 5)).toEqual([])
    expect(result.cases).toHaveLength(1)
  })
})
