import { describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const POOR = `0x${'11'.repeat(20)}`
/** Returns slot 0. */
const READER = '0x60005460005260206000f3'
const NODES = ['alice', 'bob']

function stateOf(network: Network, address: string) {
  const { chain } = network.parts
  const view = chain.stateAfter(chain.head)
  const account = view.account(address as `0x${string}`)
  return {
    balance: account?.balance,
    nonce: account?.nonce,
    code: toHex(view.code(address as `0x${string}`)),
    slot: toHex(view.slot(address as `0x${string}`, `0x${'00'.repeat(32)}`)),
  }
}

describe('the public state changed by hand', () => {
  it('is that of the head, with the header as it was, also after a restart', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ nodes: NODES, dataPath })
    await network.mine()
    const { head } = network
    await network.setBalance(POOR, 5n)
    await network.setNonce(POOR, 7n)
    await network.setCode(POOR, READER)
    await network.setStorageAt(POOR, '0x00', '0x1234')
    const altered = { balance: 5n, nonce: 7n, code: READER, slot: '0x1234' }
    expect(stateOf(network, POOR)).toEqual(altered)
    expect(network.head).toEqual(head)
    await network.close()
    {
      await using again = await createNetwork({ dataPath })
      expect(stateOf(again, POOR)).toEqual(altered)
      const { hash } = await again.node('alice').sendPublicTransaction({ to: POOR, value: 1n })
      expect(again.publicReceipt(hash)?.status).toBe(1)
      expect(again.nodes.map((node) => node.head)).toEqual([again.head, again.head])
      await again.setStorageAt(POOR, '0x', '0x')
    }
    await using third = await createNetwork({ dataPath })
    expect(stateOf(third, POOR)).toEqual({ ...altered, balance: 6n, slot: '0x' })
  })

  it('is what blocks are executed on, whoever executes them when', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ nodes: NODES, dataPath })
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    await network.setBalance(alice.address, 100n)
    bob.enclave.faults.failWith({ kind: 'server', message: 'down' })
    const group = await alice.createGroup({ members: ['alice', 'bob'] }).catch(() => undefined)
    expect(group).toBeDefined()
    await alice.sendPublicTransaction({ to: POOR, value: 100n })
    expect(stateOf(network, alice.address).balance).toBe(0n)
    expect(bob.head.number).toBe(0n)
    await network.close()
    // Bob executes both blocks again on the altered state of the genesis block.
    await using again = await createNetwork({ dataPath })
    await again.sync('bob')
    expect(again.node('bob').head).toEqual(again.head)
    expect(again.node('bob').stateRoot(group?.id ?? '')).toBe(again.node('alice').stateRoot(group?.id ?? ''))
  })

  it('is seen by private contracts', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await network.setCode(POOR, READER)
    await network.setStorageAt(POOR, '0x00', '0x2a')
    // Calls the public contract and returns what it returns.
    const asks = `0x60206000600060006000${'73'}${POOR.slice(2)}5af15060206000f3`
    const code = asks.slice(2)
    const length = (code.length / 2).toString(16).padStart(2, '0')
    const contract = await group.deploy({ bytecode: `0x60${length}80600b6000396000f3${code}` })
    expect(BigInt(await group.call({ to: contract.address }))).toBe(42n)
  })

  it('goes back with a snapshot', async () => {
    const { network } = await openNetwork()
    await network.setBalance(POOR, 5n)
    const id = await network.snapshot()
    await network.setBalance(POOR, 6n)
    await network.revert(id)
    expect(stateOf(network, POOR).balance).toBe(5n)
    await network.reset()
    expect(stateOf(network, POOR).balance).toBeUndefined()
  })

  it('is that of slots and values with an odd number of digits', async () => {
    const { network } = await openNetwork()
    await network.setStorageAt(POOR, '0x0', '0x123')
    expect(stateOf(network, POOR).slot).toBe('0x0123')
    await network.setStorageAt(POOR, '0x000', '0')
    expect(stateOf(network, POOR).slot).toBe('0x')
  })

  it('is not changed to what cannot be', async () => {
    const { network } = await openNetwork()
    const refusal = { code: 'INVALID_ARGUMENT' }
    await expect(network.setBalance('0x12', 1n)).rejects.toMatchObject(refusal)
    await expect(network.setBalance(POOR, -1n)).rejects.toMatchObject(refusal)
    await expect(network.setBalance(POOR, 2n ** 256n)).rejects.toMatchObject(refusal)
    await expect(network.setNonce(POOR, 2n ** 64n)).rejects.toMatchObject(refusal)
    await expect(network.setNonce(POOR, 1 as never)).rejects.toMatchObject(refusal)
    await expect(network.setCode(POOR, '0x1')).rejects.toMatchObject(refusal)
    await expect(network.setStorageAt(POOR, `0x${'00'.repeat(33)}`, '0x')).rejects.toMatchObject(refusal)
    await expect(network.setStorageAt(POOR, '0x', fromHex('00'.repeat(33)))).rejects.toMatchObject(refusal)
    expect(stateOf(network, POOR).balance).toBeUndefined()
  })
})
