import { expect, it } from 'vitest'
import { presets } from '../../../src/cli/presets/presets.ts'
import { findPreset } from '../../../src/cli/presets/presets.ts'
import type { NetworkPlan } from '../../../src/cli/serve/NetworkPlan.ts'
import { planNetwork } from '../../../src/cli/serve/planNetwork.ts'
import { settingsOf } from '../settings.ts'

const plan = (words: readonly string[], preset = 'quickstart'): Promise<NetworkPlan> =>
  planNetwork(findPreset(preset), settingsOf(words, preset))

async function ports(words: readonly string[], preset?: string): Promise<string[]> {
  const { nodes } = await plan(words, preset)
  return nodes.map(({ name, httpPort, wsPort }) => `${name} ${httpPort} ${wsPort}`)
}

it('ports are those of the preset, or follow the first', async () => {
  const preset = ['member1 20000 20001', 'member2 20002 20003', 'member3 20004 20005', 'rpcnode 8545 8546']
  expect(await ports([])).toEqual(preset)
  expect(await ports(['--port', '9000', '--members', '2'])).toEqual([
    'member1 9000 9001',
    'member2 9002 9003',
    'rpcnode 9004 9005',
  ])
  expect(await ports(['--rpc-http-port', '9000', '--members', '1'])).toEqual(['member1 9000 9001', 'rpcnode 9002 9003'])
  expect(await ports(['--rpc-http-port=9000', '--rpc-ws-port=9500', '--members=1'])).toEqual([
    'member1 9000 9500',
    'rpcnode 9002 9502',
  ])
  expect(await ports(['--rpc-ws-port=9500', '--members=1'])).toEqual(['member1 20000 9500', 'rpcnode 8545 9502'])
  expect(await ports(['--port', '0', '--members', '1'])).toEqual(['member1 0 0', 'rpcnode 0 0'])
  expect(await ports([], 'acceptance')).toEqual(['alice 0 0', 'bob 0 0', 'charlie 0 0'])
  expect(await ports([], 'solo')).toEqual(['member1 8545 8546'])
  expect(await ports([], 'none')).toEqual(['node 8545 8546'])
})

it('further members have ports after the last one, keys from the seed, and funds', async () => {
  const five = await plan(['--members', '5'])
  expect(five.nodes.map(({ name }) => name)).toEqual(['member1', 'member2', 'member3', 'member4', 'member5', 'rpcnode'])
  expect(five.nodes[4]).toMatchObject({ httpPort: 20008, wsPort: 20009 })
  expect(new Set(five.nodes.map(({ options }) => options.enclaveKey)).size).toBe(6)
  expect(five.nodes[3]?.enclavePrivateKey).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  const address = [...five.keys].find(([, key]) => key === five.nodes[3]?.privateKey)?.[0] ?? ''
  expect(five.genesis.alloc?.[address]).toEqual({ balance: '90000000000000000000000' })
  const again = await plan(['--members', '5'])
  const other = await plan(['--members', '5', '--seed', 'another'])
  expect(again.nodes[3]).toEqual(five.nodes[3])
  expect(other.nodes[3]?.options.enclaveKey).not.toBe(five.nodes[3]?.options.enclaveKey)
  expect(other.nodes[0]).toEqual(five.nodes[0])
})

it('the acceptance preset has keys of both kinds and signs markers with its accounts', async () => {
  for (const [words, length] of [
    [[], 44],
    [['--key-type', 'ec'], 124],
  ] as const) {
    const { nodes } = await plan(words, 'acceptance')
    expect(nodes.map(({ options }) => options.enclaveKey?.length)).toEqual([length, length, length])
    for (const { options } of nodes) expect(options.markerKey).toBe(options.privateKey)
  }
})

it('blocks of the presets have room for the published examples', async () => {
  for (const preset of presets) expect(BigInt(preset.genesis.gasLimit ?? 0)).toBeGreaterThan(0xfffffffn)
})
