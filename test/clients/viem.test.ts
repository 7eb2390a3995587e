import {
  type Hex,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  getAddress,
  http,
  parseEther,
  publicActions,
  webSocket,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, type NetworkNode, createNetwork } from '../../src/index.ts'
import { eventEmitter, token } from '../fixtures/contracts.ts'
import { type Party, playPrivateGroup } from './privateGroupScript.ts'
import { type Subscribe, hearOn, subscriberOf } from './subscriberOf.ts'
import { type Request, type TransportName, httpUrl, transports, wsUrl } from './transports.ts'

const STRANGER = '0x00000000000000000000000000000000005ca1ab'

let network: Network
let closers: (() => void)[] = []
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
  await network.listen()
})
afterAll(async () => {
  for (const close of closers) close()
  closers = []
  await network.close()
})

function transportTo(node: NetworkNode, name: TransportName) {
  if (name === 'HTTP') return http(httpUrl(node), { retryCount: 0 })
  return name === 'WebSocket' ? socketTransportTo(node) : custom(node.provider, { retryCount: 0 })
}

function socketTransportTo(node: NetworkNode) {
  return webSocket(wsUrl(node), { retryCount: 0, reconnect: false, keepAlive: false })
}

/** The socket that all of viem's clients share. */
function socketTo(node: NetworkNode) {
  return createPublicClient({ transport: socketTransportTo(node) }).transport.getRpcClient()
}

function clientOf(node: NetworkNode, name: TransportName) {
  const chain = defineChain({
    id: 1337,
    name: 'Coterie',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })
  const account = privateKeyToAccount(node.account.privateKey)
  const transport = transportTo(node, name)
  return createWalletClient({ account, chain, transport, pollingInterval: 20 }).extend(publicActions)
}

/** The way to a method that the library does not know. */
function requestOf(node: NetworkNode, name: TransportName): Request {
  const client = createPublicClient({ transport: transportTo(node, name) })
  return (method, params = []) => client.request({ method, params } as never)
}

/** Ends the sockets that viem shares among its clients. */
async function closeLater(node: NetworkNode): Promise<void> {
  const socket = await socketTo(node)
  closers.push(() => socket.close())
}
beforeAll(() => Promise.all(network.nodes.map(closeLater)))

