/** Historic blocks whose transactions use more gas on the state before the block than they did in it (spec 02 §13.3, step 5b). */
import { afterAll, describe, expect, it } from 'vitest'
import type { NetworkOptions } from '../../src/network/options.ts'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import {
  GET_PARTICIPANTS,
  LOCK,
  PROXY,
  founded,
  installing,
  manualNetwork,
  mined,
  submitted,
  submittedAdd,
} from '../node/scenes.ts'
import { createThreads, useThreads } from './parallel/threadScene.ts'

/** Called with data it stores something; called without, it burns all gas until something is stored. */
const TRAP = '36600e57 6000546015 57601756 00 5b6001600055 00 5b00'
const BURNT = 3_000_000n

const threads = await createThreads()
afterAll(() => threads.end())

/**
 * Carol is added to a group that has a transaction in such a block; the block's last transaction may use so much less than the whole
 * gas of a block.
 */
async function addition(left: bigint, options: NetworkOptions = {}, inThreads = false) {
  const network = await manualNetwork({ nodes: ['alice', 'bob', 'carol'], ...options })
  const [alice, bob, carol] = [network.node('alice'), network.node('bob'), network.node('carol')]
  if (inThreads) useThreads(network, threads)
  const { hash } = await alice.sendPublicTransaction({ data: fromHex(installing(TRAP)), gasLimit: 1_000_000n })
  const group = await founded(alice, network, ['alice', 'bob'])
  const trap = network.publicReceipt(hash)?.contractAddress ?? '0x'
  const { gasLimit } = alice.context.chain.head
  const transactions: Hex[] = [
    (await alice.sendPublicTransaction({ to: trap, data: Uint8Array.of(1), gasLimit: 100_000n })).hash,
    (await bob.sendPublicTransaction({ to: trap, gasLimit: BURNT })).hash,
    await submitted(group, { to: PROXY, data: GET_PARTICIPANTS }),
    (await carol.sendPublicTransaction({ to: toHex(new Uint8Array(20).fill(9)), gasLimit: gasLimit - left })).hash,
  ]
  const { block } = await network.mine({ transactions })
  expect(transactions.map((hash) => network.publicReceipt(hash)?.status)).toEqual([1, 1, 1, 1])
  await mined(network, group, { to: PROXY, data: LOCK })
  await submittedAdd(group, [carol])
  const report = (await network.mine()).reports.get('carol')
  const isSame = carol.stateRoot(group.id) === alice.stateRoot(group.id)
  await network.close()
  return { report, isSame, block: block.number }
}

describe.each<[string, NetworkOptions, boolean]>([
  ['replay', {}, false],
  ['replay in a thread', {}, true],
  ['replay-final', { join: 'replay-final' }, false],
  ['snapshot', { join: 'snapshot', checkpointEvery: 1 }, false],
])('joining by %s', (_, options, inThreads) => {
  it('fails, as in Besu, where that leaves too little for the next transaction', async () => {
    const { report, block } = await addition(BURNT, options, inThreads)
    expect(report).toMatchObject({ imported: false, error: { code: 'HYDRATION_FAILED' } })
    expect(report?.error?.message).toContain(`the replay of block ${block} was given up`)
    expect(report?.error?.message).toContain('exceeds the gas limit of the block')
  })

  it('succeeds where it leaves enough', async () => {
    // The burnt gas, and less than 100,000 for the two transactions that use theirs.
    const { report, isSame } = await addition(BURNT + 100_000n, options, inThreads)
    expect({ imported: report?.imported, isSame }).toEqual({ imported: true, isSame: true })
  })
})

it('strict nodes carry effects on, and replay the block', async () => {
  const { report, isSame } = await addition(BURNT, { strict: true })
  expect({ imported: report?.imported, isSame }).toEqual({ imported: true, isSame: true })
})
