import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { differenceLines } from './resultTable.ts'
import { runFile } from './runFile.ts'

const folder = fileURLToPath(new URL('../recordings/rpc/', import.meta.url))
const flows = fileURLToPath(new URL('../recordings/flows/', import.meta.url))

describe('every node answers JSON-RPC requests as Besu did, to the order of the keys', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const result = await runFile(`${folder}${name}`, flows)
    expect(differenceLines(result, 5)).toEqual([])
    expect(result.cases[0]?.methods.total.requests).toBeGreaterThan(100)
  })
})
