import { describe, expect, it } from 'vitest'
import { type KnownSlot, RecentSlots } from '../../src/state/RecentSlots.ts'
import { address, slot, value } from './stores.ts'

const known = (of: Uint8Array): KnownSlot => ({ key: new Uint8Array(32), value: of })

describe('RecentSlots', () => {
  it('holds the latest values, of each account its own', () => {
    const slots = new RecentSlots(10)
    slots.add(address(1), slot(1), known(value(1)))
    slots.add(address(2), slot(1), known(value(2)))
    slots.add(address(1), slot(1), known(value(3)))
    expect(slots.get(address(1), slot(1))?.value).toEqual(value(3))
    expect(slots.get(address(2), slot(1))?.value).toEqual(value(2))
    expect(slots.get(address(2), slot(2))).toBeUndefined()
    expect(slots.size).toBe(2)
  })

  it('forgets what has not been used for a generation', () => {
    const slots = new RecentSlots(4)
    slots.add(address(1), slot(0), known(value(9)))
    for (let n = 1; n < 50; n++) {
      slots.add(address(n % 3), slot(n), known(value(n)))
      expect(slots.get(address(1), slot(0))?.value).toEqual(value(9))
      expect(slots.size).toBeLessThanOrEqual(9)
    }
    expect(slots.get(address(1), slot(1))).toBeUndefined()
  })

  it('forgets an account at once, in both generations', () => {
    const slots = new RecentSlots(2)
    for (let n = 0; n < 5; n++) slots.add(address(1), slot(n), known(value(1)))
    slots.add(address(2), slot(4), known(value(2)))
    slots.forget(address(1))
    expect(slots.size).toBe(1)
    for (let n = 0; n < 5; n++) expect(slots.get(address(1), slot(n))).toBeUndefined()
    expect(slots.get(address(2), slot(4))?.value).toEqual(value(2))
  })

  it('gives the slot itself, so that its value can be changed', () => {
    const slots = new RecentSlots(2)
    slots.add(address(1), slot(1), known(value(1)))
    slots.add(address(2), slot(1), known(value(2)))
    const found = slots.get(address(1), slot(1)) as KnownSlot
    found.value = value(3)
    slots.add(address(3), slot(3), known(value(4)))
    expect(slots.get(address(1), slot(1))?.value).toEqual(value(3))
    slots.forget(address(1))
    expect(slots.get(address(1), slot(1))).toBeUndefined()
  })
})
