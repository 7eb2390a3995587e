import { parseAbi } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventEmitter, vault } from '../fixtures/contracts.ts'
import { type VaultScene, vaultScene } from './contractVault.ts'

let scene: VaultScene
beforeAll(async () => {
  scene = await vaultScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

const mine = (): string => scene.network.node('alice').address
const lowerCase = (args: Readonly<Record<string, unknown>>): unknown[] =>
  Object.values(args).map((value) => (typeof value === 'string' ? value.toLowerCase() : value))

it('decodes what send gave, in order, by the names of parameters or by their places', async () => {
  const deposit = await scene.contract.send('deposit(uint256)', [3n])
  const [deposited, ...others] = await scene.contract.events(deposit)
  expect(others).toEqual([])
  expect(deposited).toMatchObject({ name: 'Deposited', args: { amount: 3n }, log: deposit.receipt?.logs[0] })
  expect(String(deposited?.args['account']).toLowerCase()).toBe(mine())
  const balance = (await scene.contract.call('balance')) as bigint
  const events = await scene.contract.events(await scene.contract.send('withdraw', [balance]))
  expect(events.map(({ name }) => name)).toEqual(['Withdrawn', 'Emptied'])
  expect(events.map(({ args }) => lowerCase(args))).toEqual([[mine(), balance], []])
  expect(events[0]?.args[1]).toBe(balance)
})

it('decodes receipts, of the deployment, too', async () => {
  const { marker } = await scene.contract.send('deposit(uint256)', [1n])
  const receipt = scene.group.result(marker)
  expect(receipt && (await scene.contract.events(receipt))).toMatchObject([{ name: 'Deposited' }])
  const { deployment } = scene.contract
  expect(deployment && (await scene.contract.events(deployment))).toEqual([])
})

it('leaves out other contracts, and what the ABI does not have or has otherwise', async () => {
  const emitter = await scene.group.deploy({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })
  const stored = await emitter.send('store', [4n])
  expect(await emitter.events(stored)).toMatchObject([{ name: 'stored', args: { amount: 4n } }])
  const elsewhere = scene.group.contract(scene.contract.address, eventEmitter.abi)
  expect(await elsewhere.events(stored)).toEqual([])
  const { address } = emitter
  expect(await scene.group.contract(address, vault.abi).events(stored)).toEqual([])
  const indexed = parseAbi(['event stored(address indexed from, uint256 amount)'])
  expect(await scene.group.contract(address, indexed).events(stored)).toEqual([])
  expect(await scene.group.contract(address, [...indexed, ...eventEmitter.abi]).events(stored)).toHaveLength(1)
})

it('has no events of a transaction that reverted', async () => {
  expect(await scene.contract.events(await scene.contract.send('withdraw', [1_000n], { check: false }))).toEqual([])
})

it('decodes once a block has the transaction', async () => {
  scene.network.setMining('manual')
  const waiting = await scene.contract.send('deposit(uint256)', [2n])
  await expect(scene.contract.events(waiting)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('when a block has the transaction, give group.result(marker)') as string,
  })
  await scene.network.mine()
  scene.network.setMining('auto')
  const receipt = scene.group.result(waiting.marker)
  expect(receipt && (await scene.contract.events(receipt))).toMatchObject([{ args: { amount: 2n } }])
})

it.each([undefined, null, '0x', 7n])('refuses %s', async (of) => {
  const events = scene.contract.events(of as unknown as { logs: [] })
  await expect(events).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

it('needs an ABI', async () => {
  const { deployment, address } = scene.contract
  const without = scene.group.contract(address)
  await expect(deployment && without.events(deployment)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})
