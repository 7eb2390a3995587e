import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { AccessSets } from '../../../src/execution/fast/AccessSets.ts'
import { AddressTable } from '../../../src/execution/fast/AddressTable.ts'
import { PairHashes } from '../../../src/execution/fast/PairHashes.ts'
import { Program } from '../../../src/execution/fast/Program.ts'
import { ProgramCache } from '../../../src/execution/fast/ProgramCache.ts'
import { SlotTable } from '../../../src/execution/fast/SlotTable.ts'
import { TransientStorage } from '../../../src/execution/fast/TransientStorage.ts'
import { setBig, wordBytes } from '../../../src/execution/fast/words.ts'
import { concat, fromHex, toHex, toWord } from '../../../src/primitives/bytes.ts'
import { address, slot } from '../../state/stores.ts'

describe('accessed addresses and slots', () => {
  it('are taken back to a mark, and forgotten between transactions', () => {
    const access = new AccessSets()
    expect(access.touchAddress(address(1))).toBe(false)
    expect(access.touchSlot(address(1), slot(1))).toBe(false)
    const { mark } = access
    expect(access.touchAddress(address(1))).toBe(true)
    expect(access.touchAddress(address(2))).toBe(false)
    expect(access.touchSlot(address(1), slot(2))).toBe(false)
    access.undo(mark)
    expect(access.touchAddress(address(2))).toBe(false)
    expect(access.touchSlot(address(1), slot(2))).toBe(false)
    expect(access.touchSlot(address(1), slot(1))).toBe(true)
    access.clear()
    expect(access.touchAddress(address(1))).toBe(false)
    expect(access.touchSlot(address(1), slot(1))).toBe(false)
  })

  it('are as sets would have them, few or many', () => {
    const entry = fc.record({ of: fc.integer({ min: 1, max: 4 }), slot: fc.option(fc.nat(9), { nil: undefined }) })
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.record({ kind: fc.constant('touch' as const), entry }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), share: fc.nat(4) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 80, size: 'max' }), (steps) => {
        const access = new AccessSets()
        let added: string[] = []
        for (const one of steps) {
          if (one.kind === 'touch') {
            const { of, slot: at } = one.entry
            const had = at === undefined ? access.touchAddress(address(of)) : access.touchSlot(address(of), slot(at))
            expect(had).toBe(added.includes(`${of} ${at}`))
            if (!had) added.push(`${of} ${at}`)
          } else if (one.kind === 'undo') {
            const mark = Math.floor((added.length * one.share) / 4)
            access.undo(mark)
            added = added.slice(0, mark)
          } else {
            access.clear()
            added = []
          }
          expect(access.mark).toBe(added.length)
        }
      }),
    )
  })
})

describe('transient storage', () => {
  it('goes back to a mark', () => {
    const storage = new TransientStorage()
    storage.set(address(1), slot(1), 5n)
    const { mark } = storage
    storage.set(address(1), slot(1), 6n)
    storage.set(address(2), slot(1), 7n)
    storage.undo(mark)
    expect([storage.get(address(1), slot(1)), storage.get(address(2), slot(1))]).toEqual([5n, 0n])
    storage.clear()
    expect(storage.get(address(1), slot(1))).toBe(0n)
  })
})

describe('tables of texts and hashes', () => {
  const words = new Uint32Array(8)

  it('give the text of any slot and address, whatever they remember', () => {
    const [slots, addresses] = [new SlotTable(), new AddressTable()]
    for (let round = 0; round < 2; round++) {
      for (let i = 0n; i < 20_000n; i += 7n) {
        const value = (i * 0x9e3779b97f4a7c15f39cc0605cedc835n) % 2n ** 256n
        setBig(words, 0, value)
        const bytes = wordBytes(words, 0)
        if (slots.at(words, 0) !== toHex(bytes)) expect.unreachable(`slot ${value}`)
        if (addresses.at(words, 0).hex !== toHex(bytes.subarray(12))) expect.unreachable(`address ${value}`)
        if (addresses.of(bytes.subarray(12)).hex !== toHex(bytes.subarray(12))) expect.unreachable(`bytes ${value}`)
      }
    }
  })

  it('give the hash of any two words', () => {
    const hashes = new PairHashes()
    for (let round = 0; round < 2; round++) {
      for (let i = 0n; i < 6000n; i++) {
        const memory = concat(new Uint8Array(5), toWord(i * 2n ** (i % 200n)), toWord(i % 3n))
        hashes.hash(memory, 5, words, 0)
        if (toHex(wordBytes(words, 0)) !== toHex(keccak256(memory.subarray(5)))) expect.unreachable(`pair ${i}`)
      }
    }
  })
})

describe('programs', () => {
  it('know where jumps may go', () => {
    const { destinations } = new Program(fromHex('5b605b5b61005b5b7f5b'))
    expect([...destinations.keys()].filter((i) => destinations[i] === 1)).toEqual([0, 3, 7])
  })

  it('are made once for a code hash, and anew for other code with the same hash', () => {
    const cache = new ProgramCache()
    const code = fromHex('6001')
    const first = cache.get(keccak256(code), () => code)
    expect(cache.get(keccak256(code), () => code.slice())).toBe(first)
    expect(cache.get(keccak256(code), () => fromHex('6002')).code).toEqual(fromHex('6002'))
  })

  it('are forgotten when there are many', () => {
    const cache = new ProgramCache()
    const get = (i: number): Program => cache.get(keccak256(toWord(BigInt(i))), () => toWord(BigInt(i)))
    const first = get(0)
    for (let i = 1; i < 600; i++) get(i)
    expect(get(0)).not.toBe(first)
  })
})
