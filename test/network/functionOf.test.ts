import { parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Contract, type Group, type Network, createNetwork } from '../../src/index.ts'
import { type VaultScene, vaultScene } from './contractVault.ts'

const ABI = parseAbi([
  'struct Pair { uint256 left; address right; }',
  'function over(uint256 value) view returns (uint256)',
  'function over(uint8 value) view returns (uint256)',
  'function over(string text) view returns (string)',
  'function over(address account) view returns (address)',
  'function over(Pair[] pairs) view returns (bytes32)',
  'function over(uint256 first, uint256 second) view returns (uint256, uint256)',
  'function alone(uint256 value) view returns (uint256)',
])
/** Gives back the arguments of whatever is called. */
const ECHO = '0x6c600436038060046000376000f3600052600d6013f3'
const ADDRESS = '0x00000000000000000000000000000000000000aa'

describe('a function of several with one name', () => {
  let network: Network
  let group: Group
  let contract: Contract
  beforeAll(async () => {
    network = await createNetwork({ nodes: ['alice'] })
    group = await network.node('alice').createGroup({ members: ['alice'] })
    contract = await group.deploy({ abi: ABI, bytecode: ECHO })
  })
  afterAll(() => network.close())

  it.each([
    ['over(uint256)', [300n], 300n],
    ['over(uint8)', [30], 30n],
    ['over(string)', [ADDRESS], ADDRESS],
    ['over(address)', [ADDRESS], expect.stringMatching(/AA$/)],
    ['over(uint256,uint256)', [1n, 2n], [1n, 2n]],
    ['over((uint256,address)[])', [[]], `0x${'20'.padStart(64, '0')}`],
    ['alone(uint256)', [1n], 1n],
    ['over( uint value )', [300n], 300n],
    ['over(uint256 first, uint256 second)', [1n, 2n], [1n, 2n]],
  ])('is chosen by signature: %s', async (name, args, result) => {
    expect(await contract.call(name, args)).toEqual(result)
  })

  it.each([
    ['the number of arguments', [1n, 2n], [1n, 2n]],
    ['their types', ['seven'], 'seven'],
    ['their types, also in lists', [[{ left: 1n, right: ADDRESS }]], `0x${'20'.padStart(64, '0')}`],
  ])('is told by %s', async (_, args, result) => {
    expect(await contract.call('over', args)).toEqual(result)
  })

  it.each([
    ['numbers of two sizes', [7n]],
    ['an address that is also text', [ADDRESS]],
    ['what none takes', [true]],
    ['more than any takes', [1n, 2n, 3n]],
  ])('is asked for with %s: the error lists signatures', async (_, args) => {
    const error = await contract.call('over', args).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect((error as Error).message).toBe(
      "the arguments do not tell which function 'over' is meant; choose by signature from 'over(uint256)', 'over(uint8)', " +
        "'over(string)', 'over(address)', 'over((uint256,address)[])', 'over(uint256,uint256)'",
    )
    await expect(contract.send('over', args)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it.each([
    ['over(bytes)', "choose from 'over(uint256)', 'over(uint8)',"],
    ['over(uint256', "choose from 'over(uint256)', 'over(uint8)',"],
    ['under', "choose from 'over(uint256)',"],
    ['under(uint256)', "choose from 'over(uint256)',"],
    ['', "choose from 'over(uint256)',"],
  ])('that is not there: %s', async (name, advice) => {
    const error = await contract.call(name, [7n]).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect((error as Error).message).toContain(`the ABI has no function '${name}'; ${advice}`)
  })

  it('is not there in an ABI without functions', async () => {
    const without = group.contract(contract.address, [])
    await expect(without.call('over', [7n])).rejects.toThrow("no function 'over'; it has no functions at all")
  })

  it('that an ABI has twice is one', async () => {
    const twice = group.contract(contract.address, [...ABI, ...ABI])
    expect(await twice.call('alone', [7n])).toBe(7n)
    expect(await twice.call('over', ['seven'])).toBe('seven')
  })

  it('says what is wrong with the arguments of the only one', async () => {
    await expect(contract.call('alone', [])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('the ABI does not fit: ') as string,
    })
  })
})

describe('a compiled contract', () => {
  let scene: VaultScene
  beforeAll(async () => {
    scene = await vaultScene()
  })
  afterAll(() => scene[Symbol.asyncDispose]())

  it('executes the function of the signature', async () => {
    await scene.contract.send('deposit(uint8)', [2])
    expect(await scene.contract.call('balance()')).toBe(2005n)
    expect(await scene.group.call(scene.contract, 'share(uint256,uint256)', [2n, 10n])).toBe(5n)
    await expect(scene.contract.send('deposit', [2])).rejects.toThrow("'deposit(uint256)', 'deposit(uint8)'")
  })
})
