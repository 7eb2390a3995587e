import { describe, expect, it } from 'vitest'
import type { NetworkNode } from '../../src/index.ts'
import { privateLogsInRange, privateLogsOfBlock } from '../../src/node/privateLogs.ts'
import { fromBase64 } from '../../src/primitives/bytes.ts'
import { toGroupId } from '../../src/primitives/identifiers.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** What a look at every block gives. */
function everywhere(node: NetworkNode, id: string) {
  const { context } = node
  const logs = []
  for (let number = 0n; number <= node.head.number; number++) {
    const hash = context.canonical.hashAt(number)
    const block = hash && context.chain.block(hash)
    if (block !== undefined) logs.push(...privateLogsOfBlock(context, toGroupId(fromBase64(id)), block))
  }
  return logs
}

function expectAll(node: NetworkNode, id: string, count: number): void {
  const found = privateLogsInRange(node.context, toGroupId(fromBase64(id)), 0n, node.head.number)
  expect(found).toHaveLength(count)
  expect(found).toEqual(everywhere(node, id))
}

describe('logs of a group', () => {
  it('are found in new blocks, in blocks before the first question, and in those of a replay', async () => {
    const { alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    await contract.send('store', [1n])
    expectAll(alice, group.id, 3)
    expectAll(charlie, group.id, 0)
    await contract.send('store', [2n])
    expectAll(alice, group.id, 4)
    await group.add('charlie')
    // The replay has given charlie the transactions of blocks that he had looked at already.
    expectAll(charlie, group.id, 5)
    expectAll(bob, group.id, 5)
  })

  it('are found after a reorganisation', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const creation = alice.createGroup({ members: ['alice', 'bob'] })
    const group = await creation
    const fork = network.head.hash
    await network.mine({ transactions: [] })
    const side = await network.mine({ parent: fork })
    expectAll(alice, group.id, 0)
    await network.mine({ parent: side.block.hash })
    expect(alice.head.number).toBe(2n)
    expectAll(alice, group.id, 2)
  })

  it('are looked for where there may be some only', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    await network.mine()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    for (let i = 0; i < 5; i++) await network.mine()
    const numbers = (from: bigint, to: bigint): bigint[] =>
      alice.context.metadata.groupBlocks.between(toGroupId(fromBase64(group.id)), from, to)
    expect(numbers(0n, 2n ** 63n)).toEqual([2n])
    expect(numbers(2n, 2n)).toEqual([2n])
    expect(numbers(3n, 9n)).toEqual([])
    expect(numbers(0n, 1n)).toEqual([])
  })
})
