import { createMPT } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { EMPTY_ROOT } from '../../../src/state/trie/MerkleTrie.ts'
import { orderedRoot } from '../../../src/state/trie/orderedRoot.ts'

describe('orderedRoot', () => {
  it('is the empty root for an empty block', () => {
    expect(orderedRoot([])).toEqual(EMPTY_ROOT)
  })

  it.each([1, 2, 16, 17, 127, 128, 129, 255, 256, 257, 300])('equals the reference for %i items', async (count) => {
    const items = Array.from({ length: count }, (_, i) => {
      const hash = keccak256(Uint8Array.of(i >> 8, i))
      return i % 3 === 0 ? hash.subarray(0, 3) : new Uint8Array([...hash, ...hash, ...hash])
    })
    const reference = await createMPT()
    for (const [i, item] of items.entries()) await reference.put(RLP.encode(i), item)
    expect(orderedRoot(items)).toEqual(new Uint8Array(reference.root()))
  })
})
