import { equalBytes, toHex } from '../../primitives/bytes.ts'
import type { GroupId, StateRoot } from '../../primitives/identifiers.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import type { HistoricBlock } from '../HistoricBlock.ts'
import { bufferOf, stage } from '../replayBlock.ts'
import type { ReplayContext } from '../ReplayContext.ts'
import type { ExecutedBlock } from './messages/ExecutedBlock.ts'
import { recordedRoot } from './recordedRoot.ts'

/**
 * Stages what a thread has made of a block, as if the node had executed it: if it was executed on the state that the node has, took
 * for absent what is absent, and gave the recorded roots.
 * @param base root that the thread has begun the block with.
 * @returns whether that is so; nothing is staged otherwise.
 */
export function storeExecuted(
  context: ReplayContext,
  { group, history }: { readonly group: GroupId; readonly history: HistoryBlob },
  { hash, entries }: HistoricBlock,
  base: StateRoot,
  executed: ExecutedBlock,
): boolean {
  const { chain, metadata } = context
  const block = chain.outline(hash)
  const buffer = bufferOf(context, { block })
  if (!equalBytes(buffer.root(group), base)) return false
  if (executed.absent.length > 0) {
    const before = chain.stateAfter(chain.outline(block.parentHash))
    if (executed.absent.some((address) => before.account(toHex(address)) !== undefined)) return false
  }
  const recorded = entries.map(({ position }) => recordedRoot(history, position))
  if (!storeState(context, group, base, executed.outcome, recorded)) return false
  for (const [at, { position }] of entries.entries()) {
    const marker = history.marker(position)
    metadata.putEncodedReceipt(hash, marker, executed.receipts[at] ?? NOTHING, true)
    buffer.addSuccess(group, marker, recordedRoot(history, position))
  }
  stage(context, { block }, buffer)
  return true
}

/** Stages a state if it has the recorded roots. @returns whether that is so; nothing is staged otherwise. */
function storeState(
  { states, metadata }: ReplayContext,
  group: GroupId,
  base: StateRoot,
  outcome: ExecutedBlock['outcome'],
  recorded: readonly StateRoot[],
): boolean {
  if (outcome.kind === 'hashed') {
    if (recorded.some((root, at) => !equalBytes(root, outcome.roots[at] ?? NOTHING))) return false
    for (const [nodeHash, encoded] of outcome.nodes) metadata.putNode(nodeHash, encoded)
    for (const [codeHash, code] of outcome.codes) metadata.putCode(codeHash, code)
    for (const [key, preimage] of outcome.preimages) metadata.putPreimage(key, preimage)
    return true
  }
  const world = states.at(group, base)
  for (const [at, root] of recorded.entries()) {
    world.apply(outcome.changes[at] ?? [])
    if (equalBytes(world.root(), root)) continue
    states.drop(group)
    return false
  }
  states.collect(group, metadata)
  return true
}

const NOTHING = new Uint8Array(0)
