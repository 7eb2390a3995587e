import { setImmediate } from 'node:timers/promises'
import {
  BrowserProvider,
  Contract,
  ContractFactory,
  type ContractTransactionReceipt,
  JsonRpcProvider,
  type JsonRpcApiProvider,
  Wallet,
  WebSocketProvider,
  getAddress,
  parseEther,
} from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, type NetworkNode, createNetwork } from '../../src/index.ts'
import { eventEmitter, token } from '../fixtures/contracts.ts'
import { type Party, playPrivateGroup } from './privateGroupScript.ts'
import { type Subscribe, hearOn, subscriberOf } from './subscriberOf.ts'
import { type Request, type TransportName, httpUrl, transports, wsUrl } from './transports.ts'

const STRANGER = getAddress('0x00000000000000000000000000000000005ca1ab')

let network: Network
const opened: { destroy(): void }[] = []
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
  await network.listen()
})
afterAll(async () => {
  for (const provider of opened) provider.destroy()
  await network.close()
})

/** A provider of the library; answers are never taken from its cache. */
function providerTo(node: NetworkNode, name: TransportName): JsonRpcApiProvider {
  const options = { cacheTimeout: -1, pollingInterval: 20 }
  const provider =
    name === 'HTTP'
      ? new JsonRpcProvider(httpUrl(node), undefined, options)
      : name === 'WebSocket'
        ? new WebSocketProvider(wsUrl(node), undefined, options)
        : new BrowserProvider(node.provider, undefined, options)
  opened.push(provider)
  return provider
}

function walletOf(node: NetworkNode, name: TransportName): Wallet {
  return new Wallet(node.account.privateKey, providerTo(node, name))
}

describe.each(transports)('ethers over %s', (name) => {
  it('reads the chain', async () => {
    const provider = providerTo(network.node('alice'), name)
    expect((await provider.getNetwork()).chainId).toBe(1337n)
    expect(await provider.getBlockNumber()).toBe(Number(network.head.number))
    expect((await provider.getBlock('latest'))?.hash).toBe(network.head.hash)
    expect(await provider.getBalance(network.node('alice').address)).toBeGreaterThan(0n)
    expect(await provider.getCode(network.node('alice').address)).toBe('0x')
    expect(await provider.getTransaction(`0x${'00'.repeat(32)}`)).toBeNull()
    expect(await provider.getTransactionReceipt(`0x${'00'.repeat(32)}`)).toBeNull()
  })

  it('sends a signed transaction', async () => {
    const wallet = walletOf(network.node('alice'), name)
    const provider = providerTo(network.node('bob'), name)
    const [before, nonce] = [await provider.getBalance(STRANGER), await wallet.getNonce()]
    expect(await wallet.estimateGas({ to: STRANGER, value: parseEther('1') })).toBe(21_000n)
    const response = await wallet.sendTransaction({ to: STRANGER, value: parseEther('1') })
    const receipt = await response.wait()
    expect(receipt).toMatchObject({ status: 1, gasUsed: 21_000n, to: STRANGER, hash: response.hash })
    expect(await provider.getBalance(STRANGER)).toBe(before + parseEther('1'))
    expect(await wallet.getNonce()).toBe(nonce + 1)
    expect(await provider.getTransaction(response.hash)).toMatchObject({ hash: response.hash, nonce })
  })

  it('deploys, calls, estimates, finds logs', async () => {
    const wallet = walletOf(network.node('bob'), name)
    const emitter = await deployEmitter(wallet)
    expect(await emitter.getFunction('store').estimateGas(5n)).toBeGreaterThan(21_000n)
    const receipt = await store(emitter, 5n)
    expect(await emitter.getFunction('value').staticCall()).toBe(5n)
    expect(await emitter.getFunction('value').staticCall({ blockTag: receipt.blockNumber - 1 })).toBe(0n)
    const [event, ...others] = await emitter.queryFilter('stored', 0)
    expect(event).toMatchObject({ eventName: 'stored', transactionHash: receipt.hash, removed: false })
    expect(event !== undefined && 'args' in event ? [...event.args] : []).toEqual([wallet.address, 5n])
    expect(others).toEqual([])
  })

  it('says why a call reverts', async () => {
    const wallet = walletOf(network.node('bob'), name)
    const contract = await new ContractFactory(token.abi, token.creation, wallet).deploy(10n)
    const { target } = await contract.waitForDeployment()
    const deployed = new Contract(target, token.abi, wallet)
    await expect(deployed.getFunction('transfer').staticCall(STRANGER, 11n)).rejects.toMatchObject({
      code: 'CALL_EXCEPTION',
    })
  })

  it('polls filters', async () => {
    const wallet = walletOf(network.node('carol'), name)
    const provider = providerTo(network.node('carol'), name)
    const emitter = await deployEmitter(wallet)
    const blocks: unknown = await provider.send('eth_newBlockFilter', [])
    const events: unknown = await provider.send('eth_newFilter', [{ address: emitter.target }])
    const receipt = await store(emitter, 8n)
    expect(await provider.send('eth_getFilterChanges', [blocks])).toEqual([receipt.blockHash])
    const logs = [expect.objectContaining({ transactionHash: receipt.hash, logIndex: '0x0' })]
    expect(await provider.send('eth_getFilterChanges', [events])).toEqual(logs)
    expect(await provider.send('eth_getFilterChanges', [events])).toEqual([])
    expect(await provider.send('eth_getFilterLogs', [events])).toEqual(logs)
    expect(await provider.send('eth_uninstallFilter', [events])).toBe(true)
    expect(await provider.send('eth_uninstallFilter', [blocks])).toBe(true)
  })

  it('watches events', async () => {
    const emitter = await deployEmitter(walletOf(network.node('alice'), name))
    const seen = new Promise<unknown[]>((resolve) => {
      void emitter.once('stored', (...args: unknown[]) => resolve(args.slice(0, 2)))
    })
    await store(emitter, 9n)
    expect(await whileMining(seen)).toEqual([getAddress(network.node('alice').address), 9n])
  })

  it('watches blocks', async () => {
    const wallet = walletOf(network.node('alice'), name)
    const before = Number(network.head.number)
    const seen = new Promise<number>((resolve) => void wallet.provider?.once('block', resolve))
    await wallet.sendTransaction({ to: STRANGER, value: 1n })
    expect(await whileMining(seen)).toBeGreaterThan(before)
  })

  it.each(['v1', 'v2'] as const)('lives in a group (%s)', async (era) => {
    const parties = ['alice', 'bob', 'carol'].map((member) => {
      const node = network.node(member)
      const provider = providerTo(node, name)
      return {
        node,
        provider,
        request: (method: string, params: readonly unknown[] = []) => provider.send(method, [...params]),
      }
    })
    const bob = parties[1]
    const subscribe = bob === undefined || name === 'HTTP' ? undefined : subscriberTo(bob.node, bob.provider)
    await playPrivateGroup(`ethers ${name} ${era}`, era, parties as unknown as [Party, Party, Party], subscribe)
  })

  it('gives code and text of an error', async () => {
    const provider = providerTo(network.node('alice'), name)
    const error = { code: -50100, message: 'Unable to decode the private signed raw transaction' }
    await expect(provider.send('eea_sendRawTransaction', ['0xc0'])).rejects.toMatchObject({
      error: expect.objectContaining(error) as unknown,
    })
  })
})

