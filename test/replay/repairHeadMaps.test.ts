import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/createNetwork.ts'
import type { NetworkNode } from '../../src/network/NetworkNode.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { repairHeadMaps } from '../../src/replay/repairHeadMaps.ts'
import { group } from '../state/metadata.ts'

const G = toHex(group(1))
const OTHER = toHex(group(2))

async function nodeWithBlocks(count: number) {
  const network = await createNetwork({ nodes: ['alice'], mining: 'manual' })
  for (let i = 0; i < count; i++) await network.mine()
  const node = network.node('alice')
  const block = (number: number) =>
    node.context.chain.requireBlock(toBlockHash(fromHex(node.canonicalHash(number) ?? '0x')))
  return { network, node, block }
}
const headsAt = (node: NetworkNode, number: number) => {
  const heads = node.context.metadata.headMap(toBlockHash(fromHex(node.canonicalHash(number) ?? '0x')))
  return heads && Object.fromEntries([...heads].map(([id, hash]) => [id, toHex(hash)]))
}

describe('repairHeadMaps (spec 02 §13.3 step 5e)', () => {
  it('points every later block to the replayed one, up to the chain head after the last', async () => {
    const { node, block } = await nodeWithBlocks(4)
    repairHeadMaps(node.context, group(1), block(2), undefined)
    expect([1, 2, 3, 4].map((number) => headsAt(node, number))).toEqual([
      undefined,
      undefined,
      { [G]: toHex(block(2).hash) },
      { [G]: toHex(block(2).hash) },
    ])
  })

  it('stops before the next replayed block', async () => {
    const { node, block } = await nodeWithBlocks(4)
    repairHeadMaps(node.context, group(1), block(1), block(3))
    expect([2, 3, 4].map((number) => headsAt(node, number) !== undefined)).toEqual([true, false, false])
    repairHeadMaps(node.context, group(1), block(3), block(4))
    expect(headsAt(node, 4)).toBeUndefined()
  })

  it('keeps what other groups have, and replaces what the group had', async () => {
    const { node, block } = await nodeWithBlocks(2)
    node.context.metadata.putHeadMap(
      block(2).hash,
      new Map([
        [OTHER, block(1).hash],
        [G, block(2).hash],
      ]),
    )
    repairHeadMaps(node.context, group(1), block(1), undefined)
    expect(headsAt(node, 2)).toEqual({ [OTHER]: toHex(block(1).hash), [G]: toHex(block(1).hash) })
  })

  it('does not touch other branches', async () => {
    const { network, node, block } = await nodeWithBlocks(2)
    const side = await network.mine({ parent: node.canonicalHash(1) ?? '0x', timestamp: 99n })
    repairHeadMaps(node.context, group(1), block(1), undefined)
    expect(node.headMap(side.block.hash)).toBeUndefined()
    expect(headsAt(node, 2)).toBeDefined()
  })
})
