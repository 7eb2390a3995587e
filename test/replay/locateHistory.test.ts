/** Where a history is on the chain, and what that saves a replay of asking (spec 02 §13.3). */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromBase64 } from '../../src/primitives/bytes.ts'
import { locateHistory } from '../../src/replay/locateHistory.ts'
import { HistoryBlob } from '../../src/transaction/historyBlob.ts'
import {
  LOCK,
  PROXY,
  founded,
  handleOf,
  installing,
  manualNetwork,
  mined,
  nextReport,
  submitted,
  submittedAdd,
} from '../node/scenes.ts'

/** Transactions of a block: of the group that bob joins, of another one that he is in, and public ones. */
const contents = fc.array(fc.constantFrom('own', 'other', 'public'), { maxLength: 2 })
/** Mostly empty blocks. */
const block = fc.oneof({ arbitrary: fc.constant<string[]>([]), weight: 2 }, { arbitrary: contents, weight: 3 })

/** A chain with a group of alice on it, which bob is to join in the next block. */
async function chainOf(blocks: readonly (readonly string[])[]) {
  const network = await manualNetwork({ nodes: ['alice', 'bob'] })
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  const group = await founded(alice, network, ['alice'])
  const other = await founded(alice, network, ['alice', 'bob'])
  for (const transactions of blocks) {
    for (const kind of transactions) {
      if (kind === 'public') await alice.sendPublicTransaction({ to: bob.address })
      else await submitted(kind === 'own' ? group : other, { data: installing('00') })
    }
    await network.mine()
  }
  await mined(network, group, { to: PROXY, data: LOCK })
  const add = await submittedAdd(group, [bob])
  const { payload } = await bob.enclave.receive(handleOf(network, add, 'blob'))
  return { network, bob, group, history: new HistoryBlob(fromBase64(payload)) }
}

it('FP-151 FP-152 blocks that nothing lies between are known, and every head map is what writing all of them gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 12 }), async (blocks) => {
      const { network, bob, group, history } = await chainOf(blocks)
      // Creations in the first two blocks, the lock in the last.
      const chain = [['own'], ['other'], ...blocks, ['own']]
      const numbers = chain.flatMap((transactions, at) => (transactions.includes('own') ? [at + 1] : []))
      const located = locateHistory(bob.context, history, 0)
      expect(located.map(({ number }) => Number(number))).toEqual(numbers)
      let known = false
      for (const [index, number] of numbers.entries()) {
        const before = numbers[index - 1]
        const between = before === undefined ? undefined : chain.slice(before, number - 1)
        const isNext = between?.flat().length === 0
        const kept: boolean = known && isNext && chain[(before ?? 0) - 1]?.every((kind) => kind === 'own') === true
        known = kept || (isNext && between.length > 0)
        expect({ number, kept: located[index]?.keepsHeads }).toEqual({ number, kept })
      }

      const maps: Record<string, string>[] = [{}, ...chain.map((_, at) => bob.headMap(at + 1) ?? {})]
      for (const [index, number] of numbers.entries()) {
        const head = { [group.id]: bob.canonicalHash(BigInt(number)) ?? '' }
        maps[number] = { ...maps[number - 1], ...head }
        const next = numbers[index + 1] ?? maps.length
        for (let at = number + 1; at < next; at++) maps[at] = { ...maps[at], ...head }
      }
      expect(await nextReport(network, 'bob')).toMatchObject({ replays: [{ blocks: numbers.length }] })
      expect(maps.map((_, at) => bob.headMap(at) ?? {})).toEqual(maps)
    }),
    { numRuns: 25 },
  )
})

it('FP-153 head maps are known from the first block without transactions on, where all of a block is replayed', async () => {
  const { bob, history } = await chainOf([[], ['own', 'own'], [], ['own'], ['own', 'public'], [], ['own']])
  const kept = (first: number) =>
    locateHistory(bob.context, history, first).map(({ number, keepsHeads }) => [Number(number), keepsHeads])
  expect(kept(0)).toEqual([
    [1, false],
    [4, false],
    [6, false],
    [7, true],
    [9, false],
    [10, true],
  ])
})
