import { encodeDeployData, encodeFunctionData } from 'viem'
import { type Hex, type Network, type NetworkNode, type NetworkOptions } from '../../../src/index.ts'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { ask } from '../../rpc/ask.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { PROXY, addCall } from '../support/management.ts'
import { openNetwork } from '../support/openNetwork.ts'
import { type Draft, rawTransaction } from '../support/signedTransaction.ts'

/** What a private receipt says, as far as the scenarios ask. */
export interface Receipt {
  readonly contractAddress?: Hex
  readonly output: Hex
  readonly status: Hex
  readonly revertReason?: Hex
  readonly logs: readonly { readonly data: Hex }[]
}

/** Id of the group of {@link groupOfTwo}. */
export const GROUP = toBase64(new Uint8Array(32).fill(0x61))

export const stored = (value: bigint): Hex => toHex32(value)
export const store = (value: bigint): Hex =>
  encodeFunctionData({ abi: eventEmitter.abi, functionName: 'store', args: [value] })
export const VALUE: Hex = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'value' })
export const EMITTER: Hex = encodeDeployData({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })

/** Sends a private transaction through JSON-RPC. @returns hash of the marker. */
export async function send(node: NetworkNode, draft: Draft, group = GROUP): Promise<Hex> {
  return (await ask(node, 'eea_sendRawTransaction', toHex(rawTransaction(node, group, draft)))) as Hex
}

export const receiptOf = (node: NetworkNode, marker: string): Promise<Receipt | null> =>
  ask(node, 'priv_getTransactionReceipt', marker) as Promise<Receipt | null>

/** Sends a transaction and gives its receipt. */
export async function sent(node: NetworkNode, draft: Draft, group = GROUP): Promise<Receipt> {
  const receipt = await receiptOf(node, await send(node, draft, group))
  if (receipt === null) throw new RangeError('there is no receipt')
  return receipt
}

export const call = (node: NetworkNode, to: string, data: Hex, block = 'latest', group = GROUP): Promise<unknown> =>
  ask(node, 'priv_call', group, { to, data }, block)

/** A network with a group of alice and bob, made through JSON-RPC. */
export async function groupOfTwo(options: NetworkOptions = {}): Promise<{
  network: Network
  alice: NetworkNode
  bob: NetworkNode
  charlie: NetworkNode
  creation: Hex
}> {
  const cast = await openNetwork(options)
  const { alice, bob, network } = cast
  const creation = await send(alice, { to: PROXY, data: addCall([alice, bob]) })
  if (options.mining === 'manual') await network.mine()
  return { ...cast, creation }
}

/** {@link groupOfTwo} with an EventEmitter. */
export async function withEmitter() {
  const cast = await groupOfTwo()
  const { contractAddress } = await sent(cast.alice, { data: EMITTER })
  if (contractAddress === undefined) throw new RangeError('the contract was not deployed')
  return { ...cast, emitter: contractAddress }
}

const toHex32 = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`
