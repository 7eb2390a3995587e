import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { createNetwork } from '../../createNetwork.ts'
import { keccakBackend } from '../../crypto/keccak.ts'
import { signatureBackend } from '../../crypto/secp256k1.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import { DEFAULT_CHECKPOINT_EVERY } from '../../replay/join/JoinSettings.ts'
import { replayThreads as replayThreadsOfProcess } from '../../replay/parallel/ReplayThreads.ts'
import { bytesIn } from '../measure/bytesIn.ts'
import type { History } from '../workloads/History.ts'
import type { MeasuredReplay, ReplayOutcome } from './Contender.ts'
import { privateGenesis } from './prepareDataPath.ts'

/** Lets the newcomers of a network of ours import the block in which they join; in a copy of the prepared data path. */
export async function replay(measured: MeasuredReplay): Promise<ReplayOutcome> {
  const { task, history, engine, join: way, scratch, tell, begin, replayThreads } = measured
  if (task.prepared === null) throw new CoterieError('INVALID_ARGUMENT', 'a network needs a prepared data path')
  const { newcomers, groups, lastBlock } = history
  const dataPath = join(scratch, 'network')
  await cp(task.prepared, dataPath, { recursive: true })
  // A member that does not have the blocks of the history yet imports them here.
  const network = await createNetwork({
    dataPath,
    mining: 'manual',
    ...(engine === null ? {} : { engine }),
    ...(way === 'replay' ? {} : { join: way }),
    ...(way === 'snapshot' ? { checkpointEvery: checkpointEvery(history) } : {}),
    ...(replayThreads === null ? {} : { replayThreads }),
    ...privateGenesis(history),
  })
  try {
    let earlier = 0
    let current = ''
    let counted = 0
    network.on('replay-progress', ({ node, group, done }) => {
      const replay = `${node} ${group}`
      if (replay !== current) [earlier, current] = [earlier + counted, replay]
      counted = done
      tell(earlier + done)
    })
    const before = await bytesIn(dataPath)
    const blocksBefore = replayThreadsOfProcess.blocks
    const end = await begin()
    const { reports } = await network.importBlock(lastBlock, newcomers)
    const use = await end()
    const threadBlocks = replayThreadsOfProcess.blocks - blocksBefore
    for (const { error } of reports.values()) if (error !== undefined) throw error
    const roots = newcomers.flatMap((name) => groups.map((group) => network.node(name).stateRoot(group)))
    const replays = newcomers.flatMap((name) => reports.get(name)?.replays ?? [])
    if (replays.some(({ strategy }) => strategy !== way)) {
      throw new CoterieError('CALL_FAILED', `nobody can join ${history.name} by ${way}: it has too few blocks`)
    }
    const sum = (value: (one: (typeof replays)[number]) => number): number => replays.reduce((a, b) => a + value(b), 0)
    // With a snapshot, all of them are there without having been executed.
    const transactions = way === 'snapshot' ? history.transactions * newcomers.length : sum((one) => one.transactions)
    const sentBytes = sum((one) => one.bytes + one.snapshotBytes)
    await network.close()
    const storedBytes = (await bytesIn(dataPath)) - before
    const parts = { signatures: signatureBackend, keccak: keccakBackend }
    return { use, roots, transactions, threadBlocks, storedBytes, sentBytes, parts }
  } finally {
    await network.close()
  }
}

/** Transactions from one checkpoint to the next: as usual, or half of a history that is too short for that. */
function checkpointEvery({ transactions }: History): number {
  return Math.max(1, Math.min(DEFAULT_CHECKPOINT_EVERY, Math.floor(transactions / 2)))
}
