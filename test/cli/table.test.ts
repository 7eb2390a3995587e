import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shortHash, table } from '../../src/cli/table.ts'

it('aligns columns and leaves no spaces at the end of a line', () => {
  const rows = [
    ['node', 'block', 'root'],
    ['alice', '9', '0x1'],
    ['al', '1000', ''],
  ]
  expect(table(rows, ['left', 'right'])).toEqual(['node   block  root', 'alice      9  0x1', 'al      1000'])
})

it('has a line for each row, and every cell begins where its column begins', () => {
  const cell = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text)
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(rows, (cells) => {
      const lines = table(cells)
      const start = Math.max(...cells.map(([first]) => first.length)) + 2
      expect(lines).toHaveLength(cells.length)
      expect(lines.map((line) => line.slice(start))).toEqual(cells.map(([, second]) => second))
    }),
  )
})

it('shortens a hash to its first and last digits and leaves short text', () => {
  expect(shortHash(`0xabcdef${'0'.repeat(54)}1234`)).toBe('0xabcdef…1234')
  expect(shortHash('0x1234')).toBe('0x1234')
})
