/** How a node takes blocks whose markers it cannot or need not execute (spec 02 §2, §3). */
import { RLP } from '@ethereumjs/rlp'
import { describe, expect, it } from 'vitest'
import type { EnclaveFailure } from '../../src/enclave/EnclaveFaults.ts'
import { createNetwork } from '../../src/createNetwork.ts'
import type { Network } from '../../src/network/Network.ts'
import { FLEXIBLE_PRIVACY_PRECOMPILE } from '../../src/primitives/addresses.ts'
import { EMPTY_BYTES, fromBase64, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { toEnclaveKey, toGroupVersion } from '../../src/primitives/identifiers.ts'
import { encodeEnvelope } from '../../src/transaction/envelope.ts'
import type { UnsignedPrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import {
  LOCK,
  PROXY,
  founded,
  installing,
  manualNetwork,
  mined,
  nextReport,
  plant,
  sendMarker,
  submitted,
  submittedAdd,
} from './scenes.ts'

const FAILURES: readonly [string, EnclaveFailure | 'offline'][] = [
  ['a server error', { kind: 'server', message: 'out of order', status: 500 }],
  ['a time-out', { kind: 'io', message: 'time-out' }],
  ['an enclave that is offline', 'offline'],
]
const trouble = (network: Network, node: string, failure: EnclaveFailure | 'offline'): void => {
  const { faults } = network.node(node).enclave
  if (failure === 'offline') faults.goOffline()
  else faults.failWith(failure)
}

/** An envelope of alice with these fields. */
function envelope(network: Network, fields: Partial<UnsignedPrivateTransaction>): string {
  const { account, enclaveKey } = network.node('alice')
  const transaction = signPrivateTransaction(
    {
      nonce: 0n,
      gasPrice: 0n,
      gasLimit: 0n,
      to: undefined,
      value: 0n,
      payload: EMPTY_BYTES,
      chainId: undefined,
      privateFrom: toEnclaveKey(fromBase64(enclaveKey)),
      recipients: { kind: 'group', groupId: new Uint8Array(32) },
      restriction: 'restricted',
      ...fields,
    },
    fromHex(account.privateKey),
  )
  return toBase64(encodeEnvelope({ transaction, version: toGroupVersion(new Uint8Array(32)) }))
}

describe('trouble with the enclave while importing', () => {
  it.each(FAILURES)('FP-84 %s refuses the block; the next one has no parent; a retry mends it', async (_, failure) => {
    const network = await manualNetwork()
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    await submitted(group, { data: installing('00') })
    trouble(network, 'bob', failure)
    expect(await nextReport(network, 'bob')).toMatchObject({
      imported: false,
      error: { code: 'BLOCK_PROCESSING_FAILED' },
    })
    expect(await nextReport(network, 'bob')).toMatchObject({ imported: false, error: { code: 'UNKNOWN_PARENT' } })
    expect(network.nodes.map(({ head }) => head.number)).toEqual([3n, 1n, 3n])
    expect(network.node('bob').enclave.faults.offline).toBe(failure === 'offline')
    network.node('bob').enclave.faults.clear()
    expect((await network.sync('bob')).map(({ imported }) => imported)).toEqual([true, true])
    expect(network.node('bob').stateRoot(group.id)).toBe(network.node('alice').stateRoot(group.id))
  })

  it('FP-83 a client error means that the payload is for others', async () => {
    const network = await manualNetwork()
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    const marker = await submitted(group, { data: installing('00') })
    trouble(network, 'bob', { kind: 'client', message: 'EnclavePayloadNotFound', status: 404 })
    expect(await nextReport(network, 'bob')).toMatchObject({
      imported: true,
      markers: [{ marker, group: undefined, result: 'skipped', reason: 'payload-not-here' }],
    })
    network.node('bob').enclave.faults.clear()
    expect(network.node('bob').privateReceipt(marker)).toBeUndefined()
    expect(network.node('bob').stateRoot(group.id)).not.toBe(network.node('alice').stateRoot(group.id))
  })

  it.each(FAILURES)('%s at a history refuses the block as well', async (_, failure) => {
    const network = await manualNetwork()
    const group = await founded(network.node('alice'), network, ['alice'])
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [network.node('carol')])
    trouble(network, 'carol', failure)
    expect(await nextReport(network, 'carol')).toMatchObject({
      imported: false,
      error: { code: 'HYDRATION_FAILED' },
      markers: [],
    })
    network.node('carol').enclave.faults.clear()
    expect(await network.sync('carol')).toMatchObject([{ imported: true, replays: [{ transactions: 2 }] }])
  })

  it('looks for histories before it executes anything', async () => {
    const network = await manualNetwork()
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    await mined(network, group, { to: PROXY, data: LOCK })
    const asked: string[] = []
    const query = await submitted(group, { to: PROXY, data: '0x5aa68ac0' })
    const add = await submittedAdd(group, [network.node('carol')])
    network.node('bob').enclave.faults.before = ({ handle }) => void asked.push(toHex(handle))
    const [first, second] = network.pending.map(({ data }) => data)
    await network.mine({ transactions: [query, add] })
    expect(asked).toEqual([`0x${second?.slice(66)}`, first, second?.slice(0, 66)])
  })
})

describe('markers that do nothing (FP-82, FP-86, FP-91)', () => {
  it.each<[string, (network: Network) => [payload: string, senderKey: string], string]>([
    ['another sender key', (network) => [envelope(network, {}), network.node('bob').enclaveKey], 'sender-key-mismatch'],
    [
      'no privateFrom',
      (network) => [envelope(network, { privateFrom: toEnclaveKey(EMPTY_BYTES) }), ''],
      'sender-key-mismatch',
    ],
    [
      'legacy recipients',
      (network) => [
        envelope(network, { recipients: { kind: 'legacy', privateFor: [] } }),
        network.node('alice').enclaveKey,
      ],
      'no-group-id',
    ],
  ])('%s', async (_, make, reason) => {
    const network = await manualNetwork()
    const [payload, senderKey] = make(network)
    const marker = await sendMarker(network, await plant(payload, [network.node('alice')], senderKey))
    const report = await nextReport(network, 'alice')
    expect(report).toMatchObject({ imported: true, markers: [{ marker, result: 'skipped', reason }] })
    expect([network.node('alice').privateReceipt(marker), network.node('alice').groups()]).toEqual([undefined, []])
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1, logs: [] })
  })

  it.each([0, 31, 33, 63, 65])('data of %i bytes', async (length) => {
    const network = await manualNetwork({ nodes: ['alice'] })
    const data = new Uint8Array(length).fill(1)
    const { hash } = await network.node('alice').sendPublicTransaction({ to: toHex(FLEXIBLE_PRIVACY_PRECOMPILE), data })
    expect(await nextReport(network, 'alice')).toMatchObject({
      imported: true,
      markers: [{ marker: hash, reason: 'not-a-marker' }],
    })
    expect(network.publicReceipt(hash)).toMatchObject({ status: 1 })
  })

  it('creations and calls elsewhere are no markers', async () => {
    const network = await manualNetwork({ nodes: ['alice'] })
    await network.node('alice').sendPublicTransaction({ data: new Uint8Array(32) })
    await network.node('alice').sendPublicTransaction({ to: `0x${'7e'.padStart(40, '0')}`, data: new Uint8Array(32) })
    expect((await nextReport(network, 'alice')).markers).toEqual([])
  })
})

