import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ENGINE_NAMES } from '../../src/execution/createEngine.ts'
import { differenceLines } from './resultTable.ts'
import { runFile } from './runFile.ts'

const folder = fileURLToPath(new URL('../recordings/evm/', import.meta.url))

describe.each(ENGINE_NAMES)('program cases end as they did in Besu: %s engine', (engine) => {
  it.each(readdirSync(folder))('%s', { timeout: 300_000 }, async (name) => {
    const result = await runFile(`${folder}${name}`, undefined, engine)
    expect(differenceLines(result, 5)).toEqual([])
    expect(result.cases.length).toBeGreaterThan(200)
  })
})
