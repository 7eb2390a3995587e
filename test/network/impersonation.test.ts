import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const STRANGER = `0x${'51'.repeat(20)}`
const OTHER = `0x${'52'.repeat(20)}`
const TO = `0x${'11'.repeat(20)}`
const ETHER = 10n ** 18n

describe('an impersonated account', () => {
  it('sends without a key, until it is given up', async () => {
    const { network } = await openNetwork()
    await network.setBalance(STRANGER, ETHER)
    await expect(network.sendTransactionFrom({ from: STRANGER, to: TO })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    network.impersonate(STRANGER.toUpperCase().replace('0X', '0x'))
    const { hash, inclusion } = await network.sendTransactionFrom({ from: STRANGER, to: TO, value: 5n })
    expect(network.publicReceipt(hash)).toMatchObject({ status: 1, blockHash: inclusion?.block.hash })
    expect(network.nodes.map((node) => node.head)).toEqual(network.nodes.map(() => inclusion?.block))
    expect(network.stopImpersonating(STRANGER)).toBe(true)
    expect(network.stopImpersonating(STRANGER)).toBe(false)
    await expect(network.sendTransactionFrom({ from: STRANGER, to: TO })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    network.autoImpersonate(true)
    const next = await network.sendTransactionFrom({ from: STRANGER, data: '0x00' })
    expect(network.publicReceipt(next.hash)?.contractAddress).toBeDefined()
    network.autoImpersonate(false)
    expect(network.isImpersonated(STRANGER)).toBe(false)
  })

  it('may be a contract', async () => {
    const { network } = await openNetwork()
    await network.setBalance(STRANGER, ETHER)
    // Returns its own code hash.
    const code = '0x303f60005260206000f3'
    await network.setCode(STRANGER, code)
    network.impersonate(STRANGER)
    const { hash } = await network.sendTransactionFrom({ from: STRANGER, to: STRANGER })
    expect(network.publicReceipt(hash)?.status).toBe(1)
    const { chain } = network.parts
    expect(toHex(chain.stateAfter(chain.head).code(STRANGER as `0x${string}`))).toBe(code)
  })

  it('has transactions of its own hash, of both types, that only this network takes', async () => {
    const { network } = await openNetwork({ mining: 'manual' })
    network.autoImpersonate(true)
    for (const account of [STRANGER, OTHER]) await network.setBalance(account, ETHER)
    const request = { to: TO, value: 1n }
    const sent = [
      await network.sendTransactionFrom({ ...request, from: STRANGER }),
      await network.sendTransactionFrom({ ...request, from: OTHER }),
      await network.sendTransactionFrom({ ...request, from: OTHER, maxFeePerGas: 7n, maxPriorityFeePerGas: 2n }),
    ]
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(3)
    const { block } = await network.mine()
    expect(sent.map(({ hash }) => network.publicReceipt(hash)?.status)).toEqual([1, 1, 1])

    const foreign = await openNetwork()
    const raw = network.parts.chain.requireBlock(toBlockHash(fromHex(block.hash))).transactions[0]?.source.serialize()
    await expect(foreign.network.sendRawTransaction(raw ?? '0x')).rejects.toMatchObject({ code: 'TRANSACTION_REFUSED' })
    const { reports } = await foreign.network.importBlock(network.blockRlp(block.hash))
    expect([...reports.values()].map(({ imported }) => imported)).toEqual([false, false, false])
  })

  it('is the sender after a restart, for nodes that execute the block again as well', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ nodes: ['alice', 'bob'], dataPath })
    await network.setBalance(STRANGER, ETHER)
    network.impersonate(STRANGER)
    network.node('bob').enclave.faults.failWith({ kind: 'server', message: 'down' })
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    const { hash, inclusion } = await network.sendTransactionFrom({ from: STRANGER, to: TO, value: 3n })
    expect(network.node('bob').head.number).toBe(0n)
    await network.close()

    await using again = await createNetwork({ dataPath })
    await again.sync('bob')
    expect(again.node('bob').head).toEqual(inclusion?.block)
    expect(again.node('bob').groups()).toEqual([group.id])
    const block = again.parts.chain.requireBlock(toBlockHash(fromHex(inclusion?.block.hash ?? '')))
    expect(block.transactions.map((transaction) => [toHex(transaction.hash), toHex(transaction.sender())])).toEqual([
      [hash, STRANGER],
    ])
  })

  it('can send markers', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const [{ hash = '0x', to, data } = {}] = network.pending
    network.dropTransaction(hash)
    network.impersonate(STRANGER)
    await network.setBalance(STRANGER, ETHER)
    await network.sendTransactionFrom({ from: STRANGER, to: to ?? '0x', data: data ?? '0x' })
    await network.mine()
    expect(bob.groups()).toEqual([group.id])
  })

  it('gets an answer as others do when its transaction cannot be', async () => {
    const { network } = await openNetwork()
    network.impersonate(STRANGER)
    const send = (rest: object) => network.sendTransactionFrom({ from: STRANGER, to: TO, ...rest })
    await expect(send({ value: 1n })).rejects.toMatchObject({
      besu: { name: 'TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE' },
    })
    await expect(send({ gasLimit: 1n })).rejects.toMatchObject({ besu: { name: 'INTRINSIC_GAS_EXCEEDS_LIMIT' } })
    await expect(send({ nonce: -1n })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(send({ maxFeePerGas: 1n, maxPriorityFeePerGas: 2n })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    await expect(send({ to: '0x12' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})
