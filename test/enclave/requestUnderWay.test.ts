import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const TO = `0x${'11'.repeat(20)}`

const waitingWork: [string, (network: Network) => Promise<unknown>][] = [
  ['mine', (network) => network.mine()],
  ['snapshot', (network) => network.snapshot()],
  ['revert', (network) => network.revert('0x1')],
  ['reorg', (network) => network.reorg(1)],
  ['sync', (network) => network.sync('bob')],
  ['importBlock', (network) => network.importBlock(network.blockRlp(network.head.hash))],
  ['importBlock of a node', (network) => network.node('bob').importBlock(network.blockRlp(network.head.hash))],
  ['setBalance', (network) => network.setBalance(TO, 1n)],
  ['sending', (network) => network.node('bob').sendPublicTransaction({ to: TO })],
  ['close', (network) => network.close()],
]

describe('what is awaited before a request to an enclave', () => {
  it('throws where it would wait for itself, and the network goes on', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const refused: string[] = []
    bob.enclave.faults.before = async ({ type }) => {
      if (type !== 'receive') return
      bob.enclave.faults.before = undefined
      for (const [name, work] of waitingWork) {
        await work(network).catch((error: { code: string }) => refused.push(`${name} ${error.code}`))
      }
    }
    const { marker } = (await group.deploy({ bytecode: fromHex(eventEmitter.creation) })).deployment ?? {}
    expect(refused).toEqual(waitingWork.map(([name]) => `${name} INVALID_ARGUMENT`))
    expect(bob.privateReceipt(marker as string)?.status).toBe(1)
    expect(await network.snapshot()).toBe('0x1')
  })

  it('makes the node refuse the block when it lets the error through', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    bob.enclave.faults.before = async ({ type }) => void (type === 'receive' && (await network.snapshot()))
    const { deployment } = await group.deploy({ bytecode: eventEmitter.creation })
    expect(deployment?.inclusion?.reports.get('bob')).toMatchObject({ imported: false })
    expect(String(deployment?.inclusion?.reports.get('bob')?.error)).toContain('setImmediate')
    bob.enclave.faults.clear()
    await network.sync('bob')
    expect(bob.head).toEqual(network.head)
  })

  it('may be anything but close while a payload is sent', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { number } = network.head
    const closed: string[] = []
    alice.enclave.faults.before = async ({ type }) => {
      if (type !== 'send') return
      await network.mine()
      await network.close().catch((error: { code: string }) => closed.push(error.code))
    }
    await group.deploy({ bytecode: eventEmitter.creation })
    expect(network.head.number).toBe(number + 2n)
    expect(closed).toEqual(['INVALID_ARGUMENT'])
  })

  it('may start such work that nobody awaits once it has returned', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const snapshot = new Promise<string>((resolve, reject) => {
      bob.enclave.faults.before = ({ type }) => {
        if (type !== 'receive') return
        bob.enclave.faults.before = undefined
        setImmediate(() => void network.snapshot().then(resolve, reject))
      }
    })
    await group.deploy({ bytecode: eventEmitter.creation })
    expect(await snapshot).toBe('0x1')
  })
})
