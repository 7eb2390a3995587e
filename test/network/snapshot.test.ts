import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Network, type NetworkOptions, createNetwork, systemClock } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'
import { networkSnapshot } from '../support/networkSnapshot.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { play, scenario, scenarioOptions } from './scenario.ts'

/** All blocks byte for byte, what waits, and everything that the nodes know. */
async function everything(network: Network) {
  const blocks = []
  for (let number = 0n; number <= network.head.number; number++) {
    blocks.push(network.blockRlp(network.nodes[0]?.canonicalHash(number) ?? '0x'))
  }
  return { blocks, pending: network.pending, nodes: await networkSnapshot(network) }
}

const TO = `0x${'11'.repeat(20)}`

describe('a snapshot', () => {
  it.each([
    ['in memory', async (): Promise<NetworkOptions> => ({})],
    ['on disk', async (): Promise<NetworkOptions> => ({ dataPath: await temporaryFolder() })],
  ] as const)('is where everything goes on byte for byte: %s', async (_, options) => {
    const { dataPath, ...rest } = await options()
    const place = dataPath === undefined ? {} : { dataPath }
    const network = await createNetwork({ ...scenarioOptions, ...rest, ...place })
    await play(network, 0, 6)
    const before = await everything(network)
    const id = await network.snapshot()
    await play(network, 6)
    const after = await everything(network)
    expect(await network.revert(id)).toBe(true)
    expect(await everything(network)).toEqual(before)
    await play(network, 6)
    expect(await everything(network)).toEqual(after)
    await network.close()
    if (dataPath === undefined) return
    await using again = await createNetwork({ dataPath })
    expect(await everything(again)).toEqual(after)
  })

  it('has a rising id, and reverting ends it and later ones', async () => {
    const { network } = await openNetwork()
    expect([await network.snapshot(), await network.snapshot()]).toEqual(['0x1', '0x2'])
    await network.mine()
    expect(await network.snapshot()).toBe('0x3')
    expect(await network.revert('0x2')).toBe(true)
    expect(network.head.number).toBe(0n)
    for (const id of ['0x2', '0x3', '0x0', '0x9', '', 'latest', '2']) expect(await network.revert(id)).toBe(false)
    expect(await network.snapshot()).toBe('0x4')
    expect(await network.revert('0x1')).toBe(true)
  })

  it('covers payloads of the enclaves and what waits in the pool', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const waiting = await alice.createGroup({ members: ['alice', 'bob'] })
    const id = await network.snapshot()
    await network.mine()
    const sent = await waiting.deploy({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })
    const handle = network.pending[0]?.data ?? '0x'
    const dropped: string[] = []
    network.on('dropped', ({ hash }) => dropped.push(hash))
    await network.revert(id)
    expect(dropped).toEqual([sent.deployment?.marker])
    expect(network.pending.map(({ hash }) => hash)).toEqual([waiting.creation?.marker])
    await expect(bob.enclave.receive(Buffer.from(handle.slice(2), 'hex').toString('base64'))).rejects.toThrow()
    expect(waiting.nextNonce(alice.address)).toBe(1n)
    await network.mine()
    expect(bob.groups()).toEqual([waiting.id])
  })

  it('covers clock, mining, coinbase, impersonations and what the next block is to have', async () => {
    const { network, alice } = await openNetwork({ clock: systemClock() })
    const time = async (): Promise<bigint> => {
      const { block } = await network.mine()
      return network.parts.chain.requireBlock(Buffer.from(block.hash.slice(2), 'hex') as never).source.header.timestamp
    }
    const start = await time()
    const id = await network.snapshot()
    network.increaseTime(1_000_000)
    network.setMining('manual')
    network.setCoinbase(TO)
    network.impersonate(TO)
    await alice.sendPublicTransaction({ to: TO })
    await network.revert(id)
    expect(network.mining).toBe('auto')
    expect(network.isImpersonated(TO)).toBe(false)
    expect(network.pending).toEqual([])
    expect((await time()) - start).toBeLessThan(500_000n)
  })

  it('lets others go back as well', async () => {
    const { network } = await openNetwork()
    let value = 'first'
    network.onSnapshot(() => {
      const kept = value
      return () => (value = kept)
    })
    value = 'second'
    const id = await network.snapshot()
    value = 'third'
    await network.revert(id)
    expect(value).toBe('second')
    await network.reset()
    expect(value).toBe('first')
  })

  it('waits for blocks that are being made', async () => {
    const { network, alice } = await openNetwork()
    const sends = [1n, 2n].map((value) => alice.sendPublicTransaction({ to: TO, value }))
    const id = network.snapshot()
    const later = network.mine({ count: 3 })
    await Promise.all([...sends, later])
    const head = network.head.number
    await network.revert(await id)
    expect(network.head.number).toBeLessThan(head)
    expect(new Set(network.nodes.map((node) => node.head.hash))).toEqual(new Set([network.head.hash]))
    expect(network.publicReceipt((await sends[0])?.hash ?? '0x')?.status).toBe(1)
  })
})

