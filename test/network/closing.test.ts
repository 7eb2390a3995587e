import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { first, play, scenarioOptions, tokenOf } from './scenario.ts'

describe('closing', () => {
  it.each(['send', 'receive', 'push'] as const)('waits for the transaction that is being sent: %s', async (moment) => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...scenarioOptions, dataPath })
    await play(network, 0, 2)
    const { id } = first(network, 'alice')
    let closing: Promise<void> | undefined
    // The enclave is asked while the transaction is submitted (send, push) and while its block is imported (receive).
    for (const { enclave } of network.nodes) {
      enclave.faults.before = ({ type }) => {
        if (type === moment) closing ??= network.close()
      }
    }
    const sent = await tokenOf(network, 'alice')
      .send('transfer', [network.node('bob'), 1n])
      .catch((error: unknown) => error)
    expect(closing).toBeDefined()
    await closing
    await using again = await createNetwork({ dataPath })
    for (const node of again.nodes) expect(node.head).toEqual(again.head)
    expect(again.node('bob').group(id).root()).toBe(again.node('alice').group(id).root())
    expect(sent).toMatchObject({ inclusion: { block: again.head }, receipt: { status: 1 } })
    expect(again.head.number).toBe(3n)
  })

  it('waits for blocks that were asked for before', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...scenarioOptions, dataPath, mining: 'manual' })
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    const mining = network.mine()
    await network.close()
    const { block } = await mining
    await using again = await createNetwork({ dataPath })
    expect(again.head).toEqual(block)
    for (const node of again.nodes) expect(node.head).toEqual(block)
    expect(again.node('bob').groups()).toEqual([group.id])
  })

  it('keeps everything that was confirmed, and confirms nothing that is lost', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...scenarioOptions, dataPath })
    await play(network, 0, 3)
    const group = first(network, 'alice')
    const token = tokenOf(network, 'alice')
    const sending = Array.from({ length: 10 }, (_, i) => {
      const nonce = group.nextNonce(network.node('alice').address) + BigInt(i)
      return token.send('transfer', [network.node('bob'), 1n], { nonce, check: false })
    })
    const settling = Promise.allSettled(sending)
    await sending[1]
    await network.close()
    const settled = await settling
    for (const each of settled) {
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'CLOSED' })
    }
    const confirmed = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(confirmed.length).toBeGreaterThanOrEqual(1)
    const again = await createNetwork({ dataPath })
    for (const { marker, inclusion, receipt } of confirmed) {
      expect(again.publicReceipt(marker)?.blockHash).toBe(inclusion?.block.hash)
      for (const name of ['alice', 'bob']) expect(again.node(name).privateReceipt(marker)).toEqual(receipt)
    }
    for (const node of again.nodes) expect(node.head).toEqual(again.head)
    expect(await again.divergence(group.id)).toBeUndefined()
    await again.close()
  })

  it('refuses what comes after it, and can be repeated', async () => {
    const network = await createNetwork()
    await Promise.all([network.close(), network.close()])
    await network.close()
    await expect(network.mine()).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(network.node('alice').createGroup({ members: ['alice'] })).rejects.toMatchObject({ code: 'CLOSED' })
  })
})

