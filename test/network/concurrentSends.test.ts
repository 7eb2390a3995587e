import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'

const TO = `0x${'11'.repeat(20)}`

describe('transactions of one account that are sent at once', () => {
  it.each(['auto', 'manual'] as const)('get nonces of their own (%s mining)', async (mining) => {
    await using network = await createNetwork({ nodes: ['alice', 'bob'], mining })
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    if (mining === 'manual') await network.mine()
    const sent = await Promise.all(Array.from({ length: 8 }, () => group.send({ to: TO })))
    const deployed = await Promise.all([1, 2, 3].map(() => group.deploy({ bytecode: '0x00' })))
    if (mining === 'manual') await network.mine()
    expect(sent.map(({ marker }) => group.result(marker)?.status)).toEqual(Array.from({ length: 8 }, () => 1))
    expect(new Set(deployed.map(({ address }) => address)).size).toBe(3)
    expect(network.node('bob').group(group.id).root()).toBe(group.root())
  })

  it('go on after one that the node refuses', async () => {
    await using network = await createNetwork({ nodes: ['alice', 'bob'] })
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    network.node('bob').enclave.faults.goOffline()
    const refused = group.send({ to: TO })
    const second = group.send({ to: TO })
    await expect(refused).rejects.toThrow()
    await expect(second).rejects.toThrow()
    network.node('bob').enclave.faults.comeOnline()
    expect((await group.send({ to: TO })).receipt?.status).toBe(1)
  })
})