describe('blocks that cannot be imported', () => {
  it('says which parent is missing, and takes a known block as done', async () => {
    const [one, two] = await Promise.all([createNetwork({ mining: 'manual' }), createNetwork({ mining: 'manual' })])
    const first = (await one.mine()).block
    const second = (await one.mine()).block
    const { reports } = await two.importBlock(one.blockRlp(second.hash))
    expect(reports.get('alice')).toMatchObject({ imported: false, error: { code: 'UNKNOWN_PARENT' } })
    await two.importBlock(one.blockRlp(first.hash))
    expect((await two.importBlock(one.blockRlp(second.hash))).reports.get('alice')).toMatchObject({ imported: true })
    expect(await two.node('alice').importBlock(one.blockRlp(second.hash))).toMatchObject({
      imported: true,
      markers: [],
    })
    expect(two.head).toEqual(one.head)
  })

  it('have a body that is not that of their header, also where somebody has the right one', async () => {
    const other = await manualNetwork({ nodes: ['alice', 'bob'] })
    const network = await manualNetwork({ nodes: ['alice', 'bob'] })
    await sendMarker(other, await plant('AAAA', [other.node('alice')], ''))
    const good = other.blockRlp((await other.mine()).block.hash)
    const [header = EMPTY_BYTES, , ...rest] = RLP.decode(fromHex(good)) as [Uint8Array, Uint8Array, ...Uint8Array[]]
    const bad = RLP.encode([header, [], ...rest])
    for (let i = 0; i < 2; i++) {
      const { reports } = await network.importBlock(bad, ['bob'])
      expect(reports.get('bob')).toMatchObject({ imported: false, error: { code: 'BLOCK_INVALID' } })
      await network.importBlock(good, ['alice'])
    }
    expect((await network.importBlock(good, ['bob'])).reports.get('bob')).toMatchObject({ imported: true })
  })

  it('reports bytes that are no block', async () => {
    const network = await manualNetwork({ nodes: ['alice'] })
    for (const rlp of ['0x', '0xc0', '0x01', '0xc3c0c0c0']) {
      expect(await network.node('alice').importBlock(rlp)).toMatchObject({
        imported: false,
        error: { code: 'BLOCK_INVALID' },
      })
    }
    expect(await network.node('alice').importBlock('0x0')).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
  })
})
