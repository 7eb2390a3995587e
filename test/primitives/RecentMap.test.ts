import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecentMap } from '../../src/primitives/RecentMap.ts'

describe('RecentMap', () => {
  it('forgets only what has not been used for a generation', () => {
    const map = new RecentMap<string, number>(2)
    map.set('often', 1)
    for (let n = 0; n < 20; n++) {
      map.set(`once ${n}`, n)
      expect(map.get('often')).toBe(1)
    }
    expect(map.get('once 0')).toBeUndefined()
    expect(map.get('once 19')).toBe(19)
  })

  it('has forgotten everything when it has been cleared', () => {
    const map = new RecentMap<string, number>(2)
    const keys = ['a', 'b', 'c', 'd']
    keys.forEach((key, n) => map.set(key, n))
    map.clear()
    expect(map.size).toBe(0)
    expect(keys.map((key) => map.get(key))).toEqual(keys.map(() => undefined))
  })

  it('never answers with an old value and never holds more than two generations and one entry', () => {
    const step = fc.record({ key: fc.nat(12), value: fc.option(fc.nat(), { nil: undefined }) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), (capacity, steps) => {
        const map = new RecentMap<number, number>(capacity)
        const latest = new Map<number, number>()
        for (const { key, value } of steps) {
          if (value === undefined) expect([undefined, latest.get(key)]).toContain(map.get(key))
          else {
            map.set(key, value)
            latest.set(key, value)
            expect(map.get(key)).toBe(value)
          }
          expect(map.size).toBeLessThanOrEqual(2 * capacity + 1)
        }
      }),
    )
  })
})
