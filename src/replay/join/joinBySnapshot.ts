import { equalBytes, toBase64 } from '../../primitives/bytes.ts'
import { BlockMetadataBuffer } from '../../state/BlockMetadataBuffer.ts'
import { EMPTY_ROOT } from '../../state/trie/MerkleTrie.ts'
import { checkpointOf } from './checkpointOf.ts'
import { receiveState } from './receiveState.ts'
import { replayAll } from './replayAll.ts'
import type { ReplayRun } from './ReplayRun.ts'

/**
 * Receives the state at a checkpoint from another node, verified against the root that the history records there, and replays
 * what follows with every root verified. Blocks before the checkpoint get their metadata from the history; their states and
 * receipts are deferred. Without a checkpoint, or a node that has its state, everything is replayed.
 * @throws {CoterieError} `SNAPSHOT_INVALID` when the other node sends something else than the root says.
 * @throws {ReplayRootMismatchError} when a replayed block does not give the recorded root.
 * @returns whether a state was received.
 */
export async function joinBySnapshot(run: ReplayRun, checkpointEvery: number): Promise<boolean> {
  const { context, needed } = run
  const end = await checkpointOf(context, needed.blocks, needed.history.length, checkpointEvery)
  const why = whyNot(run, end) ?? (await receiveState(run, run.recordedRoot(end - 1)))
  if (why !== undefined) {
    context.logger.info('no snapshot: replaying the history', { group: toBase64(needed.group), why })
    await replayAll(run)
    return false
  }
  run.verifiedRoots++
  const base = bufferBefore(run, 0).root(needed.group)
  for (let index = 0; index < end; index++) takeRecorded(run, index)
  run.defer(0, end, base)
  await run.reached(end)
  await replayAll(run, end)
  return true
}

/** Why the history must be replayed in any case. @param end number of blocks before its checkpoint. */
function whyNot(run: ReplayRun, end: number): string | undefined {
  if (end === 0) return 'the history has no checkpoint'
  const { history, group, first } = run.needed
  const before = first === 0 ? EMPTY_ROOT : history.entry(first - 1).stateRoot
  // A replay would begin with that state, and fail.
  return equalBytes(bufferBefore(run, 0).root(group), before)
    ? undefined
    : 'the node has another group with the same id'
}

/** Stages what the history says about a block, without executing anything. */
function takeRecorded(run: ReplayRun, index: number): void {
  const { context, needed } = run
  const buffer = bufferBefore(run, index)
  for (const { position } of run.block(index).entries) {
    const { markerHash, stateRoot } = needed.history.entry(position)
    buffer.addSuccess(needed.group, markerHash, stateRoot)
  }
  const { hash } = run.block(index)
  buffer.stage(context.settings.rules.has('merge-head-maps') ? context.metadata.headMap(hash) : undefined)
  run.staged(index)
  run.replayed(index)
}

function bufferBefore({ context, needed }: ReplayRun, index: number): BlockMetadataBuffer {
  const { hash, parentHash, number } = context.chain.outline(needed.blocks[index]?.hash ?? context.canonical.head.hash)
  return new BlockMetadataBuffer(context.metadata, hash, parentHash, number)
}
