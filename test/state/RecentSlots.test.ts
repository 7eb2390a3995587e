import { describe, expect, it } from 'vitest'
import { RecentSlots } from '../../src/state/RecentSlots.ts'
import { address, slot, value } from './stores.ts'

describe('RecentSlots', () => {
  it('holds the latest values, of each account its own', () => {
    const slots = new RecentSlots(10)
    slots.set(address(1), slot(1), value(1))
    slots.set(address(2), slot(1), value(2))
    slots.set(address(1), slot(1), value(3))
    expect(slots.get(address(1), slot(1))).toEqual(value(3))
    expect(slots.get(address(2), slot(1))).toEqual(value(2))
    expect(slots.get(address(2), slot(2))).toBeUndefined()
    expect(slots.size).toBe(2)
  })

  it('forgets what has not been used for a generation', () => {
    const slots = new RecentSlots(4)
    slots.set(address(1), slot(0), value(9))
    for (let n = 1; n < 50; n++) {
      slots.set(address(n % 3), slot(n), value(n))
      expect(slots.get(address(1), slot(0))).toEqual(value(9))
      expect(slots.size).toBeLessThanOrEqual(9)
    }
    expect(slots.get(address(1), slot(1))).toBeUndefined()
  })

  it('forgets an account at once, in both generations', () => {
    const slots = new RecentSlots(2)
    for (let n = 0; n < 5; n++) slots.set(address(1), slot(n), value(1))
    slots.set(address(2), slot(4), value(2))
    slots.forget(address(1))
    expect(slots.size).toBe(1)
    for (let n = 0; n < 5; n++) expect(slots.get(address(1), slot(n))).toBeUndefined()
    expect(slots.get(address(2), slot(4))).toEqual(value(2))
  })
})
