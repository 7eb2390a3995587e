import { uncommittedRerun } from '../../chain/uncommittedRerun.ts'
import { environmentOf } from '../../execution/environment.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { EMPTY_ROOT } from '../../state/trie/MerkleTrie.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import { knownSender, transactionId } from '../../transaction/knownSenders.ts'
import type { HistoricBlock } from '../HistoricBlock.ts'
import { isInOrder } from '../join/isInOrder.ts'
import { locateHistory } from '../locateHistory.ts'
import type { ReplayContext } from '../ReplayContext.ts'
import { RecoveryTable } from '../senders/RecoveryTable.ts'
import { ByteWriter } from './ByteWriter.ts'
import { copyState } from './copyState.ts'
import { writePlannedBlock } from './PlannedBlock.ts'
import { recordedRoot } from './recordedRoot.ts'
import type { ReplayPlan } from './ReplayPlan.ts'
import type { WaitingHistory } from './waitingHistory.ts'

/**
 * Trie nodes of the state before a history that are copied for a thread: so many for each transaction, since reading one takes a
 * tenth of executing one, or so many in all.
 */
const [NODES_EACH, NODES_ANYWAY] = [2, 1000] as const

/** A plan, and what whoever takes its outcome needs besides. */
export interface Planned {
  /** The brake is for the caller to add. */
  readonly plan: Omit<ReplayPlan, 'brake'>
  readonly table: RecoveryTable
  /** The blocks that hold the history; not all of them need be planned. */
  readonly blocks: readonly HistoricBlock[]
}

/** Puts a plan for a thread together; `undefined` when the history is not an ordinary one. @throws whatever the stores throw. */
export function planReplay(waiting: WaitingHistory): Planned | undefined {
  const { context, group, history, first, base } = waiting
  const { settings, chain, states, metadata } = context
  const isNew = equalBytes(base, EMPTY_ROOT)
  // Who makes accounts is asked by the node, and no more often than it has to.
  if (isNew && settings.privateGenesis !== undefined) return undefined
  const blocks = locateHistory(context, history, first)
  if (!isInOrder(blocks)) return undefined
  const count = history.length - first
  const state = copyState(metadata, base, Math.max(NODES_ANYWAY, NODES_EACH * count))
  if (state === undefined) return undefined
  const table = tableOf(history, first)
  const { cap, era } = settings
  const { chainId, codeSizeLimit } = chain.genesis
  const plan = {
    ...{ group, base, state, chainId, codeSizeLimit, cap, era },
    transactions: table.shared,
    roots: rootsOf(history, first),
    blocks: encodedBlocks(context, blocks),
    memory: states.memory,
  }
  return { plan, table, blocks }
}

function rootsOf(history: HistoryBlob, first: number): Uint8Array {
  const roots = new Uint8Array((history.length - first) * 32)
  for (let position = first; position < history.length; position++) {
    roots.set(recordedRoot(history, position), (position - first) * 32)
  }
  return roots
}

function tableOf(history: HistoryBlob, first: number): RecoveryTable {
  const wires: Uint8Array[] = []
  for (let position = first; position < history.length; position++) wires.push(history.transactionBytes(position))
  const table = RecoveryTable.of(wires)
  for (const [index, wire] of wires.entries()) {
    const id = transactionId(wire)
    const sender = knownSender(id)
    if (sender !== undefined) table.note(index, id, sender)
  }
  return table
}

/** The blocks up to the first that is given up, which the node does itself. */
function encodedBlocks({ chain }: ReplayContext, blocks: readonly HistoricBlock[]): Uint8Array {
  const writer = new ByteWriter()
  for (const { hash, entries } of blocks) {
    const block = chain.outline(hash)
    const { begun, abandoned } = uncommittedRerun(chain, block)
    if (abandoned !== undefined || begun <= (entries.at(-1)?.index ?? 0)) break
    const { parentHash } = block
    const { blockHash: _, chainId: __, codeSizeLimit: ___, ...environment } = environmentOf(chain, block)
    writePlannedBlock(writer, { hash, parentHash, transactions: entries.length, environment })
  }
  return writer.take()
}
