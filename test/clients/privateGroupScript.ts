import { type Hex, encodeFunctionData, keccak256, pad, parseAbi, stringToHex } from 'viem'
import { expect } from 'vitest'
import type { NetworkNode } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { signPrivateTransaction } from './signPrivateTransaction.ts'
import type { Subscribe } from './subscriberOf.ts'
import type { Request } from './transports.ts'

const PROXY = '0x000000000000000000000000000000000000007c'
/** `addParticipants` of each generation of the management contracts (spec 05 §1). */
const ADD = {
  v1: parseAbi(['function addParticipants(bytes32[])']),
  v2: parseAbi(['function addParticipants(bytes[])']),
}

/** Generation of the management contracts. */
export type Era = keyof typeof ADD

/** A node and a client's way to it. */
export interface Party {
  readonly node: NetworkNode
  readonly request: Request
}

interface Receipt {
  readonly status: Hex
  readonly contractAddress?: Hex
  readonly output: Hex
  readonly logs: readonly { readonly data: Hex }[]
}

/**
 * The life of a flexible group as a client sees it: created by the first party for the first two, a contract deployed,
 * called, read and watched, and nothing of it at the third.
 * @param purpose makes the group's id.
 * @param subscribe at the second party; over HTTP there is no way.
 */
export async function playPrivateGroup(
  purpose: string,
  era: Era,
  [alice, bob, carol]: readonly [Party, Party, Party],
  subscribe: Subscribe | undefined,
): Promise<void> {
  const id = Buffer.from(keccak256(stringToHex(purpose)).slice(2), 'hex').toString('base64')
  const members = [alice.node.enclaveKey, bob.node.enclaveKey]
  const send = (party: Party, to: Hex | undefined, data: Hex) => sendPrivate(party, id, to, data)

  expect(await alice.request('priv_getTransactionCount', [alice.node.address, id])).toBe('0x0')
  const created = await send(alice, PROXY, addParticipants(era, members))
  expect(created.receipt).toMatchObject({
    status: '0x1',
    to: PROXY,
    privacyGroupId: id,
    commitmentHash: created.marker,
  })
  expect(created.receipt.logs).toHaveLength(2)
  for (const { request } of [alice, bob]) {
    expect(await request('privx_findFlexiblePrivacyGroup', [members])).toContainEqual({
      privacyGroupId: id,
      name: '',
      description: '',
      type: 'FLEXIBLE',
      members,
    })
  }
  expect(await carol.request('privx_findFlexiblePrivacyGroup', [members])).toEqual([])

  const { receipt: deployed } = await send(alice, undefined, eventEmitter.creation)
  expect(deployed).toMatchObject({ status: '0x1', output: eventEmitter.runtime })
  const address = deployed.contractAddress
  expect(await bob.request('priv_getCode', [id, address, 'latest'])).toBe(eventEmitter.runtime)
  expect(await carol.request('priv_getCode', [id, address, 'latest'])).toBeNull()

  const filter = await bob.request('priv_newFilter', [id, { address }])
  const subscription = await subscribe?.('priv', [id, 'logs', { address }])
  const store = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'store', args: [7n] })
  const stored = await send(bob, address, store)
  const data = `${pad(bob.node.address)}${pad('0x07').slice(2)}`
  expect(stored.receipt.logs.map((log) => log.data)).toEqual([data])

  const value = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'value' })
  for (const { request } of [alice, bob]) {
    expect(await request('priv_call', [id, { to: address, data: value }, 'latest'])).toBe(pad('0x07'))
  }
  expect(await carol.request('priv_call', [id, { to: address, data: value }, 'latest'])).toBe('0x')

  const log: unknown = expect.objectContaining({ address, data, transactionHash: stored.marker, logIndex: '0x0' })
  const logs = [log]
  expect(await alice.request('priv_getLogs', [id, { address, fromBlock: 'earliest' }])).toEqual(logs)
  expect(await carol.request('priv_getLogs', [id, {}])).toEqual([])
  expect(await bob.request('priv_getFilterChanges', [id, filter])).toEqual(logs)
  expect(await bob.request('priv_getFilterChanges', [id, filter])).toEqual([])
  expect(await bob.request('priv_getFilterLogs', [id, filter])).toEqual(logs)
  expect(await bob.request('priv_uninstallFilter', [id, filter])).toBe(true)
  if (subscription !== undefined) {
    const told = { subscription: subscription.id, privacyGroupId: id, result: log }
    expect(await subscription.first).toEqual(told)
    expect(await bob.request('priv_unsubscribe', [id, subscription.id])).toBe(true)
  }

  expect(await carol.request('priv_getTransactionReceipt', [stored.marker])).toBeNull()
  expect(await alice.request('priv_getPrivateTransaction', [stored.marker])).toMatchObject({
    from: bob.node.address,
    input: store,
    privateFrom: bob.node.enclaveKey,
    privacyGroupId: id,
    restriction: 'restricted',
  })
  const root = await alice.request('priv_debugGetStateRoot', [id, 'latest'])
  expect(root).toMatch(/^0x[0-9a-f]{64}$/)
  expect(await bob.request('priv_debugGetStateRoot', [id, 'latest'])).toBe(root)
}

/** Calldata of the creation of a group. @param members base64. */
export function addParticipants(era: Era, members: readonly string[]): Hex {
  const keys = members.map((key): Hex => `0x${Buffer.from(key, 'base64').toString('hex')}`)
  return encodeFunctionData({ abi: ADD[era], functionName: 'addParticipants', args: [keys] })
}

/** Signs with the node's account and the next nonce, sends, and waits for both receipts, which come together. */
async function sendPrivate(
  { node, request }: Party,
  privacyGroupId: string,
  to: Hex | undefined,
  data: Hex,
): Promise<{ marker: Hex; receipt: Receipt }> {
  const raw = await signPrivateTransaction({
    nonce: Number(await request('priv_getTransactionCount', [node.address, privacyGroupId])),
    to,
    data,
    chainId: Number(await request('eth_chainId')),
    privateFrom: node.enclaveKey,
    privacyGroupId,
    privateKey: node.account.privateKey,
  })
  const marker = (await request('eea_sendRawTransaction', [raw])) as Hex
  expect(await request('eth_getTransactionReceipt', [marker])).toMatchObject({ status: '0x1', transactionHash: marker })
  return { marker, receipt: (await request('priv_getTransactionReceipt', [marker])) as Receipt }
}
