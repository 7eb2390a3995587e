import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CoterieError,
  type Group,
  GroupSandbox,
  type Network,
  type NetworkNode,
  createNetwork,
} from '../../src/index.ts'

const KEY = `0x${'11'.repeat(32)}`
const ADDRESS = `0x${'7c'.padStart(40, '0')}`
const ID = Buffer.alloc(32, 1).toString('base64')
const ABI = [{ type: 'function', name: 'totalSupply', inputs: [], outputs: [] }] as const

/** What a program without types may pass. */
type Untyped = (...args: unknown[]) => unknown

interface Scene {
  readonly network: Network
  readonly alice: NetworkNode
  readonly group: Group
}

let scene: Scene
beforeAll(async () => {
  const network = await createNetwork({ nodes: ['alice', 'bob'] })
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  await network.mine()
  scene = { network, alice, group }
})
afterAll(() => scene.network.close())

/** Calls a method as a program without types can, and gives what it throws or rejects with. */
async function thrownBy(target: object, method: string, args: readonly unknown[]): Promise<unknown> {
  try {
    await (target as Readonly<Record<string, Untyped>>)[method]?.(...args)
    return undefined
  } catch (error) {
    return error
  }
}

type Row = [method: string, args: readonly unknown[], code?: string]

type UnknownRow = [method: string, args: readonly unknown[], text: string]

/** Every query of a node that takes a block, with values that are none. */
const queries = (): Row[] => {
  const { id } = scene.group
  return [null, {}, [], new Uint8Array(32), Symbol('block'), true, Number.NaN].flatMap((block): Row[] => [
    ['canonicalHash', [block]],
    ['groups', [block]],
    ['groupState', [id, block]],
    ['stateRoot', [id, block]],
    ['verifyState', [id, block]],
    ['privateNonce', [id, ADDRESS, block]],
    ['privateCode', [id, ADDRESS, block]],
    ['privateStorage', [id, ADDRESS, '0x0', block]],
    ['privateReceipt', [KEY, block]],
    ['markersOf', [block]],
    ['blockMetadata', [block]],
    ['headMap', [block]],
    ['call', [id, { to: ADDRESS, block }]],
  ])
}

