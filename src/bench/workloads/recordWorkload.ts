import { createNetwork } from '../../createNetwork.ts'
import type { EngineName } from '../../execution/createEngine.ts'
import type { Group } from '../../network/Group.ts'
import { type Hex, toBase64 } from '../../primitives/bytes.ts'
import { BlockSender } from './BlockSender.ts'
import { HISTORY_FORMAT, type History, type HistoryDelivery } from './History.ts'
import { HistoryRecorder } from './HistoryRecorder.ts'
import { churnEvery } from './mostPerBlock.ts'
import { privateAccountsOnce, senders } from './privateAccounts.ts'
import { seededWord } from './SeededNumbers.ts'
import { transactionsOf } from './transactionsOf.ts'
import { type WorkloadParameters, nameOf } from './WorkloadParameters.ts'

/** How a workload is recorded. */
export interface RecordingOptions {
  /** What executes it. Default `reference`. */
  readonly engine?: EngineName
  /** Folder for the databases of the network that records; default: everything is kept in memory. */
  readonly dataPath?: string
  /** Called with the number of transactions that are done, of {@link WorkloadParameters.n} times groups. */
  readonly onProgress?: (done: number, total: number) => void
  /** Called with what {@link onProgress} is told, and the root of each group at that point, hex. */
  readonly onRoots?: (done: number, roots: () => Hex[]) => void
}

const MEMBER = 'alice'
const NEWCOMER = 'newcomer'

/** A chain without fees, the same for all workloads. */
const GENESIS = {
  config: { chainId: 1337, londonBlock: 0, zeroBaseFee: true, ethash: { fixeddifficulty: 1 } },
  nonce: '0x0',
  timestamp: '0x6553f100',
  gasLimit: '0x1fffffffffffff',
  difficulty: '0x1',
  baseFeePerGas: '0x0',
  mixHash: `0x${'00'.repeat(32)}`,
  extraData: '0x',
  coinbase: `0x${'00'.repeat(20)}`,
  alloc: {},
} as const

/**
 * Records a workload with a network of our own, of which one member imports the blocks. The newcomers are members at first and
 * are removed, so that what every private state starts with is no part of what they replay when they join again.
 * @throws {CoterieError} `CALL_FAILED` when a transaction does not succeed.
 */
export async function* recordWorkload(
  parameters: WorkloadParameters,
  { engine = 'reference', dataPath, onProgress, onRoots }: RecordingOptions = {},
): AsyncGenerator<HistoryDelivery, History> {
  const { seed, members, groups: groupCount, joiners, n, perBlock, gap } = parameters
  const names = [MEMBER, ...Array.from({ length: members - 1 }, (_, index) => `member${index + 2}`)]
  const newcomers = [NEWCOMER, ...Array.from({ length: joiners - 1 }, (_, index) => `${NEWCOMER}${index + 2}`)]
  const accounts = { accounts: parameters.accounts, seed }
  await using network = await createNetwork({
    nodes: [...names, ...newcomers],
    genesis: GENESIS,
    seed,
    engine,
    ...(dataPath === undefined ? {} : { dataPath }),
    mining: 'manual',
    besuVersion: '24.3',
    privateGenesis: privateAccountsOnce(accounts),
  })
  const recorder = new HistoryRecorder(network, MEMBER, newcomers)
  const alice = network.node(MEMBER)
  const groups: Group[] = []
  for (let index = 0; index < groupCount; index++) {
    const id = toBase64(seededWord(seed, 'group', String(index)))
    groups.push(await alice.createGroup({ id, members: [...names, ...newcomers] }))
    yield* recorder.mine()
  }
  for (const group of groups) {
    for (const name of newcomers) {
      await group.remove(name)
      // All of them execute every removal, so that they have the same state and replay the same.
      yield* recorder.mine({ readBy: newcomers })
    }
  }
  const rootsNow = (): Hex[] => groups.map((group) => group.root())
  const before = recorder.transactions
  const signing = senders(accounts)
  const leaving = parameters.workload === 'churn' ? churnEvery(n) : n
  const sending = groups.map((group) => new BlockSender(network, seed, group))
  const planned = groups.map((_, index) => transactionsOf(parameters, index, signing))
  for (let done = 0; done < n;) {
    // Only the last block, and the last one before a membership changes, may have less than was asked for (`mostPerBlock`).
    const count = Math.min(perBlock, n - done, leaving - (done % leaving))
    for (const index of groups.keys()) {
      await sending[index]?.send(take(planned[index], count))
      // Of one group only: replay drops other groups from the head map of a block (spec 02 §14, item 28).
      yield* recorder.mine()
      yield* recorder.mineEmpty(gap)
    }
    done += count
    onProgress?.(done * groupCount, n * groupCount)
    onRoots?.(done * groupCount, rootsNow)
    if (done % leaving === 0 && leaving < n) {
      for (const group of groups) yield* leaveAndReturn(recorder, group, names[1] ?? '')
    }
  }
  for (const group of groups) {
    await group.lock()
    yield* recorder.mine()
  }
  if (groupCount > 1) yield* recorder.mineEmpty(1)
  const transactions = recorder.transactions - before
  for (const group of groups) await group.add(newcomers)
  yield* recorder.mine()
  return {
    format: HISTORY_FORMAT,
    name: nameOf(parameters),
    parameters,
    madeBy: 'coterie',
    fork: 'london',
    genesis: GENESIS,
    blockReward: '0',
    nodes: Object.fromEntries([MEMBER, ...newcomers].map((name) => [name, network.node(name).enclaveKey])),
    newcomer: NEWCOMER,
    newcomers,
    member: MEMBER,
    groups: groups.map(({ id }) => id),
    accounts,
    deliveries: recorder.deliveries,
    lastBlock: recorder.lastBlock,
    transactions,
    bytes: recorder.joinBytes,
    roots: rootsNow(),
  }
}

/** The next so many values. */
function* take<T>(values: Iterator<T> | undefined, count: number): Generator<T> {
  for (let index = 0; index < count; index++) {
    const next = values?.next()
    if (next === undefined || next.done === true) return
    yield next.value
  }
}

async function* leaveAndReturn(
  recorder: HistoryRecorder,
  group: Group,
  member: string,
): AsyncGenerator<HistoryDelivery> {
  await group.remove(member)
  yield* recorder.mine()
  await group.lock()
  yield* recorder.mine()
  await group.add(member)
  yield* recorder.mine()
}
