import { verifyMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import type { Network } from '../../../src/index.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { account, asking, openNetwork, walletOf } from './request.ts'

let network: Network
let ask: ReturnType<typeof asking>
let contract: `0x${string}`
const NOBODY = `0x${'99'.repeat(20)}`

beforeAll(async () => {
  network = await openNetwork()
  ask = asking(network)
  const wallet = walletOf(network)
  const { abi, creation: bytecode } = eventEmitter
  const creation = await wallet.deployContract({ abi, bytecode })
  const receipt = (await ask('eth_getTransactionReceipt', creation)) as { contractAddress: `0x${string}` }
  contract = receipt.contractAddress
  await wallet.writeContract({ abi, address: contract, functionName: 'store', args: [7n] })
})
afterAll(() => network.close())

describe('accounts', () => {
  it('have nonce, code and slots', async () => {
    expect(await ask('eth_getTransactionCount', account.address, 'latest')).toBe('0x2')
    expect(await ask('eth_getTransactionCount', account.address, '0x1')).toBe('0x1')
    expect(await ask('eth_getCode', contract, 'latest')).toBe(eventEmitter.runtime)
    expect(await ask('eth_getCode', contract, 'earliest')).toBe('0x')
    expect(await ask('eth_getStorageAt', contract, '0x1', 'latest')).toBe(`0x${'7'.padStart(64, '0')}`)
    expect(await ask('eth_getStorageAt', contract, '0x1', '0x1')).toBe(`0x${'0'.repeat(64)}`)
  })

  it('that are not there have nothing', async () => {
    expect(await ask('eth_getBalance', NOBODY, 'latest')).toBe('0x0')
    expect(await ask('eth_getTransactionCount', NOBODY, 'latest')).toBe('0x0')
    expect(await ask('eth_getCode', NOBODY, 'latest')).toBe('0x')
  })

  it('are asked for by any kind of block', async () => {
    const { hash } = (await ask('eth_getBlockByNumber', '0x1', false)) as { hash: string }
    const same = ['0x1', '1', hash, hash.slice(2), { blockNumber: '0x1' }, { blockHash: hash }]
    for (const block of [...same, { blockHash: hash, requireCanonical: true }]) {
      expect(await ask('eth_getTransactionCount', account.address, block), JSON.stringify(block)).toBe('0x1')
    }
  })

  it.each([
    ['0xffff', -32000, 'Block not found'],
    [`0x${'ab'.repeat(32)}`, -32000, 'Block not found'],
    [{ blockHash: `0x${'ab'.repeat(32)}` }, -32000, 'Block not found'],
    ['safe', -39001, 'Unknown block'],
    ['-1', -32602, 'Invalid params'],
    ['nonsense', -32602, 'Invalid params'],
    [1, -32602, 'Invalid params'],
    [{}, -32602, 'Invalid params'],
    [undefined, -32602, 'Invalid params'],
  ])('of block %j: an error', async (block, code, message) => {
    await expect(ask('eth_getBalance', NOBODY, block)).rejects.toMatchObject({ code, message })
  })
})

describe('eth_getProof', () => {
  interface Proof {
    readonly accountProof: string[]
    readonly balance: string
    readonly codeHash: string
    readonly nonce: string
    readonly storageHash: string
    readonly storageProof: { readonly key: string; readonly value: string; readonly proof: string[] }[]
  }

  it('proves account and slots against the state root', async () => {
    const proof = (await ask('eth_getProof', contract, ['0x1', '0x5'], 'latest')) as Proof
    const { stateRoot } = (await ask('eth_getBlockByNumber', 'latest', false)) as { stateRoot: `0x${string}` }
    expect(Object.keys(proof).join(' ')).toBe('accountProof address balance codeHash nonce storageHash storageProof')
    const leaf = await verify(stateRoot, keccak256(fromHex(contract)), proof.accountProof)
    const [, , root, codeHash] = RLP.decode(leaf ?? new Uint8Array(0)) as Uint8Array[]
    expect(toHex(root ?? new Uint8Array(0))).toBe(proof.storageHash)
    expect(toHex(codeHash ?? new Uint8Array(0))).toBe(proof.codeHash)
    const [present, absent] = proof.storageProof
    expect(present).toMatchObject({ key: '0x1', value: '0x7' })
    expect(absent).toMatchObject({ key: '0x5', value: '0x0' })
    const slot = (key: number) => keccak256(new Uint8Array(32).fill(key, 31))
    expect(await verify(proof.storageHash, slot(1), present?.proof ?? [])).toEqual(Uint8Array.of(7))
    expect(await verify(proof.storageHash, slot(5), absent?.proof ?? [])).toBeNull()
  })

  it('refuses accounts that are not there', async () => {
    await expect(ask('eth_getProof', NOBODY, [], 'latest')).rejects.toMatchObject({
      code: -32000,
      message: 'Account not found',
    })
    await expect(ask('eth_getProof', NOBODY, '0x1', 'latest')).rejects.toMatchObject({ code: -32602 })
  })
})

function verify(root: string, key: Uint8Array, nodes: readonly string[]): Promise<Uint8Array | null> {
  return verifyMerkleProof(key, nodes.map(fromHex), { root: fromHex(root) })
}