describe.each(['WebSocket', 'provider'] as const)('ethers subscribed over %s', (name) => {
  it('is told of blocks and logs', async () => {
    const wallet = walletOf(network.node('alice'), name)
    const provider = providerTo(network.node('alice'), name)
    const emitter = await deployEmitter(wallet)
    const subscribe = subscriberTo(network.node('alice'), provider)
    const heads = await subscribe('eth', ['newHeads'])
    const logs = await subscribe('eth', ['logs', { address: emitter.target }])
    const { blockHash, hash } = await store(emitter, 4n)
    expect(await heads.first).toMatchObject({ subscription: heads.id, result: { hash: blockHash } })
    expect(await logs.first).toMatchObject({
      subscription: logs.id,
      result: { address: (await emitter.getAddress()).toLowerCase(), blockHash, transactionHash: hash, removed: false },
    })
    for (const { id } of [heads, logs]) expect(await provider.send('eth_unsubscribe', [id])).toBe(true)
  })
})

/** Blocks go on until something has come: the library's pollers tell only of those that follow their first look. */
async function whileMining<T>(coming: Promise<T>): Promise<T> {
  let come = false
  const stop = (): void => void (come = true)
  coming.then(stop, stop)
  while (!come) {
    await network.mine()
    // Lets sockets have their turn.
    await setImmediate()
  }
  return coming
}

async function deployEmitter(wallet: Wallet): Promise<Contract> {
  const contract = await new ContractFactory(eventEmitter.abi, eventEmitter.creation, wallet).deploy()
  const { target } = await contract.waitForDeployment()
  expect(await wallet.provider?.getCode(target)).toBe(eventEmitter.runtime)
  return new Contract(target, eventEmitter.abi, wallet)
}

async function store(emitter: Contract, amount: bigint): Promise<ContractTransactionReceipt> {
  const response = await emitter.getFunction('store').send(amount)
  const receipt = await response.wait()
  if (receipt === null) throw new Error('no receipt')
  return receipt
}

function subscriberTo(node: NetworkNode, provider: JsonRpcApiProvider): Subscribe {
  const request: Request = (method, params = []) => provider.send(method, [...params])
  if (provider instanceof WebSocketProvider) return subscriberOf(request, hearOn(provider.websocket))
  return subscriberOf(request, (listener) => node.provider.on('message', ({ type, data }) => listener(type, data)))
}
