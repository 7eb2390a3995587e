import { expect } from 'vitest'
import { createNetwork } from '../../src/createNetwork.ts'
import type { Hex, NetworkNode } from '../../src/index.ts'
import { blockSnapshot } from '../support/networkSnapshot.ts'

/** Roots of the groups that each node knows, after each block of an uninterrupted run. */
export type RootTable = ReadonlyMap<number, Readonly<Record<string, Readonly<Record<string, Hex>>>>>

/**
 * Looks at a data path as it was left, before anything can be mended: every node stands before or after a block, and
 * everything up to there is whole and what an uninterrupted run has.
 * @param hashes of the blocks of the uninterrupted run, by number.
 */
export async function expectWholeBlocks(dataPath: string, hashes: readonly string[], table: RootTable): Promise<void> {
  await using network = await createNetwork({ dataPath, readOnly: true })
  expect(network.head.hash).toBe(hashes[Number(network.head.number)])
  for (const node of network.nodes) {
    const { number } = node.head
    expect([network.head.number, network.head.number - 1n], `head of ${node.name}`).toContain(number)
    const roots = Object.fromEntries(node.groups().map((id) => [id, node.stateRoot(id)]))
    expect(roots, `roots of ${node.name} after block ${number}`).toEqual(table.get(Number(number))?.[node.name] ?? {})
    expectWholeHistory(node, hashes)
    for (const id of node.groups()) expect(await node.verifyState(id)).toMatchObject({ root: node.stateRoot(id) })
  }
}

/** Every block up to the head is there with all its metadata, and its roots and receipts can be read. */
function expectWholeHistory(node: NetworkNode, hashes: readonly string[]): void {
  const { number } = node.head
  const groups = node.groups()
  const numbers = Array.from({ length: Number(number) + 1 }, (_, i) => BigInt(i))
  const blocks = numbers.map((each) => blockSnapshot(node, each, groups))
  expect(blocks.map(({ hash }) => hash)).toEqual(hashes.slice(0, Number(number) + 1))
  expect(node.canonicalHash(number + 1n)).toBeUndefined()
  for (const { hash, receipts } of blocks) {
    for (const [id, entries] of Object.entries(node.blockMetadata(hash))) {
      expect(node.stateRoot(id, hash)).toBe(entries.at(-1)?.[1])
      for (const [marker] of entries) expect(receipts[marker]).toMatchObject({ status: 1 })
    }
    for (const [id, head] of Object.entries(node.headMap(hash) ?? {})) {
      expect(Object.keys(node.blockMetadata(head))).toContain(id)
    }
  }
}
