import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLOTS, SignatureTable } from '../../../src/crypto/ahead/SignatureTable.ts'

/** What is asked for under a number; every seventh has no answer. */
const question = (number: number) => {
  const bytes = new Uint8Array(64)
  new DataView(bytes.buffer).setUint32(0, number)
  return { digest: bytes.subarray(0, 32), signature: new Uint8Array(64).fill(number % 251), recId: number & 1 }
}
const fails = (number: number): boolean => number % 7 === 3
const answerTo = (number: number): Uint8Array => {
  const { digest, signature, recId } = question(number)
  return recover(digest, signature, recId)
}
function recover(digest: Uint8Array, signature: Uint8Array, recId: number): Uint8Array {
  if (fails(new DataView(digest.buffer, digest.byteOffset).getUint32(0))) throw new Error('no key fits')
  const key = new Uint8Array(64)
  key.set(digest)
  key[32] = signature[63] ?? 0
  key[33] = recId
  return key
}

function ask(table: SignatureTable, number: number): number | undefined {
  const { digest, signature, recId } = question(number)
  const slot = table.nextSlot
  if (slot !== undefined) table.ask(digest, signature, recId)
  return slot
}

describe('SignatureTable', () => {
  it('gives what the other side has recovered, once, and nothing for what it has not begun with', () => {
    const table = new SignatureTable()
    const other = new SignatureTable(table.shared)
    const [first = -1, second = -1, failing = -1] = [1, 2, 3].map((number) => ask(table, number))
    expect(table.answer(second, 0)).toBeUndefined()
    const seen: number[] = []
    other.recoverAll((digest, signature, recId) => {
      seen.push(digest[3] ?? -1)
      return recover(digest, signature, recId)
    }, 0)
    // Whoever has given up waiting for the second does it alone.
    expect(seen).toEqual([1, 3])
    expect(table.answer(first, 0)).toEqual(answerTo(1))
    expect(table.answer(failing, 0)).toBeUndefined()
  })

  it('has no slot for what is asked while the other side is all of them behind', () => {
    const table = new SignatureTable()
    const slots = Array.from({ length: SLOTS }, (_, number) => ask(table, number))
    expect(new Set(slots).size).toBe(SLOTS)
    expect(table.nextSlot).toBeUndefined()
    new SignatureTable(table.shared).recoverAll(recover, 0)
    for (const [number, slot] of slots.entries()) {
      expect(table.answer(slot ?? -1, 0)).toEqual(fails(number) ? undefined : answerTo(number))
    }
    expect(ask(table, 1)).toBe(slots[0])
  })

  it('never gives a key for another signature, whatever is asked, answered and recovered in between', () => {
    const step = fc.record({ asks: fc.nat(3 * SLOTS), answers: fc.nat(20), recovers: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const table = new SignatureTable()
        const asked = new Map<number, number>()
        let number = 0
        for (const { asks, answers, recovers } of steps) {
          for (let i = 0; i < asks; i++, number++) {
            const slot = ask(table, number)
            if (slot !== undefined) asked.set(slot, number)
          }
          // A thread of its own begins at the first position; whoever has been there is passed by.
          if (recovers) new SignatureTable(table.shared).recoverAll(recover, 0)
          for (const [slot, of] of [...asked].slice(0, answers)) {
            asked.delete(slot)
            const key = table.answer(slot, 0)
            if (key !== undefined) expect(key).toEqual(answerTo(of))
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})
