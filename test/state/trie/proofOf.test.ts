import { createMPT, createMerkleProof } from '@ethereumjs/mpt'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toHex } from '../../../src/primitives/bytes.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { proofOf } from '../../../src/state/trie/proofOf.ts'

const key = fc.uint8Array({ minLength: 4, maxLength: 4, max: 3 })
/** Long enough that no node stands inside its parent; the library lists those too. */
const value = fc.uint8Array({ minLength: 32, maxLength: 40 })

it('proves what the library proves, with the same nodes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(key, value), { maxLength: 30 }), key, async (entries, asked) => {
      const nodes = new Map<string, Uint8Array>()
      const source = { get: (hash: Uint8Array) => nodes.get(toHex(hash)) }
      const trie = new MerkleTrie(source)
      const reference = await createMPT()
      for (const [at, item] of entries) {
        trie.put(at, item)
        await reference.put(at, item)
      }
      const root = trie.root()
      trie.collect((hash, encoded) => nodes.set(toHex(hash), encoded.slice()))
      const proof = proofOf(source, root, asked)
      expect(proof.value).toEqual(trie.get(asked))
      if (proof.value === undefined) return
      expect(proof.nodes.map(toHex)).toEqual((await createMerkleProof(reference, asked)).map(toHex))
    }),
    { numRuns: 50 },
  )
})
