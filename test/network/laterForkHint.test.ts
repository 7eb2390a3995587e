/** What the error says when a contract was compiled for a later fork than the network's. */
import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

/** PUSH0 twice, RETURN: deploys nothing. */
const PUSHES_ZERO = '0x5f5ff3'
/** Deploys the two bytes 5f00: PUSH0, STOP. */
const DEPLOYS_PUSH0 = '0x615f006000526002601ef3'
/** PUSH2 5f5e, INVALID: the opcodes are data here. */
const ONLY_DATA = '0x615f5efe'
/** INVALID, and a PUSH0 in what only looks like code: solc's metadata. */
const IN_METADATA = `0xfea264697066735822${'5f'.repeat(34)}`

const advice =
  /it halted; its code has PUSH0 of shanghai, .* london .*evmVersion 'london'.* genesis with shanghai and zeroBaseFee/

describe.each(['fast', 'reference'] as const)('%s: a halt', (engine) => {
  it('of a deployment names the opcode of a later fork', async () => {
    const { alice } = await openNetwork({ engine })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await expect(group.deploy({ bytecode: PUSHES_ZERO })).rejects.toThrow(advice)
    for (const bytecode of [ONLY_DATA, IN_METADATA]) {
      await expect(group.deploy({ bytecode })).rejects.toThrow(/it halted$/)
    }
  })

  it('of a transaction or call looks at the called code', async () => {
    const { alice } = await openNetwork({ engine })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { address } = await group.deploy({ bytecode: DEPLOYS_PUSH0 })
    await expect(group.send({ to: address })).rejects.toThrow(advice)
    await expect(group.call({ to: address })).rejects.toThrow(advice)
  })
})

it('the genesis of README.md lets contracts of cancun run', async () => {
  const config = { chainId: 1337, londonBlock: 0, shanghaiTime: 0, cancunTime: 0, zeroBaseFee: true }
  await using network = await createNetwork({ genesis: { config } })
  const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
  const { deployment } = await group.deploy({ bytecode: PUSHES_ZERO })
  expect(deployment?.receipt?.status).toBe(1)
  const { address } = await group.deploy({ bytecode: DEPLOYS_PUSH0 })
  expect(await group.call({ to: address })).toBe('0x')
})
