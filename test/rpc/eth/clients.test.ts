import { BrowserProvider, Contract as EthersContract, ContractFactory, Wallet } from 'ethers'
import { createPublicClient, custom } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { eventEmitter, token } from '../../fixtures/contracts.ts'
import { KEY, account, chain, openNetwork, walletOf } from './request.ts'

let network: Network
beforeEach(async () => {
  network = await openNetwork()
})
afterEach(() => network.close())

const { abi, creation: bytecode } = eventEmitter

describe('viem', () => {
  const clientOf = () => createPublicClient({ chain, transport: custom(network.node('alice').provider) })

  it('deploys, simulates, writes, reads and finds logs', async () => {
    const client = clientOf()
    const wallet = walletOf(network)
    const hash = await wallet.deployContract({ abi, bytecode })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash, pollingInterval: 1 })
    if (contractAddress === null || contractAddress === undefined) throw new TypeError('no contract')
    const call = { address: contractAddress, abi, functionName: 'store', args: [42n], account } as const
    const { request } = await client.simulateContract(call)
    const receipt = await client.getTransactionReceipt({ hash: await wallet.writeContract(request) })
    expect(receipt.status).toBe('success')
    expect(await client.readContract({ address: contractAddress, abi, functionName: 'value' })).toBe(42n)
    const [event] = await client.getContractEvents({
      address: contractAddress,
      abi,
      eventName: 'stored',
      fromBlock: 0n,
    })
    expect(event?.args).toEqual({ from: account.address, amount: 42n })
    expect(await client.getBlock()).toMatchObject({ number: 2n, transactions: [receipt.transactionHash] })
    const proof = await client.getProof({ address: contractAddress, storageKeys: [`0x${'1'.padStart(64, '0')}`] })
    expect(proof.storageProof[0]?.value).toBe(42n)
    expect(await client.estimateFeesPerGas()).toMatchObject({ maxPriorityFeePerGas: 0n })
  })

  it('understands why a call reverts', async () => {
    const client = clientOf()
    const hash = await walletOf(network).deployContract({ abi: token.abi, bytecode: token.creation, args: [10n] })
    const { contractAddress } = await client.getTransactionReceipt({ hash })
    if (contractAddress === null || contractAddress === undefined) throw new TypeError('no contract')
    const transfer = { address: contractAddress, abi: token.abi, functionName: 'transfer', account } as const
    const failing = client.simulateContract({ ...transfer, args: [contractAddress, 11n] })
    await expect(failing).rejects.toMatchObject({ name: 'ContractFunctionExecutionError' })
  })

  it('watches blocks and events over a filter', async () => {
    const client = clientOf()
    const wallet = walletOf(network)
    const hash = await wallet.deployContract({ abi, bytecode })
    const { contractAddress } = await client.getTransactionReceipt({ hash })
    if (contractAddress === null || contractAddress === undefined) throw new TypeError('no contract')
    const filter = await client.createContractEventFilter({ address: contractAddress, abi })
    await wallet.writeContract({ address: contractAddress, abi, functionName: 'store', args: [5n] })
    expect((await client.getFilterChanges({ filter })).map(({ args }) => args)).toEqual([
      { from: account.address, amount: 5n },
    ])
    const number = await new Promise<bigint>((resolve) => {
      const unwatch = client.watchBlockNumber({
        onBlockNumber: (latest) => {
          unwatch()
          resolve(latest)
        },
        pollingInterval: 1,
      })
    })
    expect(number).toBe(2n)
  })
})

describe('ethers', () => {
  it('deploys, calls, listens and sends', async () => {
    const provider = new BrowserProvider(network.node('alice').provider, 1337, { pollingInterval: 1, cacheTimeout: -1 })
    const wallet = new Wallet(KEY, provider)
    const interfaceOf = [
      'event stored(address from, uint256 amount)',
      'function store(uint256)',
      'function value() view returns (uint256)',
    ]
    const deployed = await new ContractFactory(interfaceOf, bytecode, wallet).deploy()
    await deployed.waitForDeployment()
    const contract = new EthersContract(await deployed.getAddress(), interfaceOf, wallet)
    const sent = (await contract.getFunction('store')(9n)) as { wait(): Promise<{ status: number } | null> }
    expect((await sent.wait())?.status).toBe(1)
    expect(await contract.getFunction('value')()).toBe(9n)
    expect(await contract.queryFilter('stored', 0)).toHaveLength(1)
    expect(await provider.getBlockNumber()).toBe(2)
    expect(await provider.getTransactionCount(wallet.address)).toBe(2)
    expect((await provider.getNetwork()).chainId).toBe(1337n)
    provider.destroy()
  })
})