describe('a program without types is told what is wrong with an argument', () => {
  it('that names a block', async () => {
    for (const [method, args] of queries()) {
      const error = await thrownBy(scene.alice, method, args)
      expect(error, method).toMatchObject({ name: 'CoterieError', code: 'INVALID_ARGUMENT' })
    }
  })

  it.each<Row>([
    ['createGroup', []],
    ['createGroup', [['alice']]],
    ['createGroup', [{}]],
    ['createGroup', [{ members: 'alice' }]],
    ['createGroup', [{ members: [null] }]],
    ['createGroup', [{ members: ['alice'], era: 'v3' }]],
    ['createGroup', [{ members: ['alice'], account: KEY }]],
    ['sendPublicTransaction', []],
    ['sendPublicTransaction', [{ to: ADDRESS, nonce: 2n ** 64n }]],
    ['sendPublicTransaction', [{ to: ADDRESS, gasLimit: 2n ** 64n }]],
    ['sendPublicTransaction', [{ to: ADDRESS, value: 2n ** 256n }]],
    ['canonicalHash', ['latest']],
    ['canonicalHash', [1.5]],
    ['call', [undefined, undefined]],
  ])('of a node: %s %o', (method, args, code) => expectRefusal(scene.alice, method, args, code))

  it.each<Row>([
    ['add', []],
    ['add', [{ name: 'bob' }]],
    ['add', [[null]]],
    ['add', ['bob', null]],
    ['add', ['bob', { dryRun: 'yes' }]],
    ['add', ['bob', { account: KEY, dryRun: true, check: false }]],
    ['remove', []],
    ['remove', [['bob']]],
    ['remove', ['bob', null]],
    ['lock', ['now']],
    ['upgrade', [ADDRESS, { account: KEY }]],
    ['send', []],
    ['send', [{ to: ADDRESS, account: KEY }]],
    ['send', [{ to: ADDRESS, account: null }]],
    ['call', []],
    ['deploy', []],
    ['deploy', [{ bytecode: '0x00' }, null]],
    ['deploy', [{ bytecode: '0x00' }, { nonce: 9n, account: { address: 'alice', privateKey: KEY } }]],
    ['root', [null]],
  ])('of a group: %s %o', (method, args, code) => expectRefusal(scene.group, method, args, code))

  it.each<Row>([
    ['send', []],
    ['send', ['totalSupply', [], null]],
    ['send', ['totalSupply', [], { account: KEY }]],
    ['call', []],
  ])('of a contract: %s %o', (method, args, code) =>
    expectRefusal(scene.group.contract(ADDRESS, ABI), method, args, code),
  )

  it.each<Row>([
    ['node', [Symbol('alice')]],
    ['mine', [3]],
    ['mine', [null]],
    ['mine', [{ transactions: '0x' }]],
    ['mine', [{ timestamp: Infinity }]],
    ['mine', [{ count: Symbol('one') }]],
    ['setTime', [Symbol('now')]],
    ['reorg', [1, null]],
    ['reorg', [1, { transactions: '0x00' }]],
    ['reorg', [1, { transactions: ['0x00'] }]],
    ['sendTransactionFrom', []],
    ['token', [null]],
    ['listen', [null], 'INVALID_OPTION'],
    ['listen', [8545], 'INVALID_OPTION'],
  ])('of a network: %s %o', (method, args, code) => expectRefusal(scene.network, method, args, code))

  it.each<UnknownRow>([
    ['send', [{ to: ADDRESS, value: 5n }], 'Besu refuses it'],
    ['send', [{ to: ADDRESS, gas: 5n }], '"gas" is no option; there are to, data, account, nonce, gasPrice, gasLimit'],
    ['deploy', [{ bytecode: '0x00' }, { value: 5n }], 'cannot carry value'],
    ['call', [{ to: ADDRESS, value: 5n }], 'cannot carry value'],
    ['call', [{ to: ADDRESS, blok: 1n }], '"blok" is no option; there are to, data, from, block'],
    ['lock', [{ chek: false }], '"chek" is no option; there are account, nonce, gasPrice, gasLimit, check'],
    ['unlock', [{ dryRun: true }], '"dryRun"'],
    ['add', ['bob', { dryrun: true }], '"dryrun" is no option; there are dryRun'],
    ['remove', ['bob', { constructor: true }], '"constructor"'],
    ['upgrade', [ADDRESS, { chek: false }], '"chek"'],
  ])('of a group, an unknown option: %s %o', (method, args, text) => expectUnknown(scene.group, method, args, text))

  it.each<UnknownRow>([
    [
      'createGroup',
      [{ members: ['alice'], membres: [] }],
      '"membres" is no option; there are members, id, account, era',
    ],
    ['sendPublicTransaction', [{ to: ADDRESS, gas: 5n }], '"gas" is no option; there are to, data, value, nonce'],
    ['call', [ID, { to: ADDRESS, gas: 1 }], '"gas"'],
  ])('of a node, an unknown option: %s %o', (method, args, text) => expectUnknown(scene.alice, method, args, text))

  it.each<UnknownRow>([
    ['send', ['totalSupply', [], { value: 5n }], 'private transactions cannot carry value'],
    ['send', ['totalSupply', [], { to: ADDRESS }], '"to" is no option'],
    ['call', ['totalSupply', [], { value: 5n }], 'private transactions cannot carry value'],
  ])('of a contract, an unknown option: %s %o', (method, args, text) =>
    expectUnknown(scene.group.contract(ADDRESS, ABI), method, args, text),
  )

  it.each<UnknownRow>([
    ['mine', [{ tiemstamp: 5n }], '"tiemstamp" is no option; there are timestamp, parent, transactions, count'],
    ['mine', [{ intervalSeconds: 5n }], 'give count as well'],
    ['reorg', [1, { reqeue: false }], '"reqeue" is no option; there are transactions, requeue'],
    ['reorg', [1, { requeue: 'no' }], 'requeue must be true or false'],
  ])('of a network, an unknown option: %s %o', (method, args, text) => expectUnknown(scene.network, method, args, text))

  it('of a network with offchain groups', async () => {
    await using network = await createNetwork({ nodes: ['alice'], privacy: 'offchain' })
    for (const args of [[], [{}], [{ addresses: 'alice' }], [{ addresses: [null] }], [{ addresses: [], nam: 'x' }]]) {
      await expectRefusal(network.node('alice'), 'createPrivacyGroup', args)
    }
    await expectRefusal(network.node('alice'), 'findPrivacyGroups', [])
  })

  it('of a network: a block for nodes that are no list', async () => {
    const rlp = scene.network.blockRlp(scene.network.head.hash)
    await expectRefusal(scene.network, 'importBlock', [rlp, 'alice'])
  })

  const OPTIONS = { group: Buffer.alloc(32, 1).toString('base64'), fork: 'london', chainId: 1n }
  it.each<unknown>([undefined, null, 'london', {}, { ...OPTIONS, fork: 'paris' }, { ...OPTIONS, engine: 'faster' }])(
    'of a sandbox: %o',
    (options) => {
      expect(() => new GroupSandbox(options as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    },
  )

  it.each<Row>([
    ['execute', []],
    ['execute', [{}, '0x', '0x']],
  ])('of a sandbox that is there: %s %o', (method, args) =>
    expectRefusal(new GroupSandbox(OPTIONS as never), method, args),
  )

  it('and nothing has been sent', async () => {
    expect(scene.network.head.number).toBe(2n)
    expect(scene.network.pending).toEqual([])
    expect(await scene.group.state()).toMatchObject({ locked: false })
  })
})

async function expectRefusal(
  target: object,
  method: string,
  args: readonly unknown[],
  code = 'INVALID_ARGUMENT',
): Promise<void> {
  const error = await thrownBy(target, method, args)
  expect(error).toBeInstanceOf(CoterieError)
  expect(error).toMatchObject({ code })
  expect(String(error)).not.toContain(KEY)
}

/** Expects the refusal of an option, whose text says more. */
async function expectUnknown(target: object, method: string, args: readonly unknown[], text: string): Promise<void> {
  const error = await thrownBy(target, method, args)
  const message = expect.stringContaining(text) as string
  expect(error).toMatchObject({ name: 'CoterieError', code: 'INVALID_ARGUMENT', message })
}

it('whoever has a block instead of its name is told what to give', () => {
  const block = scene.group.creation?.inclusion?.block
  expect(() => scene.group.root(block as never)).toThrow('give its .number or .hash')
  expect(() => scene.alice.canonicalHash(block as never)).toThrow('give its .number')
  expect(scene.group.root(block?.number)).toBe(scene.group.root(block?.hash))
})

it('a slot may have any number of digits up to 64', () => {
  const { alice, group } = scene
  const proxySlot = alice.privateStorage(group.id, ADDRESS, `0x${'00'.repeat(32)}`)
  expect(BigInt(proxySlot)).not.toBe(0n)
  for (const slot of ['0x0', '0x000', '0', '0x']) {
    expect(alice.privateStorage(group.id, ADDRESS, slot)).toBe(proxySlot)
  }
  for (const slot of [`0x${'0'.repeat(65)}`, '0xz', 0]) {
    expect(() => alice.privateStorage(group.id, ADDRESS, slot as string)).toThrow(CoterieError)
  }
})
