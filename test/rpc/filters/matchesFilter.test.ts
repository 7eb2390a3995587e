import { describe, expect, it } from 'vitest'
import { matchesFilter } from '../../../src/rpc/filters/matchesFilter.ts'
import { filterParameter } from '../../../src/rpc/parameters/filterParameter.ts'

const word = (n: number) => `0x${n.toString(16).padStart(64, '0')}`
const bytes = (n: number, size: number) => new Uint8Array(size).fill(n, size - 1)
const log = { address: bytes(0x7b, 20), topics: [bytes(1, 32), bytes(2, 32)] }
const matches = (filter: object) => matchesFilter(filterParameter(filter), log)

describe('matchesFilter', () => {
  it('looks at the address', () => {
    expect(matches({ address: ['0x7b', '0x7c'] })).toBe(true)
    expect(matches({ address: '0x7c' })).toBe(false)
    expect(matches({ address: [null] })).toBe(false)
    expect(matches({ address: [] })).toBe(true)
  })

  it('looks at topics by position', () => {
    expect(matches({ topics: [word(1)] })).toBe(true)
    expect(matches({ topics: [null, word(2)] })).toBe(true)
    expect(
      matches({
        topics: [
          [word(5), word(1)],
          [word(2), null],
        ],
      }),
    ).toBe(true)
    expect(matches({ topics: [word(2)] })).toBe(false)
    expect(matches({ topics: ['0x01'] })).toBe(false)
  })

  it('wants a topic for every wildcard', () => {
    expect(matches({ topics: [null, null] })).toBe(true)
    expect(matches({ topics: [null, null, null] })).toBe(false)
  })

  it('matches nothing without alternatives', () => {
    expect(matches({ topics: [[]] })).toBe(false)
  })
})
