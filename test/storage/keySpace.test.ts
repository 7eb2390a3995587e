import { describe, expect, it } from 'vitest'
import { defineKeySpaces, key } from '../../src/storage/keySpace.ts'

describe('key', () => {
  it('is the prefix and the parts', () => {
    expect(key(7)).toEqual(Uint8Array.of(7))
    expect(key(0xff, Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3))).toEqual(Uint8Array.of(0xff, 1, 2, 3))
  })
})

describe('defineKeySpaces', () => {
  it('gives every name its own keys', () => {
    const spaces = defineKeySpaces({ blocks: 1, heads: 2 })
    expect(spaces.blocks).toMatchObject({ prefix: 1, all: Uint8Array.of(1) })
    expect(spaces.blocks.key(Uint8Array.of(9))).toEqual(Uint8Array.of(1, 9))
    expect(spaces.heads.key(Uint8Array.of(9), Uint8Array.of(8))).toEqual(Uint8Array.of(2, 9, 8))
  })

  it('gives transient keys that are equal until the next one of that length', () => {
    const { blocks } = defineKeySpaces({ blocks: 1 })
    const [part, another] = [Uint8Array.of(9, 8), Uint8Array.of(7)]
    const transient = blocks.transientKey(part, another)
    expect(transient).toEqual(blocks.key(part, another))
    expect(blocks.transientKey(part)).toEqual(blocks.key(part))
    expect(transient).toEqual(blocks.key(part, another))
    expect(blocks.transientKey(another, part)).toEqual(blocks.key(another, part))
    expect(transient).toEqual(blocks.key(another, part))
  })

  it('refuses a prefix that two spaces share, naming both', () => {
    expect(() => defineKeySpaces({ blocks: 3, heads: 3 })).toThrow(/heads .* 3 of blocks/)
  })

  it.each([0, -1, 256, 1.5, Number.NaN])('refuses the prefix %s', (prefix) => {
    expect(() => defineKeySpaces({ blocks: prefix })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })
})