/** Lets the loop of events turn some times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('closing in the middle', () => {
  it('of an add leaves a group that can be used', { timeout: 60_000 }, async () => {
    for (const count of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 70, 89, 110, 144]) {
      const dataPath = await temporaryFolder()
      const network = await createNetwork({ ...scenarioOptions, dataPath })
      await play(network, 0, 2)
      const adding = first(network, 'alice').add('carol')
      await turns(count)
      await Promise.all([adding, network.close()])
      await using again = await createNetwork({ dataPath })
      expect(again.head.number).toBe(4n)
      expect(await first(again, 'alice').state()).toMatchObject({ locked: false })
      expect((await tokenOf(again, 'carol').send('approve', [again.node('alice'), 1n])).receipt?.status).toBe(1)
      expect(await again.divergence(first(again, 'alice').id)).toBeUndefined()
    }
  })

  it.each(['auto', 'manual', { intervalMs: 1000 }] as const)(
    'of many sends completes those that began and refuses the others, mining %o',
    { timeout: 60_000 },
    async (mining) => {
      for (const count of [0, 1, 2, 4, 8, 16, 32, 64]) {
        const dataPath = await temporaryFolder()
        const network = await createNetwork({ ...scenarioOptions, dataPath })
        await play(network, 0, 2)
        network.setMining(mining)
        const [alice, group, token] = [network.node('alice'), first(network, 'alice'), tokenOf(network, 'alice')]
        const bob = network.node('bob').address
        const sending = [
          ...Array.from({ length: 4 }, () => token.send('transfer', [bob, 1n]).then(({ marker }) => marker)),
          group.send({ to: bob }).then(({ marker }) => marker),
          group.deploy({ bytecode: '0x00' }).then(({ deployment }) => deployment?.marker),
          alice.createGroup({ members: ['alice'] }).then(({ creation }) => creation?.marker),
          alice.sendPublicTransaction({ to: bob }).then(({ hash }) => hash),
        ]
        const settling = Promise.allSettled(sending)
        await turns(count)
        const closing = network.close()
        const late = Promise.allSettled([token.send('transfer', [bob, 1n]), alice.sendPublicTransaction({ to: bob })])
        await closing
        for (const each of await late) expect(each).toMatchObject({ reason: { code: 'CLOSED' } })
        await using again = await createNetwork({ dataPath })
        for (const each of await settling) {
          if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'CLOSED' })
          else if (mining === 'auto') expect(again.publicReceipt(each.value ?? '')).toBeDefined()
        }
        for (const node of again.nodes) expect(node.head).toEqual(again.head)
        expect(await again.divergence(first(again, 'alice').id)).toBeUndefined()
      }
    },
  )

  it('waits for no enclave that never answers, and lets the add go on', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...scenarioOptions, dataPath })
    await play(network, 0, 2)
    for (const type of ['send', 'push', 'receive']) {
      const { faults } = network.node(type === 'send' ? 'alice' : 'bob').enclave
      faults.before = (request) => (request.type === type ? new Promise<never>(() => undefined) : undefined)
    }
    const adding = first(network, 'alice').add('carol')
    await turns(3)
    await network.close()
    expect((await adding).transactions).toBe(3)
    await using again = await createNetwork({ dataPath })
    expect(await first(again, 'alice').state()).toMatchObject({ locked: false })
  })

  it('hides no failure of an enclave', async () => {
    const network = await createNetwork()
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    let sends = 0
    network.node('alice').enclave.faults.before = async ({ type }) => {
      if (type === 'send' && sends++ === 0) await new Promise<never>(() => undefined)
      if (type === 'send') throw new Error('disk full')
    }
    const adding = expect(group.add('carol')).rejects.toThrow('disk full')
    await turns(3)
    await network.close()
    await adding
    expect(sends).toBe(2)
  })

  it('is refused to what an enclave waits for, and is possible after that', async () => {
    const network = await createNetwork()
    const group = await network.node('alice').createGroup({ members: ['alice'] })
    network.node('alice').enclave.faults.before = async ({ type }) => {
      if (type === 'send') await network.close()
    }
    await expect(group.send({ to: network.node('bob').address })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await network.close()
  })

  it('by a listener of the block that a send waits for lets both end', async () => {
    const network = await createNetwork()
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    let closing: Promise<void> | undefined
    network.on('block', () => {
      closing ??= network.close()
    })
    expect(await group.add('carol')).toMatchObject({ receipt: { status: 1 } })
    await closing
  })
})

it('a closed network says so, whatever it is asked to do', async () => {
  const network = await createNetwork()
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const contract = await group.deploy({ bytecode: '0x00' })
  const raw = `0x${'00'.repeat(64)}`
  await network.close()
  const asked: (() => unknown)[] = [
    () => network.token(),
    () => network.sendRawTransaction(raw),
    () => alice.createGroup({ members: ['alice'] }),
    () => alice.sendPrivateTransaction(raw),
    () => alice.distributePrivateTransaction(raw),
    () => alice.sendPublicTransaction({ to: alice.address }),
    () => alice.sendRawTransaction(raw),
    () => alice.createPrivacyGroup({ addresses: [alice.enclaveKey] }),
    () => alice.deletePrivacyGroup(group.id),
    () => group.state(),
    () => group.members(),
    () => group.root(),
    () => group.history(),
    () => group.result(raw),
    () => group.nextNonce(alice.address),
    () => group.call({ to: alice.address }),
    () => group.call(contract, 'f'),
    () => group.send({ to: alice.address }),
    () => group.deploy({ bytecode: '0x00' }),
    () => group.lock(),
    () => group.unlock(),
    () => group.add('carol'),
    () => group.add('carol', { dryRun: true }),
    () => group.remove('bob'),
    () => group.upgrade(contract.address),
    () => contract.send('f'),
    () => contract.call('f'),
  ]
  for (const ask of asked) {
    await expect((async () => ask())(), String(ask)).rejects.toMatchObject({
      code: 'CLOSED',
      message: 'the network has been closed; create it again',
    })
  }
})
