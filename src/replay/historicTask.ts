import type { BlockOutline } from '../chain/BlockOutline.ts'
import { LazyPublicView } from '../chain/LazyPublicView.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import { type UncommittedRerun, uncommittedRerun } from '../chain/uncommittedRerun.ts'
import { type ExecutionEnvironment, environmentOf } from '../execution/environment.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import { stageClock } from '../primitives/StageClock.ts'
import type { PublicView } from '../state/PublicView.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import type { HistoryBlob, HistoryBlobEntry } from '../transaction/historyBlob.ts'
import type { HistoricBlock } from './HistoricBlock.ts'
import type { ReplayContext } from './ReplayContext.ts'
import type { SenderRecovery } from './senders/SenderRecovery.ts'

/** A historic block that is about to be executed again. */
export interface HistoricTask {
  readonly group: GroupId
  readonly block: BlockOutline
  /** In the order of the history. */
  readonly entries: readonly HistoryBlobEntry[]
  /** What to execute: places in {@link entries}, in the order of the block. */
  readonly order: readonly { readonly at: number; readonly index: number }[]
  readonly environment: ExecutionEnvironment
  /** The public state that the transaction at an index is replayed on; `undefined` when it is not reached. */
  readonly views: (index: number) => PublicView | undefined
  /** Why the block is given up, if it is. */
  readonly abandoned: string | undefined
  /** The root that the history records before the entry at a place in {@link entries}. */
  readonly recordedBefore: (at: number) => StateRoot
}

type PublicSide = Pick<HistoricTask, 'block' | 'views' | 'abandoned'>

/** Brings together what a historic block is executed with. To be called in the order of the history. */
export async function historicTask(
  context: ReplayContext,
  group: GroupId,
  history: HistoryBlob,
  historic: HistoricBlock,
  senders: Pick<SenderRecovery, 'provide'>,
): Promise<HistoricTask> {
  const entries = historic.entries.map(({ position }) => history.entryView(position))
  for (const [at, { transaction }] of entries.entries()) {
    senders.provide(historic.entries[at]?.position ?? 0, transaction)
  }
  stageClock?.enter('public chain')
  const ready = publicSide(context, historic)
  const { views, abandoned, block } = ready instanceof Promise ? await ready : ready
  const environment = environmentOf(context.chain, block)
  stageClock?.leave('public chain')
  const recordedBefore = (at: number): StateRoot => rootBefore(history, historic.entries[at]?.position ?? 0)
  return { group, block, entries, order: orderOf(historic), environment, views, abandoned, recordedBefore }
}

function rootBefore(history: HistoryBlob, position: number): StateRoot {
  return position === 0 ? EMPTY_ROOT : history.entry(position - 1).stateRoot
}

/** In the order of the block; of a marker that is named twice the first place counts. */
function orderOf({ entries }: HistoricBlock): HistoricTask['order'] {
  const order = entries.map(({ index }, at) => ({ at, index })).sort((a, b) => a.index - b.index)
  return order.filter(({ index }, place) => order[place - 1]?.index !== index)
}

/** The public state that each transaction of a historic block is replayed on, if it is reached at all. */
function publicSide({ chain, settings }: ReplayContext, { hash }: HistoricBlock): PublicSide | Promise<PublicSide> {
  const block = chain.outline(hash)
  if (settings.rules.has('carry-public-effects')) return carriedEffects(chain, block)
  const rerun = uncommittedRerun(chain, block)
  return rerun instanceof Promise ? rerun.then((done) => onParent(chain, block, done)) : onParent(chain, block, rerun)
}

/** Each transaction sees the state after the parent, as in Besu. */
function onParent(chain: PublicChain, block: BlockOutline, { begun, abandoned }: UncommittedRerun): PublicSide {
  const view = new LazyPublicView(() => chain.stateAfter(chain.outline(block.parentHash)))
  return { block, views: (index) => (index < begun ? view : undefined), abandoned }
}

/** Each transaction sees what those before it in the block have done (strict mode). */
async function carriedEffects(chain: PublicChain, block: BlockOutline): Promise<PublicSide> {
  const { markers } = await chain.execute(chain.requireBlock(block.hash))
  return { block, views: (index) => markers.find((marker) => marker.index === index)?.view, abandoned: undefined }
}
