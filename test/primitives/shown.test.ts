import { expect, it } from 'vitest'
import { isObject, shown } from '../../src/primitives/shown.ts'

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [1.5, '1.5'],
  [5n, '5n'],
  ['two\nlines', '"two\\nlines"'],
  ['x'.repeat(100), `"${'x'.repeat(100)}"`],
  ['x'.repeat(101), `"${'x'.repeat(100)}…"`],
  [10n ** 200n, `1${'0'.repeat(99)}…`],
  [[1, 2], 'a list'],
  [new Uint8Array(3), 'an array of 3 bytes'],
  [{ privateKey: '0x11' }, 'an object'],
  [Object.create(null), 'an object'],
  [Symbol('s'), 'a symbol'],
  [() => 1, 'a function'],
])('shows a value in a line, and of an object nothing: %#', (value: unknown, text) => {
  expect(shown(value)).toBe(text)
  expect(isObject(value)).toBe(text === 'an object' || text.startsWith('an array'))
})
