import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../src/network/Network.ts'
import type { NetworkNode } from '../../src/network/NetworkNode.ts'
import {
  addressFrom,
  blockHashFrom,
  bytesFrom,
  groupIdFrom,
  quantityFrom,
  transactionHashFrom,
} from '../../src/node/doors.ts'
import { isCoterieError } from '../../src/errors/CoterieError.ts'
import { toBase64, toHex } from '../../src/primitives/bytes.ts'
import { manualNetwork } from './scenes.ts'

const filled = (length: number): Uint8Array => new Uint8Array(length).fill(0xab)

function codeOf(attempt: () => unknown): string | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    return isCoterieError(error) ? error.code : 'no CoterieError'
  }
}

describe('doors', () => {
  it('take hex with or without prefix and of either case, and base64', () => {
    expect(addressFrom(toHex(filled(20)))).toEqual(filled(20))
    expect(addressFrom(toHex(filled(20)).slice(2).toUpperCase())).toEqual(filled(20))
    expect(transactionHashFrom(toHex(filled(32)))).toEqual(filled(32))
    expect(blockHashFrom(toHex(filled(32)))).toEqual(filled(32))
    expect(groupIdFrom(toBase64(filled(32)))).toEqual(filled(32))
    expect(bytesFrom('0x', 'x')).toHaveLength(0)
    const bytes = filled(3)
    expect(bytesFrom(bytes, 'x')).toBe(bytes)
  })

  it.each<[string, () => unknown]>([
    ['an address of 19 bytes', () => addressFrom(toHex(filled(19)))],
    ['an address that is no hex', () => addressFrom('alice')],
    ['a transaction hash of 31 bytes', () => transactionHashFrom(toHex(filled(31)))],
    ['a block hash of 33 bytes', () => blockHashFrom(toHex(filled(33)))],
    ['a group id in hex', () => groupIdFrom(toHex(filled(32)))],
    ['a group id that is a number', () => groupIdFrom(7 as never)],
    ['bytes that are a number', () => bytesFrom(7 as never, 'x')],
    ['no bytes at all', () => bytesFrom(undefined as never, 'x')],
    ['a negative quantity', () => quantityFrom(-1n, 'x')],
    ['a quantity that is a number', () => quantityFrom(1 as never, 'x')],
    ['a group id of 31 bytes', () => groupIdFrom(toBase64(filled(31)))],
    ['half a byte', () => bytesFrom('0x1', 'x')],
  ])('refuse %s with INVALID_ARGUMENT', (_, attempt) => {
    expect(codeOf(attempt)).toBe('INVALID_ARGUMENT')
  })
})

describe('block selectors', () => {
  let network: Network
  let node: NetworkNode
  const ID = toBase64(filled(32))

  beforeAll(async () => {
    network = await manualNetwork({ nodes: ['alice'] })
    node = network.node('alice')
    await network.mine()
    await network.mine()
  })

  it('name the head, the genesis block, numbers and hashes', () => {
    const selected = ['latest', 'earliest', 0, 1n, 2, network.head.hash] as const
    for (const selector of selected) expect(node.groups(selector)).toEqual([])
  })

  it.each<[unknown, string]>([
    [3, 'NOT_FOUND'],
    [-1, 'NOT_FOUND'],
    [-1n, 'NOT_FOUND'],
    [`0x${'00'.repeat(32)}`, 'NOT_FOUND'],
    [1.5, 'INVALID_ARGUMENT'],
    [Number.NaN, 'INVALID_ARGUMENT'],
    ['pending', 'INVALID_ARGUMENT'],
    ['0x1', 'INVALID_ARGUMENT'],
  ])('%s gives %s', (selector, code) => {
    expect(codeOf(() => node.stateRoot(ID, selector as 'latest'))).toBe(code)
  })

  it('select blocks of other branches by hash only', async () => {
    const { block } = await network.mine({ parent: node.canonicalHash(1) ?? '0x', timestamp: 99n })
    expect(node.canonicalHash(2)).not.toBe(block.hash)
    expect(node.hasBlock(block.hash)).toBe(true)
    expect(node.groups(block.hash)).toEqual([])
  })
})