describe('a reset', () => {
  it('is a network as it was made, in memory and on disk', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...scenarioOptions, dataPath })
    const first = await everything(network)
    const id = await network.snapshot()
    await play(network, 0, 4)
    const fourth = await everything(network)
    await network.reset()
    expect(await everything(network)).toEqual(first)
    expect(await network.revert(id)).toBe(false)
    expect(network.resets).toBe(1)
    await play(network, 0, 4)
    expect(await everything(network)).toEqual(fourth)
    await network.close()
    await using again = await createNetwork({ dataPath })
    expect(await everything(again)).toEqual(fourth)
    await play(again, 4, scenario.length)
  })
})

describe('a dump', () => {
  it('is a whole network, on disk or in memory', async () => {
    const network = await createNetwork(scenarioOptions)
    await play(network, 0, 8)
    const dump = await network.dumpState()
    const expected = await everything(network)
    await play(network, 8)
    const end = await everything(network)
    await network.close()

    const dataPath = await temporaryFolder()
    const other = await createNetwork({ ...scenarioOptions, dataPath })
    await play(other, 0, 3)
    await other.loadState(dump)
    expect(await everything(other)).toEqual(expected)
    await other.close()
    await using again = await createNetwork({ dataPath })
    expect(await everything(again)).toEqual(expected)
    await play(again, 8)
    expect(await everything(again)).toEqual(end)
  })

  it('is of one network', async () => {
    const { network } = await openNetwork()
    const dump = await network.dumpState()
    const others = [{ nodes: ['alice', 'bob', 'charlie', 'dave'] }, { seed: 'other' }]
    for (const options of others) {
      const other = await openNetwork(options)
      await expect(other.network.loadState(dump)).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    }
    for (const wrong of ['0x', '0x1f8b', dump.slice(0, -9), 'nothing']) {
      await expect(network.loadState(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  })
})

describe('any script with snapshots', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('store' as const), value: fc.nat(9), by: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pay' as const), value: fc.nat(9), by: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('mine' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat(99) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('snapshot' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('revert' as const), to: fc.nat(3) }) },
  )
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

  async function begin(): Promise<Network> {
    const network = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    await group.deploy({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })
    network.setMining('manual')
    return network
  }

  async function take(network: Network, one: Step): Promise<void> {
    const [id = ''] = network.node('alice').groups()
    const mined = async (): Promise<unknown> => network.mine()
    const group = network.node('alice').group(id)
    switch (one.kind) {
      case 'store':
        await network.nodes[one.by]?.group(id).send({ to: TO, data: `0x0${one.value}`, check: false })
        break
      case 'pay':
        await network.nodes[one.by]?.sendPublicTransaction({ to: TO, value: BigInt(one.value) })
        break
      case 'mine':
        await mined()
        break
      case 'add':
        await group.lock({ check: false })
        await mined()
        await group.add('carol', { check: false }).catch(() => undefined)
        await mined()
        break
      case 'remove':
        await group.remove('carol', { check: false })
        await mined()
        break
      case 'wait':
        network.increaseTime(one.seconds)
        break
      case 'snapshot':
      case 'revert':
        break
    }
  }

  it('leaves what a run without the reverted part leaves', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        await using network = await begin()
        let kept: Step[] = []
        let snapshots: { id: string; kept: Step[] }[] = []
        for (const one of steps) {
          if (one.kind === 'snapshot') snapshots.push({ id: await network.snapshot(), kept: [...kept] })
          else if (one.kind !== 'revert') {
            await take(network, one)
            kept.push(one)
          } else if (one.to < snapshots.length) {
            const target = snapshots[one.to]
            expect(await network.revert(target?.id ?? '')).toBe(true)
            kept = [...(target?.kept ?? [])]
            snapshots = snapshots.slice(0, one.to)
          }
        }
        await network.mine()
        await using expected = await begin()
        for (const one of kept) await take(expected, one)
        await expected.mine()
        expect(await everything(network)).toEqual(await everything(expected))
      }),
      { seed: 20_241_121, numRuns: 12 },
    )
  })
})
