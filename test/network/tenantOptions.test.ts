import { expect, it } from 'vitest'
import { type NetworkOptions, createNetwork } from '../../src/index.ts'
import { keepingLogger } from './keepingLogger.ts'

const [K1, K2, K3] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string, string]

it('a node has the keys of its tenants, the first is its own', async () => {
  await using network = await createNetwork({
    nodes: { alice: { enclaveKeys: [K1, K2], multiTenancy: true }, bob: { enclaveKeys: [K3] }, carol: {} },
  })
  const [alice, bob, carol] = network.nodes
  expect(alice?.enclaveKeys).toEqual([K1, K2])
  expect(alice?.enclaveKey).toBe(K1)
  expect(bob?.enclaveKeys).toEqual([K3])
  expect(carol?.enclaveKeys).toEqual([carol?.enclaveKey])
  expect(network.nodes.map(({ context }) => context.multiTenancy)).toEqual(['documented', undefined, undefined])
})

it('the rules are those of the whole network, and are reported', async () => {
  const logger = keepingLogger()
  await using network = await createNetwork({
    nodes: { alice: { enclaveKeys: [K1, K2] }, bob: { multiTenancy: false } },
    multiTenancy: true,
    multiTenancyRules: 'besu',
    logger,
  })
  expect(network.nodes.map(({ context }) => context.multiTenancy)).toEqual(['besu', undefined])
  const fields = { node: 'alice', tenants: 2, rules: 'besu' }
  expect(logger.lines).toContainEqual(expect.objectContaining({ message: 'a node has tenants', fields }))
})

it.each<[string, unknown, RegExp]>([
  ['several keys without tenants', { nodes: { a: { enclaveKeys: [K1, K2] } } }, /needs multiTenancy: true/],
  ['both kinds of keys', { nodes: { a: { enclaveKey: K1, enclaveKeys: [K1] } } }, /leave enclaveKey out/],
  ['a key twice', { nodes: { a: { enclaveKeys: [K1, K1] } }, multiTenancy: true }, /twice/],
  [
    "another node's key",
    { nodes: { a: { enclaveKeys: [K1, K2] }, b: { enclaveKey: K2 } }, multiTenancy: true },
    /a and b have one enclaveKey/,
  ],
  ['no keys', { nodes: { a: { enclaveKeys: [] } }, multiTenancy: true }, /list of enclave keys/],
  ['keys that are none', { nodes: { a: { enclaveKeys: [K1, 'x'] } }, multiTenancy: true }, /must be base64/],
  ['rules that are not there', { multiTenancyRules: 'strict' }, /'documented' or 'besu'/],
  ['offchain groups', { multiTenancy: true, privacy: 'offchain' }, /flexible groups only/],
])('%s are refused', async (_, options, message) => {
  await expect(createNetwork(options as NetworkOptions)).rejects.toThrow(message)
  await expect(createNetwork(options as NetworkOptions)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})
