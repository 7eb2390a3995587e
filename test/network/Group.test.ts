import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Group, type Network, SubmissionError, createAccount, createNetwork } from '../../src/index.ts'

let network: Network
let group: Group

beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
  group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
})
afterAll(() => network.close())

describe('membership by name', () => {
  it('is refused before anything is sent when it would change nothing', async () => {
    const { head } = network
    await expect(group.add('bob')).rejects.toMatchObject({ code: 'ALREADY_A_MEMBER' })
    await expect(group.add([])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(group.remove('carol')).rejects.toMatchObject({ code: 'NOT_A_MEMBER' })
    expect(network.head).toEqual(head)
  })

  it('can be sent all the same, as Besu would take it', async () => {
    const removal = await group.remove('carol', { check: false })
    expect(removal.receipt).toMatchObject({ status: 1 })
    expect(await group.members()).toHaveLength(2)
  })

  it('says that the group is still locked after an add that was refused', async () => {
    await group.lock()
    const notOwner = network.node('bob').group(group.id).add('carol')
    await expect(notOwner).rejects.toMatchObject({
      code: 'CALL_FAILED',
      message: expect.stringContaining('the group is still locked: add again, or call unlock()') as string,
      revert: { name: 'Error', args: ['Origin not the owner.'] },
    })
    await group.unlock()
    expect(await group.state()).toMatchObject({ locked: false })
  })

  it('says so too when Besu does not take the add, with its answer', async () => {
    const besu = { name: 'ENCLAVE_ERROR', code: -50100, message: 'Error communicating with enclave' }
    const { faults } = network.node('carol').enclave
    faults.goOffline()
    for (const newcomer of ['carol', Buffer.alloc(32, 5).toString('base64')]) {
      const error = await group.add(newcomer).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(SubmissionError)
      expect(error).toMatchObject({ code: 'SUBMISSION_REFUSED', besu, details: besu })
      expect(String(error)).toMatch(
        /^SubmissionError: Error .* \(Recipient .*\); the group is still locked: add again, or/,
      )
    }
    expect(await group.state()).toMatchObject({ locked: true })
    faults.clear()
    await group.unlock()
  })
})

describe('an add to an unlocked group where blocks do not follow at once', () => {
  it.each(['manual', { intervalMs: 2_000_000_000 }] as const)(
    'sends the lock and says what comes next: %o',
    async (mode) => {
      await using own = await createNetwork({ nodes: ['alice', 'bob'] })
      const unlocked = await own.node('alice').createGroup({ members: ['alice'] })
      own.setMining(mode)
      await expect(unlocked.add('bob')).rejects.toMatchObject({
        code: 'GROUP_NOT_LOCKED',
        message: expect.stringContaining('(network.mine(), or the timer), add again') as string,
      })
      own.setMining('auto')
      await own.mine()
      expect(await unlocked.add('bob')).toMatchObject({ transactions: 2 })
    },
  )
})

describe('what fails in an enclave before a request', () => {
  it('FP-111 refuses a send as other trouble of the enclave does', async () => {
    const { enclave, provider } = network.node('alice')
    const { head } = network
    enclave.faults.before = () => Promise.reject(new Error('disk full'))
    const besu = { name: 'ENCLAVE_ERROR', code: -50100, message: 'Error communicating with enclave' }
    await expect(group.lock()).rejects.toMatchObject({ code: 'SUBMISSION_REFUSED', besu })
    const params = [group.creation?.marker ?? '0x'] as const
    const asked = provider.request({ method: 'priv_getPrivateTransaction', params })
    await expect(asked).rejects.toMatchObject({ code: -32603 })
    enclave.faults.clear()
    expect(network.head).toEqual(head)
  })
})

describe('arguments of other types than they should have', () => {
  const to = '0x000000000000000000000000000000000000007c'
  it.each<[string, () => Promise<unknown>]>([
    ['a nonce that is a number', () => group.send({ to, nonce: 5 as never })],
    ['a negative gas price', () => group.send({ to, gasPrice: -1n })],
    ['a gas limit that is text', () => group.send({ to, gasLimit: '0x10' as never })],
    ['data that is a number', () => group.send({ to, data: 7 as never })],
    ['an address that is a number', () => group.send({ to: 7 as never })],
    ['an account without a key', () => group.send({ to, account: { address: to } as never })],
    ['bytecode that is missing', () => group.deploy({} as never)],
    ['a public value that is a number', () => network.node('alice').sendPublicTransaction({ to, value: 1 as never })],
  ])('%s: INVALID_ARGUMENT', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('no private key is shown', async () => {
    const account = { ...createAccount('11'.repeat(32)), privateKey: '0x11zz' as const }
    const error = await group.send({ to, account }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(String(error)).not.toContain('11zz')
  })
})
