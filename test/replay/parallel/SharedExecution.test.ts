import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_EXECUTION_CAP } from '../../../src/execution/engine.ts'
import { EMPTY_BYTES, toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { toBlockHash, toGroupId } from '../../../src/primitives/identifiers.ts'
import { silentLogger } from '../../../src/primitives/Logger.ts'
import type { PlannedPart } from '../../../src/replay/parallel/planReplay.ts'
import { ReplayBrake } from '../../../src/replay/parallel/messages/ReplayBrake.ts'
import type { ReplayOrder } from '../../../src/replay/parallel/messages/ReplayPlan.ts'
import { SharedExecution, type WhenBehind } from '../../../src/replay/parallel/SharedExecution.ts'
import type { WaitingHistory } from '../../../src/replay/parallel/waitingHistory.ts'
import { RecoveryTable } from '../../../src/replay/senders/RecoveryTable.ts'
import { EMPTY_ROOT } from '../../../src/state/trie/MerkleTrie.ts'
import { HistoryBlob, encodeHistoryBlob } from '../../../src/transaction/historyBlob.ts'
import { forgetSenders, knownSender, transactionId } from '../../../src/transaction/knownSenders.ts'
import { expectedSender, history } from '../senders/signedHistory.ts'
import { unhashedBlock, unhashedBlocks } from './unhashedBlocks.ts'

const GROUP = toGroupId(new Uint8Array(32).fill(3))
/** Position in the history of the first transaction that is needed; transactions of each block, and blocks of each part. */
const [FIRST, EACH, BLOCKS] = [1, 2, 2] as const
const PARTS = 6
const HISTORY = new HistoryBlob(encodeHistoryBlob(history(FIRST + PARTS * BLOCKS * EACH)))

/** Parts of the history, without what only the thread looks at. */
function* partsOf(): Generator<PlannedPart> {
  for (let first = FIRST; first < HISTORY.length; first += BLOCKS * EACH) {
    const end = first + BLOCKS * EACH
    const table = RecoveryTable.of(Array.from({ length: end - first }, (_, n) => HISTORY.transactionBytes(first + n)))
    const isLast = end === HISTORY.length
    const part = { transactions: table.shared, views: EMPTY_BYTES, roots: EMPTY_BYTES, blocks: EMPTY_BYTES, isLast }
    yield { part, table, first, end, blocks: BLOCKS }
  }
}

/** An execution whose thread is the test. */
function sceneOf(behind: WhenBehind) {
  const warnings: unknown[] = []
  const logger = { ...silentLogger, warn: (...said: unknown[]) => void warnings.push(said) }
  const waiting: WaitingHistory = {
    context: { logger } as unknown as WaitingHistory['context'],
    group: GROUP,
    history: HISTORY,
    first: FIRST,
    base: EMPTY_ROOT,
    head: toBlockHash(new Uint8Array(32)),
  }
  const plan = {
    ...{ group: GROUP, base: EMPTY_ROOT, state: EMPTY_BYTES, hashes: false, chainId: 1337n, codeSizeLimit: 24_576 },
    ...{ cap: DEFAULT_EXECUTION_CAP, era: 'auto' as const, memory: 1e6 },
  }
  const execution = new SharedExecution(waiting, { plan, parts: partsOf(), blocks: [] }, behind)
  const sent: ReplayOrder[] = []
  const waits: boolean[] = []
  const next = unhashedBlocks()
  return {
    ...{ execution, sent, waits, warnings },
    begin: () =>
      execution.begin({ onWaiting: (isWaiting) => waits.push(isWaiting), send: (order) => sent.push(order) }),
    /** The thread answers with the next so many blocks. */
    answer: (count: number) => execution.accept({ kind: 'blocks', count, bytes: next(count) }),
    /** The brake that the thread was sent. */
    brake: () => {
      const [order] = sent
      if (order?.kind !== 'plan') throw new RangeError('no plan was sent')
      return new ReplayBrake(order.plan.brake)
    },
  }
}

describe('a node that goes on by itself until the thread is ahead', () => {
  it('gets the right block, those that it has executed left out', async () => {
    const { execution, begin, answer, waits } = sceneOf('overtake')
    const ahead = execution.share()
    begin()
    for (let count = 0; count < 3; count++) expect(await ahead.next()).toBe('later')
    // Not as far as the node.
    answer(2)
    expect(await ahead.next()).toBe('later')
    // The wanted one with others before and behind it.
    answer(4)
    expect(await ahead.next()).toEqual(unhashedBlock(4))
    expect(await ahead.next()).toEqual(unhashedBlock(5))
    expect(await ahead.next()).toBe('later')
    answer(1)
    answer(1)
    expect(await ahead.next()).toEqual(unhashedBlock(7))
    expect(await ahead.next()).toBe('later')
    execution.accept({ kind: 'end', reason: undefined })
    expect(await ahead.next()).toBeUndefined()
    expect(waits).toEqual([])
  })

  it('gets it whatever comes when', async () => {
    const steps = fc.array(fc.oneof(fc.constant('next' as const), fc.integer({ min: 1, max: 4 })), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(steps, async (play) => {
        const { execution, begin, answer } = sceneOf('overtake')
        const ahead = execution.share()
        begin()
        let [received, asked] = [0, 0]
        for (const step of play) {
          if (step !== 'next') {
            answer(step)
            received += step
            continue
          }
          expect(await ahead.next()).toEqual(asked < received ? unhashedBlock(asked) : 'later')
          asked++
        }
        execution.end()
        for (; asked < received; asked++) expect(await ahead.next()).toEqual(unhashedBlock(asked))
        expect(await ahead.next()).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })

  it.each(['a block', 'the end'])('gets what comes while it looks: %s', async (what) => {
    const { execution, begin, answer } = sceneOf('overtake')
    const ahead = execution.share()
    begin()
    // The first time, it looks.
    const asked = ahead.next()
    expect(asked).toBeInstanceOf(Promise)
    if (what === 'a block') answer(1)
    else execution.accept({ kind: 'end', reason: 'a root is not the recorded one' })
    expect(await asked).toEqual(what === 'a block' ? unhashedBlock(0) : undefined)
  })

  it('does everything when no thread has begun, and when it has ended with too little', async () => {
    const { execution, begin, answer } = sceneOf('overtake')
    const ahead = execution.share()
    expect(await ahead.next()).toBeUndefined()
    begin()
    for (let count = 0; count < 3; count++) expect(await ahead.next()).toBe('later')
    answer(2)
    execution.end()
    expect(await ahead.next()).toBeUndefined()
  })
})

describe('a node that leaves a thread that it has caught up with', () => {
  it('goes on alone, if no other node needs what it gives', async () => {
    const { execution, begin, answer, waits } = sceneOf('leave')
    const ahead = execution.share()
    begin()
    answer(1)
    expect(await ahead.next()).toEqual(unhashedBlock(0))
    expect(await ahead.next()).toBeUndefined()
    expect(waits).toEqual([])
  })

  it('gets what comes while it looks', async () => {
    const { execution, begin, answer } = sceneOf('leave')
    const ahead = execution.share()
    begin()
    const asked = ahead.next()
    answer(1)
    expect(await asked).toEqual(unhashedBlock(0))
  })

  it('waits as long as another one needs it, too', async () => {
    const { execution, begin, answer, waits, sent } = sceneOf('leave')
    const [first, second] = [execution.share(), execution.share()]
    begin()
    const asked = first.next()
    const other = second.next()
    await new Promise(setImmediate)
    expect(waits).toEqual([true, true])
    answer(2)
    expect(await asked).toEqual(unhashedBlock(0))
    expect(await other).toEqual(unhashedBlock(0))
    expect(waits).toEqual([true, true, false, false])
    expect(await second.next()).toEqual(unhashedBlock(1))
    first.end()
    expect(await second.next()).toBeUndefined()
    expect(waits).toHaveLength(4)
    expect(execution.isAbandoned).toBe(false)
    const before = sent.length
    second.end()
    expect(execution.isAbandoned).toBe(true)
    expect(sent).toHaveLength(before + 1)
  })
})

describe('a node that waits', () => {
  it('waits alone', async () => {
    const { execution, begin, answer, waits } = sceneOf('wait')
    const ahead = execution.share()
    begin()
    const asked = ahead.next()
    await new Promise(setImmediate)
    expect(waits).toEqual([true])
    answer(1)
    expect(await asked).toEqual(unhashedBlock(0))
    expect(waits).toEqual([true, false])
  })

  it.each(['ends', 'makes no progress'])('goes on by itself when the thread %s', async (what) => {
    const { execution, begin, waits, warnings } = sceneOf('wait')
    const ahead = execution.share()
    begin()
    const asked = ahead.next()
    await new Promise(setImmediate)
    if (what === 'ends') execution.accept({ kind: 'end', reason: undefined })
    else execution.giveUp()
    expect(await asked).toBeUndefined()
    expect(waits).toEqual([true, false])
    const told = [[expect.stringContaining('no progress'), { group: toBase64(GROUP) }]]
    expect(warnings).toEqual(what === 'ends' ? [] : told)
  })

  it('does everything when no thread has begun', async () => {
    const { execution, waits } = sceneOf('wait')
    expect(await execution.share().next()).toBeUndefined()
    expect(waits).toEqual([])
  })
})

describe('what is sent to the thread', () => {
  const kinds = (sent: readonly ReplayOrder[]): string => sent.map((order) => order.kind).join(' ')

  it('is the plan, then part after part as it answers', () => {
    const { execution, begin, answer, sent, brake } = sceneOf('overtake')
    execution.share()
    expect(sent).toEqual([])
    begin()
    expect(kinds(sent)).toBe('plan part part part')
    expect(brake().isStopped).toBe(false)
    answer(1)
    expect(sent).toHaveLength(4)
    answer(3)
    expect(sent).toHaveLength(6)
    answer(8)
    expect(sent).toHaveLength(1 + PARTS)
    const last = sent.map((order) => order.kind === 'part' && order.part.isLast)
    expect(last.indexOf(true)).toBe(PARTS)
  })

  it('is what a node needs that is ahead, whose senders become known', () => {
    forgetSenders()
    const { execution, begin, sent } = sceneOf('overtake')
    const ahead = execution.share()
    begin()
    for (let position = FIRST; position < HISTORY.length; position++) {
      ahead.provide(position, HISTORY.entry(position).transaction)
      const sender = knownSender(transactionId(HISTORY.transactionBytes(position)))
      expect(sender && toHex(sender)).toBe(expectedSender(position))
    }
    expect(sent).toHaveLength(1 + PARTS)
  })

  it('is there for the slower of two nodes, too', () => {
    const { execution, begin } = sceneOf('wait')
    const [fast, slow] = [execution.share(), execution.share()]
    begin()
    for (let position = FIRST; position < HISTORY.length; position++) {
      fast.provide(position, HISTORY.entry(position).transaction)
    }
    for (let position = FIRST; position < HISTORY.length; position++) {
      forgetSenders()
      // Found out already.
      slow.tellSender(position)
      const sender = knownSender(transactionId(HISTORY.transactionBytes(position)))
      expect(sender && toHex(sender)).toBe(expectedSender(position))
    }
  })

  it('ends when nobody wants more: the thread is told to stop, once', () => {
    const { execution, begin, answer, sent, brake } = sceneOf('overtake')
    const ahead = execution.share()
    begin()
    ahead.end()
    expect(brake().isStopped).toBe(true)
    expect(sent).toHaveLength(5)
    const last = sent[4]
    expect(last?.kind === 'part' && [last.part.isLast, last.part.transactions.wires.byteLength]).toEqual([true, 0])
    // It may have sent that before it knew.
    answer(4)
    ahead.provide(HISTORY.length - 1, HISTORY.entry(HISTORY.length - 1).transaction)
    expect(sent).toHaveLength(5)
  })

  it.each(['end', 'giveUp', 'answer'] as const)('is nothing once it has ended: %s', (how) => {
    const { execution, begin, answer, sent } = sceneOf('overtake')
    const [ahead, other] = [execution.share(), execution.share()]
    begin()
    answer(1)
    if (how === 'answer') execution.accept({ kind: 'end', reason: 'code is missing' })
    else execution[how]()
    const before = sent.length
    for (let position = FIRST; position < HISTORY.length; position++) {
      ahead.provide(position, HISTORY.entry(position).transaction)
      other.tellSender(position)
    }
    answer(4)
    ahead.end()
    other.end()
    execution.stop()
    expect(sent).toHaveLength(before)
  })

  it('is nothing when it is stopped before it begins', () => {
    const { execution, sent } = sceneOf('overtake')
    execution.share().end()
    expect(execution.isAbandoned).toBe(true)
    expect(sent).toEqual([])
  })
})
