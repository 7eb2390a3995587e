import { describe, expect, it } from 'vitest'
import { type PrivateGenesis, createNetwork } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'

const ADDRESS = '0xAbcdef0000000000000000000000000000000001'
const SLOT = `0x${'00'.repeat(31)}09`

it('is asked for a group by its id and gives accounts as a genesis description does', async () => {
  const asked = new Map<string, bigint>()
  const privateGenesis: PrivateGenesis = (group, block) => {
    asked.set(group, block)
    const account = { nonce: '0x7', balance: '1000', code: eventEmitter.runtime, storage: { '0x9': '0x0102', a: '3' } }
    return { [ADDRESS]: { ...account, comment: 'of no effect' }, [ADDRESS.slice(2).replace(/1$/, '2')]: { balance: 1 } }
  }
  await using network = await createNetwork({ nodes: ['alice', 'bob'], privateGenesis })
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: ['alice'] })
  expect([...asked]).toEqual([[group.id, 1n]])
  expect(alice.privateNonce(group.id, ADDRESS)).toBe(7n)
  expect(alice.privateCode(group.id, ADDRESS)).toBe(eventEmitter.runtime)
  expect(alice.privateStorage(group.id, ADDRESS, SLOT)).toBe(`0x${'00'.repeat(30)}0102`)
  expect(alice.privateStorage(group.id, ADDRESS, '0xa')).toBe(`0x${'00'.repeat(31)}03`)
  await group.add('bob')
  expect(network.node('bob').stateRoot(group.id)).toBe(alice.stateRoot(group.id))
})

const rows: [what: string, given: unknown, problem: string][] = [
  ['a list', [{ address: ADDRESS }], 'accounts by address'],
  ['nothing', undefined, 'undefined'],
  ['a promise', Promise.resolve({}), 'a Promise'],
  ['no address', { '0x12': {} }, '"0x12" is no address'],
  ['no hex for an address', { alice: {} }, '"alice" is no hex'],
  ['no account', { [ADDRESS]: null }, `account ${ADDRESS}: null is no object`],
  ['code in bytes', { [ADDRESS]: { code: new Uint8Array(2) } }, `code of ${ADDRESS}: a Uint8Array is no hex`],
  ['code that is no hex', { [ADDRESS]: { code: '0xzz' } }, `code of ${ADDRESS}: "0xzz" is no hex`],
  ['storage in a Map', { [ADDRESS]: { storage: new Map() } }, `storage of ${ADDRESS}: a Map is no object`],
  ['storage in a list', { [ADDRESS]: { storage: [['0x0', '0x1']] } }, `storage of ${ADDRESS}`],
  ['a slot of 33 bytes', { [ADDRESS]: { storage: { [`${SLOT}00`]: '0x1' } } }, 'room for 32'],
  ['a value of 33 bytes', { [ADDRESS]: { storage: { '0x0': `${SLOT}00` } } }, 'slot 0x0'],
  ['a value that is a number', { [ADDRESS]: { storage: { '0x0': 1 } } }, 'slot 0x0: 1 is no hex'],
  ['a negative balance', { [ADDRESS]: { balance: -1 } }, `balance of ${ADDRESS}`],
  [
    'a balance of 257 bits',
    { [ADDRESS]: { balance: `0x1${'00'.repeat(32)}` } },
    `balance of ${ADDRESS}: ${2n ** 256n} is above`,
  ],
  ['a nonce that is none', { [ADDRESS]: { nonce: 'x' } }, `nonce of ${ADDRESS}`],
]

describe('is told what it gave that cannot be used', () => {
  it.each(rows)('%s', async (_, given, problem) => {
    const privateGenesis = () => given as ReturnType<PrivateGenesis>
    await using network = await createNetwork({ nodes: ['alice'], privateGenesis })
    const creating = network.node('alice').createGroup({ members: ['alice'] })
    const error: unknown = await creating.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ name: 'CoterieError', code: 'INVALID_OPTION' })
    expect((error as Error).message).toMatch(/^privateGenesis, asked for group .{44} in block 1: /)
    expect((error as Error).message).toContain(problem)
  })

  it('what it threw; the block can be imported when that is mended', async () => {
    const thrown = new RangeError('no such file')
    let isMended = false
    const privateGenesis: PrivateGenesis = () => {
      if (isMended) return { [ADDRESS]: { code: '0x00' } }
      throw thrown
    }
    await using network = await createNetwork({ nodes: ['alice'], privateGenesis })
    const alice = network.node('alice')
    const creating = alice.createGroup({ members: ['alice'] })
    await expect(creating).rejects.toMatchObject({ code: 'INVALID_OPTION', cause: thrown })
    isMended = true
    expect(await network.sync('alice')).toMatchObject([{ imported: true }])
    const [group = ''] = alice.groups()
    expect(alice.privateCode(group, ADDRESS)).toBe('0x00')
  })
})
