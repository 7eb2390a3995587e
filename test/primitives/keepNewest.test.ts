import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keepNewest } from '../../src/primitives/keepNewest.ts'

it('keeps so many entries, those put in last', () => {
  const step = fc.record({ key: fc.nat(9), deletes: fc.boolean(), clears: fc.integer({ min: 0, max: 29 }) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 80 }), (limit, steps) => {
      const map = new Map<number, number>()
      let expected: [key: number, value: number][] = []
      for (const [value, { key, deletes, clears }] of steps.entries()) {
        expected = expected.filter(([other]) => other !== key && clears > 0)
        if (clears === 0) map.clear()
        if (deletes) map.delete(key)
        else {
          expected = [...expected, [key, value] as [number, number]].slice(-limit)
          keepNewest(map, key, value, limit)
        }
        expect([...map]).toEqual(expected)
      }
    }),
  )
})

it('does not slow down with what has been deleted', () => {
  const map = new Map<number, number>()
  for (let key = 0; key < 1_000_000; key++) keepNewest(map, key, key, 200_000)
  expect([map.size, map.keys().next().value]).toEqual([200_000, 800_000])
})
