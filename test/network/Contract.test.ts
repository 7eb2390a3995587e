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