describe.each(transports)('viem over %s', (name) => {
  it('reads the chain', async () => {
    const client = clientOf(network.node('alice'), name)
    expect(await client.getChainId()).toBe(1337)
    expect(await client.getBlockNumber({ cacheTime: 0 })).toBe(network.head.number)
    const block = await client.getBlock()
    expect([block.number, block.hash]).toEqual([network.head.number, network.head.hash])
    expect(await client.getBalance({ address: client.account.address })).toBeGreaterThan(0n)
    expect(await client.getCode({ address: client.account.address })).toBeUndefined()
    expect(await client.getTransaction({ hash: `0x${'00'.repeat(32)}` }).catch((error: Error) => error.name)).toBe(
      'TransactionNotFoundError',
    )
  })

  it('sends a signed transaction', async () => {
    const client = clientOf(network.node('alice'), name)
    const before = await client.getBalance({ address: STRANGER })
    const nonce = await client.getTransactionCount({ address: client.account.address })
    expect(await client.estimateGas({ to: STRANGER, value: parseEther('1') })).toBe(21_000n)
    const hash = await client.sendTransaction({ to: STRANGER, value: parseEther('1') })
    const receipt = await client.waitForTransactionReceipt({ hash })
    expect(receipt).toMatchObject({ status: 'success', gasUsed: 21_000n, to: STRANGER, transactionHash: hash })
    expect(await client.getBalance({ address: STRANGER })).toBe(before + parseEther('1'))
    expect(await client.getTransactionCount({ address: client.account.address })).toBe(nonce + 1)
    expect(await client.getTransaction({ hash })).toMatchObject({ hash, nonce, value: parseEther('1') })
  })

  it('deploys, calls, estimates, finds logs', async () => {
    const client = clientOf(network.node('bob'), name)
    const address = await deployEmitter(client)
    const emitter = { address, abi: eventEmitter.abi } as const
    const gas = await client.estimateContractGas({ ...emitter, functionName: 'store', args: [5n] })
    const hash = await client.writeContract({ ...emitter, functionName: 'store', args: [5n], gas })
    const { status, blockNumber } = await client.waitForTransactionReceipt({ hash })
    expect(status).toBe('success')
    expect(await client.readContract({ ...emitter, functionName: 'value' })).toBe(5n)
    expect(await client.readContract({ ...emitter, functionName: 'value', blockNumber: blockNumber - 1n })).toBe(0n)
    const [event, ...others] = await client.getContractEvents({ ...emitter, fromBlock: 0n })
    expect(event).toMatchObject({
      eventName: 'stored',
      args: { from: client.account.address, amount: 5n },
      transactionHash: hash,
      blockNumber,
      removed: false,
    })
    expect(others).toEqual([])
    expect((await client.simulateContract({ ...emitter, functionName: 'store', args: [6n] })).result).toBeUndefined()
  })

  it('says why a call reverts', async () => {
    const client = clientOf(network.node('bob'), name)
    const hash = await client.deployContract({ abi: token.abi, bytecode: token.creation, args: [10n] })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    const request = requestOf(network.node('bob'), name)
    const transfer = client.simulateContract({
      abi: token.abi,
      address: contractAddress ?? '0x',
      functionName: 'transfer',
      args: [STRANGER, 11n],
    })
    await expect(transfer).rejects.toThrow('Execution reverted')
    await expect(request('eth_call', [{ to: contractAddress, data: '0xffffffff' }, 'latest'])).rejects.toMatchObject({
      code: -32000,
      details: 'Execution reverted',
    })
  })

  it('polls filters', async () => {
    const client = clientOf(network.node('carol'), name)
    const address = await deployEmitter(client)
    const emitter = { address, abi: eventEmitter.abi } as const
    const [blocks, events] = [await client.createBlockFilter(), await client.createContractEventFilter(emitter)]
    const hash = await client.writeContract({ ...emitter, functionName: 'store', args: [8n] })
    const { blockHash } = await client.waitForTransactionReceipt({ hash })
    expect(await client.getFilterChanges({ filter: blocks })).toEqual([blockHash])
    expect((await client.getFilterChanges({ filter: events })).map(({ args }) => args.amount)).toEqual([8n])
    expect(await client.getFilterChanges({ filter: events })).toEqual([])
    expect((await client.getFilterLogs({ filter: events })).map(({ args }) => args.amount)).toEqual([8n])
    expect(await client.uninstallFilter({ filter: events })).toBe(true)
    expect(await client.uninstallFilter({ filter: blocks })).toBe(true)
  })

  it('watches events', async () => {
    const client = clientOf(network.node('alice'), name)
    const address = await deployEmitter(client)
    const emitter = { address, abi: eventEmitter.abi } as const
    const seen = new Promise<readonly (bigint | undefined)[]>((resolve, reject) => {
      const stop = client.watchContractEvent({
        ...emitter,
        onLogs: (logs) => {
          stop()
          resolve(logs.map(({ args }) => args.amount))
        },
        onError: reject,
      })
    })
    await client.writeContract({ ...emitter, functionName: 'store', args: [9n] })
    expect(await seen).toEqual([9n])
  })

  it('watches blocks', async () => {
    const client = clientOf(network.node('alice'), name)
    const next = network.head.number + 1n
    const seen = new Promise<void>((resolve, reject) => {
      const stop = client.watchBlockNumber({
        onBlockNumber: (number) => {
          if (number < next) return
          stop()
          resolve()
        },
        onError: reject,
      })
    })
    await client.sendTransaction({ to: STRANGER, value: 1n })
    await seen
  })

  it.each(['v1', 'v2'] as const)('lives in a group (%s)', async (era) => {
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((member): Party => {
      const node = network.node(member)
      return { node, request: requestOf(node, name) }
    }) as [Party, Party, Party]
    const subscribe = name === 'HTTP' ? undefined : await subscriberTo(bob.node, name)
    await playPrivateGroup(`viem ${name} ${era}`, era, [alice, bob, carol], subscribe)
  })

  it('gives code and text of an error', async () => {
    const request = requestOf(network.node('alice'), name)
    await expect(request('priv_createPrivacyGroup', [{ addresses: [] }])).rejects.toMatchObject({
      details: 'Method not enabled',
    })
    await expect(request('eea_sendRawTransaction', ['0xc0'])).rejects.toMatchObject({
      details: 'Unable to decode the private signed raw transaction',
    })
  })
})

describe.each(['WebSocket', 'provider'] as const)('viem subscribed over %s', (name) => {
  it('is told of blocks and logs', async () => {
    const client = clientOf(network.node('alice'), name)
    const address = await deployEmitter(client)
    const subscribe = await subscriberTo(network.node('alice'), name)
    const heads = await subscribe('eth', ['newHeads'])
    const logs = await subscribe('eth', ['logs', { address }])
    const hash = await client.writeContract({ address, abi: eventEmitter.abi, functionName: 'store', args: [4n] })
    const { blockHash } = await client.waitForTransactionReceipt({ hash })
    expect(await heads.first).toMatchObject({ subscription: heads.id, result: { hash: blockHash } })
    expect(await logs.first).toMatchObject({
      subscription: logs.id,
      result: { address: address.toLowerCase(), blockHash, transactionHash: hash, removed: false },
    })
    const request = requestOf(network.node('alice'), name)
    for (const { id } of [heads, logs]) expect(await request('eth_unsubscribe', [id])).toBe(true)
    await expect(request('eth_unsubscribe', [heads.id])).rejects.toMatchObject({ details: 'Subscription not found' })
  })
})

async function deployEmitter(client: ReturnType<typeof clientOf>): Promise<Hex> {
  const hash = await client.deployContract({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  expect(await client.getCode({ address: contractAddress ?? '0x' })).toBe(eventEmitter.runtime)
  return getAddress(contractAddress ?? '0x')
}

async function subscriberTo(node: NetworkNode, name: 'WebSocket' | 'provider'): Promise<Subscribe> {
  const request = requestOf(node, name)
  if (name === 'WebSocket') return subscriberOf(request, hearOn((await socketTo(node)).socket))
  return subscriberOf(request, (listener) => node.provider.on('message', ({ type, data }) => listener(type, data)))
}
