import { expect, it } from 'vitest'
import { toHex, toWord } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { BlockHashes } from '../../src/replay/blocksOfGroup.ts'

it.each([0, 1, 64, 65, 1000])('%i hashes of blocks are given back, the last one first', (count) => {
  const hashes = Array.from({ length: count }, (_, index) => toBlockHash(toWord(BigInt(index))))
  const blocks = new BlockHashes()
  for (const hash of hashes) blocks.add(hash)
  expect([...blocks.lastToFirst()].map(toHex)).toEqual(hashes.map(toHex).reverse())
})
