import { type Account, type Network, createAccount, createNetwork } from '../../../src/index.ts'
import type { Logger } from '../../../src/primitives/Logger.ts'
import { toHex } from '../../../src/primitives/bytes.ts'
import { signPublicTransaction } from '../../../src/network/signPublicTransaction.ts'
import { rawTransaction } from '../../scenarios/support/signedTransaction.ts'

/** A network that fuzzed requests go to, and values that mean something to it, by kind. */
export interface Scene {
  readonly network: Network
  readonly values: Readonly<Record<string, readonly unknown[]>>
}

/** Longest execution of a private transaction; a fuzzed one may be endless. */
const CAP = { work: 20_000 }

/** Makes the network: two groups, contracts, logs, and waiting transactions of every kind. The caller closes it. */
export async function makeScene(logger: Logger): Promise<Scene> {
  const network = await createNetwork({ nodes: ['alice', 'bob', 'charlie'], executionCap: CAP, logger, seed: 'fuzz' })
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const other = await bob.createGroup({ members: ['bob', 'charlie', 'alice'] })
  const contract = await group.deploy({ abi: [], bytecode: LOGS_ITS_INPUT })
  for (const data of ['0x', '0x01', `0x${'ab'.repeat(100)}`]) await group.send({ to: contract.address, data })
  await other.remove('charlie')
  const publicContract = await alice.sendPublicTransaction({ data: LOGS_ITS_INPUT })
  await alice.sendPublicTransaction({ to: bob.address, value: 5n })
  network.setMining('manual')
  const markers = [...group.history(), ...other.history()].map(({ marker }) => marker)
  const stranger = createAccount(`0x${'42'.repeat(32)}`)
  const privateRaws = [
    rawTransaction(alice, group.id),
    rawTransaction(alice, group.id, { to: contract.address, data: '0x1234' }),
    rawTransaction(alice, group.id, { data: LOGS_ITS_INPUT }),
    rawTransaction(bob, other.id, { to: contract.address, account: stranger }),
    rawTransaction(alice, group.id, { restriction: 'unrestricted' }),
    rawTransaction(alice, group.id, { value: 1n, chainId: undefined }),
  ].map(toHex)
  const publicRaws = [
    publicRaw(network, alice.account, { to: bob.address, value: 1n }, 5n),
    publicRaw(network, alice.account, { data: LOGS_ITS_INPUT }, 6n),
    publicRaw(network, stranger, { to: PRECOMPILE, data: `0x${'cd'.repeat(32)}` }, 0n),
  ]
  const heads = network.nodes.map((node) => node.head.hash)
  const addresses = [
    alice.address,
    bob.address,
    contract.address,
    PRECOMPILE,
    MANAGEMENT,
    stranger.address,
    `0x${'00'.repeat(20)}`,
  ]
  const calls = addresses.flatMap((to) => [
    { to, data: '0x' },
    { from: alice.address, to, data: '0x0d8e6e2c', value: '0x0', gas: '0xffff', gasPrice: '0x0' },
    { to, input: '0x5aa68ac0', data: '0x5aa68ac0' },
  ])
  const filters = [
    {},
    { fromBlock: 'earliest' },
    { fromBlock: '0x1', toBlock: 'latest', address: contract.address },
    { blockHash: heads[0] },
    { topics: [null, [`0x${'00'.repeat(32)}`]] },
  ]
  return {
    network,
    values: {
      'group id': [group.id, other.id],
      'list of enclave keys': [network.nodes.map(({ enclaveKey }) => enclaveKey), [alice.enclaveKey, bob.enclaveKey]],
      'list of privateFor': [[bob.enclaveKey], []],
      privateFrom: [alice.enclaveKey, bob.enclaveKey],
      block: [
        'latest',
        'earliest',
        'pending',
        'safe',
        'finalized',
        '0x0',
        '0x1',
        '2',
        '0xffff',
        heads[0],
        { blockHash: heads[0] },
        { blockNumber: '0x1' },
      ],
      'newest block': ['latest', '0x3'],
      'block hash': [...heads, `0x${'12'.repeat(32)}`],
      'transaction hash': [...markers, publicContract.hash],
      'hash of the marker transaction': markers,
      'signed private transaction': privateRaws,
      'signed transaction': publicRaws,
      account: addresses,
      address: addresses,
      call: calls,
      filter: filters,
      'filter id': ['0x1', '0x2530c87654e80ac9f6263b1af2a52bc'],
      'subscription id': ['0x1', '0x2'],
      data: ['0x', '0x1234', LOGS_ITS_INPUT],
      slot: ['0x0', `0x${'00'.repeat(31)}01`],
      slots: [['0x0'], []],
      index: ['0x0', '0x1'],
      'whole transactions': [true, false],
      'number of blocks': ['0x2', '0x400'],
      'number of transactions': [1, '10'],
      '"logs"': ['logs'],
      boolean: [true, false],
      wei: ['0x1', `0x${'ff'.repeat(32)}`],
      nonce: ['0x7'],
      id: ['0x1', '0x2'],
      seconds: [1, '0x5'],
      milliseconds: [0, 1000],
      gas: ['0x1c9c380'],
      'transaction object with `from`': calls,
    },
  }
}

const PRECOMPILE = '0x000000000000000000000000000000000000007d'
const MANAGEMENT = '0x000000000000000000000000000000000000007c'
/** Init code of a contract that logs its call data with one topic. */
const LOGS_ITS_INPUT = '0x600d600c600039600d6000f33660006000376001366000a100' as const

function publicRaw(
  network: Network,
  account: Account,
  request: Parameters<typeof signPublicTransaction>[0],
  nonce: bigint,
): string {
  return toHex(signPublicTransaction(request, nonce, account, network.chainId))
}
