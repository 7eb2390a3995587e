import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { isApiGroup } from '../../src/rpc/apiGroups.ts'
import { REFERENCE_MARKERS, fidelityMeanings, methodReference, methodRows } from '../../src/rpc/methodReference.ts'
import { methods } from '../../src/rpc/methods.ts'

const page = await readFile(new URL('../../src/rpc/README.md', import.meta.url), 'utf8')

it('the table has a row and a handler for every method', () => {
  const rows = methodRows()
  expect(rows.map(({ name }) => name).sort()).toEqual([...methods.keys()].sort())
  for (const [name, { handler, group, fidelity, result }] of methods) {
    expect(handler, name).toBeTypeOf('function')
    expect(group === undefined || isApiGroup(group), name).toBe(true)
    expect(Object.keys(fidelityMeanings), name).toContain(fidelity)
    expect(result, name).not.toBe('')
  }
})

it('the page has the table as it is; npm run reference writes it', () => {
  const { begin, end } = REFERENCE_MARKERS
  const written = page.slice(page.indexOf(begin) + begin.length, page.indexOf(end)).trim()
  expect(written === methodReference(), 'src/rpc/README.md is stale: npm run build && npm run reference').toBe(true)
})

it('the page explains how near methods are to Besu', () => {
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  for (const [word, meaning] of Object.entries(fidelityMeanings)) {
    expect(rows).toContainEqual(['', `\`${word}\``, meaning, ''])
  }
})
