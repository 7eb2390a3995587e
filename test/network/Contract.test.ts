import { parseAbi } from 'viem'
import { expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'

const ABI = parseAbi([
  'function over(uint256 value) view returns (uint256)',
  'function over(string text) view returns (string)',
  'function over(address account, uint256 value) view returns (address, uint256)',
])
/** Gives back the arguments of whatever is called. */
const ECHO = '0x6c600436038060046000376000f3600052600d6013f3'

it('decodes what the function with these arguments returns, of several with one name', async () => {
  await using network = await createNetwork({ nodes: ['alice'] })
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: ['alice'] })
  const contract = await group.deploy({ abi: ABI, bytecode: ECHO })
  expect(await contract.call('over', [7n])).toBe(7n)
  expect(await contract.call('over', ['seven'])).toBe('seven')
  const [account, value] = (await contract.call('over', [alice, 7n])) as [string, bigint]
  expect([account.toLowerCase(), value]).toEqual([alice.address, 7n])
})

it('says that there is no contract, where a call gives nothing because of that', async () => {
  await using network = await createNetwork({ nodes: ['alice', 'bob'] })
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  const group = await alice.createGroup({ members: ['alice'] })
  const { number: before } = network.head
  const { address } = await group.deploy({ bytecode: ECHO })
  const stranger = bob.group(group.id).contract(address, ABI)
  await expect(stranger.call('over', [7n])).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' })
  const contract = group.contract(address, ABI)
  expect(await contract.call('over', [7n])).toBe(7n)
  await expect(contract.call('over', [7n], { block: before })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining(
      `no contract at ${address} in group ${group.id} as of block ${before}; `,
    ) as string,
  })
  await expect(group.call(group.contract(bob.address, ABI), 'over', [7n])).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('says that the ABI does not fit a contract that gives nothing, private or public', async () => {
  await using network = await createNetwork({ nodes: ['alice', 'bob'] })
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  const group = await alice.createGroup({ members: ['alice'] })
  // Its code is a stop.
  const { address } = await group.deploy({ bytecode: '0x60016000f3' })
  await network.setCode(bob.address, '0x00')
  for (const [node, to] of [
    [alice, address],
    [bob, bob.address],
  ] as const) {
    const call = node.group(group.id).contract(to, ABI).call('over', [7n])
    await expect(call).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  }
})
