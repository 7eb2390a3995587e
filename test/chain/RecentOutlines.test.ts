import { expect, it } from 'vitest'
import type { BlockOutline } from '../../src/chain/BlockOutline.ts'
import { RecentOutlines } from '../../src/chain/RecentOutlines.ts'
import { type Hex, toHex } from '../../src/primitives/bytes.ts'
import { openChain } from './chains.ts'

it('remembers by the size of blocks, two generations of them', async () => {
  const { genesisBlock } = await openChain()
  const outline: BlockOutline = {
    ...genesisBlock,
    transactions: [],
    transactionCount: 0,
    indexOf: () => undefined,
    dataOf: () => undefined,
  }
  const names = [1, 2, 3, 4, 5].map((n) => toHex(Uint8Array.of(n)))
  const outlines = new RecentOutlines(100)
  const remembered = (): Hex[] => names.filter((name) => outlines.get(name) !== undefined)
  for (const name of names.slice(0, 3)) outlines.set(name, outline, 40)
  expect(remembered()).toEqual(names.slice(0, 3))
  outlines.set(names[3] as Hex, outline, 101)
  expect(remembered()).toEqual([names[3]])
  outlines.set(names[4] as Hex, outline, 1)
  expect(remembered()).toEqual(names.slice(3))
  expect(outlines.get(names[4] as Hex)).toBe(outline)
  outlines.clear()
  expect(remembered()).toEqual([])
})
