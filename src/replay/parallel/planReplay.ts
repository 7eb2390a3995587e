import { rerunWithoutExecution } from '../../chain/uncommittedRerun.ts'
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
import { ByteWriter } from './messages/ByteWriter.ts'
import { copyState } from './copyState.ts'
import { writePlannedBlock } from './messages/PlannedBlock.ts'
import { recordedRoot } from './recordedRoot.ts'
import type { ReplayPart, ReplayPlan } from './messages/ReplayPlan.ts'
import type { WaitingHistory } from './waitingHistory.ts'

/**
 * Trie nodes of the state before a history that are copied for a thread: so many for each transaction, since reading one takes a
 * tenth of executing one, or so many in all.
 */
const [NODES_EACH, NODES_ANYWAY] = [2, 1000] as const

/**
 * Transactions of a part at least, the first of which is short so that the thread can begin. Making one takes the node a few
 * milliseconds.
 */
const [FIRST_PART, FURTHER_PARTS] = [1000, 4000] as const

/** A part of a history, and what whoever takes its outcome needs besides. */
export interface PlannedPart {
  readonly part: ReplayPart
  readonly table: RecoveryTable
  /** Positions in the history of the first transaction, and behind the last. */
  readonly first: number
  readonly end: number
  readonly blocks: number
}

/** A plan, and what it is for. */
export interface Planned {
  /** The brake is for the caller to add. */
  readonly plan: Omit<ReplayPlan, 'brake'>
  /** Each is made when it is asked for, and throws whatever the stores throw. */
  readonly parts: Iterator<PlannedPart>
  /** The blocks that hold the history; not all of them need be planned. */
  readonly blocks: readonly HistoricBlock[]
}

/**
 * Puts a plan for a thread together; `undefined` when the history is not an ordinary one.
 * @param hashes whether the thread is to hash states, too.
 * @throws whatever the stores throw.
 */
export function planReplay(waiting: WaitingHistory, hashes: boolean): Planned | undefined {
  const { context, group, history, first, base } = waiting
  const { settings, chain, states, metadata } = context
  const isNew = equalBytes(base, EMPTY_ROOT)
  // Who makes accounts is asked by the node, and no more often than it has to.
  if (isNew && settings.privateGenesis !== undefined) return undefined
  const blocks = locateHistory(context, history, first)
  if (!isInOrder(blocks)) return undefined
  const state = copyState(metadata, base, Math.max(NODES_ANYWAY, NODES_EACH * (history.length - first)))
  if (state === undefined) return undefined
  const { cap, era } = settings
  const { chainId, codeSizeLimit } = chain.genesis
  const plan = { group, base, state, hashes, chainId, codeSizeLimit, cap, era, memory: states.memory }
  return { plan, parts: partsOf(context, history, blocks), blocks }
}

function* partsOf(
  context: ReplayContext,
  history: HistoryBlob,
  blocks: readonly HistoricBlock[],
): Generator<PlannedPart> {
  let at = 0
  let isLast = false
  for (let least: number = FIRST_PART; !isLast; least = FURTHER_PARTS) {
    const start = at
    const first = blocks[start]?.entries[0]?.position ?? 0
    let end = first
    const writer = new ByteWriter()
    for (let block = blocks[at]; block !== undefined && end - first < least; block = blocks[++at]) {
      isLast = !writeBlock(context, writer, block)
      if (isLast) break
      end += block.entries.length
    }
    isLast ||= at >= blocks.length
    const table = tableOf(history, first, end)
    const roots = rootsOf(history, first, end)
    const views = Uint8Array.from({ length: end - first }, (_, index) => (history.isOrdinary(first + index) ? 1 : 0))
    const part = { transactions: table.shared, views, roots, blocks: writer.take(), isLast }
    yield { part, table, first, end, blocks: at - start }
  }
}

/** @returns whether the node surely does not give the block up, which it finds out and does itself. */
function writeBlock({ chain }: ReplayContext, writer: ByteWriter, { hash, entries }: HistoricBlock): boolean {
  const block = chain.outline(hash)
  const rerun = rerunWithoutExecution(chain, block)
  if (rerun === undefined || rerun.abandoned !== undefined) return false
  const { parentHash } = block
  const { blockHash: _, chainId: __, codeSizeLimit: ___, ...environment } = environmentOf(chain, block)
  writePlannedBlock(writer, { hash, parentHash, transactions: entries.length, environment })
  return true
}

function rootsOf(history: HistoryBlob, first: number, end: number): Uint8Array {
  const roots = new Uint8Array((end - first) * 32)
  for (let position = first; position < end; position++) {
    roots.set(recordedRoot(history, position), (position - first) * 32)
  }
  return roots
}

function tableOf(history: HistoryBlob, first: number, end: number): RecoveryTable {
  const wires: Uint8Array[] = []
  for (let position = first; position < end; position++) wires.push(history.transactionBytes(position))
  const table = RecoveryTable.of(wires)
  for (const [index, wire] of wires.entries()) {
    const id = transactionId(wire)
    const sender = knownSender(id)
    if (sender !== undefined) table.note(index, id, sender)
  }
  return table
}
