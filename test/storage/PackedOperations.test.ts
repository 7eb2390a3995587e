import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyText } from '../../src/storage/keyText.ts'
import { PackedOperations } from '../../src/storage/PackedOperations.ts'

const key = fc.uint8Array({ maxLength: 3 })
const value = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined })
const operationsOf = fc.array(fc.tuple(key, value), { maxLength: 200 })

describe('PackedOperations', () => {
  it('keeps what a map keeps, the latest for each key, in the order of the keys', () => {
    fc.assert(
      fc.property(operationsOf, operationsOf, (before, operations) => {
        const packed = new PackedOperations()
        for (const [at, to] of before) packed.set(at, to)
        packed.clear()
        const model = new Map<string, { key: Uint8Array; value: Uint8Array | undefined }>()
        for (const [at, to] of operations) {
          packed.set(at, to)
          model.set(keyText(at), { key: at, value: to })
        }
        expect([...packed]).toEqual([...model.values()])
        expect([...packed]).toEqual([...model.values()])
        expect(packed.size).toBe(model.size)
        expect(packed.bytes).toBe(
          [...model.values()].reduce((sum, one) => sum + one.key.length + (one.value?.length ?? 0), 0),
        )
        expect(packed.removals).toBe([...model.values()].filter((one) => one.value === undefined).length)
        const all = operations.reduce((sum, [at, to]) => sum + at.length + (to?.length ?? 0), 0)
        expect(packed.replacedBytes).toBe(all - packed.bytes)
        for (const [at] of operations) expect(packed.get(at)).toEqual({ value: model.get(keyText(at))?.value })
        expect(packed.get(Uint8Array.of(1, 2, 3, 4))).toBeUndefined()
      }),
    )
  })

  it('takes over the operations of another, sealed or not, except removals of what it does not know', () => {
    const parts = fc.array(fc.tuple(operationsOf, fc.nat(2)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(parts, fc.boolean(), (given, isLarge) => {
        const [all, one] = [new PackedOperations(), new PackedOperations()]
        for (const [operations, seals] of given) {
          const part = new PackedOperations()
          for (const [at, to] of operations) part.set(at, isLarge ? to && new Uint8Array(2000).fill(to.length) : to)
          for (const { key, value } of part) if (value !== undefined || one.get(key) !== undefined) one.set(key, value)
          if (seals > 0) part.seal()
          if (seals > 1) part.set(Uint8Array.of(1), Uint8Array.of(1))
          if (seals > 1) one.set(Uint8Array.of(1), Uint8Array.of(1))
          all.setAll(part)
          part.clear()
          part.set(new Uint8Array(50).fill(9), new Uint8Array(500).fill(9))
        }
        expect([...all]).toEqual([...one])
        expect([all.size, all.bytes, all.removals]).toEqual([one.size, one.bytes, one.removals])
        expect(all.replacedBytes).toBeGreaterThanOrEqual(one.replacedBytes)
        for (const { key, value } of one) expect(all.get(key)).toEqual({ value })
      }),
    )
  })

  it('copies what it is given, however large', () => {
    const packed = new PackedOperations()
    const bytes = new Uint8Array(3_000_000).fill(7)
    packed.set(Uint8Array.of(1), Uint8Array.of(2))
    packed.set(Uint8Array.of(2), bytes)
    packed.set(Uint8Array.of(3), Uint8Array.of(4))
    bytes.fill(0)
    expect(packed.get(Uint8Array.of(2))?.value?.every((byte) => byte === 7)).toBe(true)
    expect(packed.get(Uint8Array.of(3))?.value).toEqual(Uint8Array.of(4))
  })

  it.each([1, 3, 40])('finds each of many keys that differ at %d', (place) => {
    const packed = new PackedOperations()
    const keyOf = (i: number): Uint8Array => {
      const key = new Uint8Array(65)
      key.set([i >> 16, i >> 8, i], place)
      return key
    }
    for (let i = 0; i < 50_000; i++) packed.set(keyOf(i), Uint8Array.of(i & 0xff))
    for (let i = 0; i < 50_000; i++) expect(packed.get(keyOf(i))?.value?.[0]).toBe(i & 0xff)
  })
})
