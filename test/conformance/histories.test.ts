import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { differenceLines } from './resultTable.ts'
import { runFile } from './runFile.ts'

const folder = fileURLToPath(new URL('../../bench/recordings/', import.meta.url))

describe('long histories of a token end as they did in Besu, for the newcomer, too', () => {
  it.each(['erc20-1k', 'erc20-1k-100pb', 'erc20-1k-gap'])('%s', { timeout: 300_000 }, async (name) => {
    const result = await runFile(`${folder}${name}.json.gz`)
    expect(differenceLines(result, 5)).toEqual([])
    expect(result.cases.map(({ family }) => family)).toEqual(['bench'])
  })
})
