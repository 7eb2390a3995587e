import type { MarkerPoint } from '../chain/BlockExecutor.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import { type ExecutionEnvironment, environmentOf } from '../execution/environment.ts'
import type { MarkerContext, MarkerOutcome } from '../execution/executeMarker.ts'
import { onceReady } from '../execution/onceReady.ts'
import { equalBytes } from '../primitives/bytes.ts'
import { groupKey } from '../primitives/groupKey.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import type { BlockMetadataBuffer } from '../state/BlockMetadataBuffer.ts'
import { RecordedChanges } from '../state/RecordedChanges.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import type { NodeContext } from './NodeContext.ts'
import type { OpenedMarker } from './OpenedMarker.ts'
import type { OutcomeKey, SharedOutcome } from './SharedOutcomes.ts'

/** A marker whose outcome another node has found. */
interface TakenOver {
  readonly point: MarkerPoint
  readonly opened: OpenedMarker
  readonly root: StateRoot
}

/** What has become of a group in the block. */
interface GroupInBlock {
  /** Whether outcomes are taken over from other nodes and left for them. */
  readonly shares: boolean
  /** What changed the group last. */
  last: SharedOutcome | undefined
  /** What has changed it since this node has executed something itself, so that its state in memory is behind. */
  behind: TakenOver[]
}

/**
 * Executes the markers of one block on one node. Where another node of the network has executed the same marker on the same
 * state, its outcome is taken over; all that is left to see of that is the time that it saves.
 */
export class MarkerExecutions {
  readonly #node: NodeContext
  readonly #block: PublicBlock
  readonly #buffer: BlockMetadataBuffer
  readonly #groups = new Map<string, GroupInBlock>()
  #environment: ExecutionEnvironment | undefined

  constructor(node: NodeContext, block: PublicBlock, buffer: BlockMetadataBuffer) {
    this.#node = node
    this.#block = block
    this.#buffer = buffer
  }

  /**
   * Executes a marker and records what came of it; no promise where the outcome is known.
   * @param payload the text that the enclave has returned for it.
   */
  execute(point: MarkerPoint, payload: string, opened: OpenedMarker): MarkerOutcome | Promise<MarkerOutcome> {
    const { outcomes, settings } = this.#node
    const { era, engine, cap } = settings
    const { group } = opened
    const root = this.#buffer.root(group)
    const state = this.#stateOf(group, root)
    if (!state.shares) {
      return onceReady(this.#execute(point, opened, root), (outcome) => this.#record(point, group, outcome))
    }
    const key = { group, root, payload, era, engine, cap, before: state.last }
    const known = outcomes.find(this.#block, point, key)
    if (known === undefined) {
      const ready = state.behind.length === 0 ? undefined : this.#catchUp(state)
      return onceReady(ready, () => this.#executeFirst(point, opened, key, state))
    }
    if (hasChanged(known)) {
      state.behind.push({ point, opened, root })
      state.last = known
    }
    return this.#record(point, group, known.outcome, known.storedReceipt)
  }

  /** Stages what the block has made of the states of groups; no promise unless something is to be executed for it. */
  collect(): void | Promise<void> {
    let done: void | Promise<void> = undefined
    for (const group of this.#buffer.changedGroups) done = onceReady(done, () => this.#collect(group))
    return done
  }

  #collect(group: GroupId): void | Promise<void> {
    const { metadata, states } = this.#node
    const state = this.#groups.get(groupKey(group))
    const changes = state?.last?.changes
    if (state === undefined || state.behind.length === 0) {
      this.#collectState(group, state?.last)
    } else if (changes === undefined) {
      return this.#catchUp(state).then(() => this.#collectState(group, state.last))
    } else {
      changes.handTo(metadata)
      states.drop(group)
    }
  }

  /** @param last what other nodes may take over the changes of. */
  #collectState(group: GroupId, last: SharedOutcome | undefined): void {
    const { metadata, states } = this.#node
    if (last === undefined) return states.collect(group, metadata)
    const changes = new RecordedChanges()
    states.collect(group, changes)
    changes.seal()
    changes.handTo(metadata)
    last.changes = changes
  }

  /** Executes a marker whose outcome other nodes may take over. */
  #executeFirst(
    point: MarkerPoint,
    opened: OpenedMarker,
    key: OutcomeKey,
    state: GroupInBlock,
  ): MarkerOutcome | Promise<MarkerOutcome> {
    return onceReady(this.#execute(point, opened, key.root), (outcome) => {
      const shared = this.#node.outcomes.add(this.#block, point, key, outcome)
      if (hasChanged(shared)) state.last = shared
      return this.#record(point, opened.group, outcome, shared.storedReceipt)
    })
  }

  /** @param storedReceipt from whoever has it. */
  #record(
    { transaction }: MarkerPoint,
    group: GroupId,
    outcome: MarkerOutcome,
    storedReceipt?: Uint8Array,
  ): MarkerOutcome {
    if (outcome.kind === 'refused') return outcome
    this.#buffer.addReceipt(transaction.hash, outcome.receipt, storedReceipt)
    if (outcome.root !== undefined) this.#buffer.addSuccess(group, transaction.hash, outcome.root)
    return outcome
  }

  /** Executes here what has been taken over, because the state itself is needed. */
  async #catchUp(state: GroupInBlock): Promise<void> {
    for (const { point, opened, root } of state.behind) await this.#execute(point, opened, root)
    state.behind = []
  }

  #execute(
    { view }: MarkerPoint,
    { group, execute }: OpenedMarker,
    root: StateRoot,
  ): MarkerOutcome | Promise<MarkerOutcome> {
    const { states, chain, settings } = this.#node
    const { engine, cap, era, privateGenesis, rules } = settings
    this.#environment ??= environmentOf(chain, this.#block)
    const context: MarkerContext = {
      groupId: group,
      world: states.at(group, root),
      publicView: view,
      environment: this.#environment,
      engine,
      cap,
      journaled: rules.has('journaled-state'),
      era,
      privateGenesis,
    }
    return execute(context)
  }

  #stateOf(group: GroupId, root: StateRoot): GroupInBlock {
    const key = groupKey(group)
    let state = this.#groups.get(key)
    if (state === undefined) {
      state = { shares: this.#shares(group, root), last: undefined, behind: [] }
      this.#groups.set(key, state)
    }
    return state
  }

  /** Strict mode has questions of its own; and who shares must have written all of the state before the block. */
  #shares(group: GroupId, root: StateRoot): boolean {
    const { settings, states, metadata } = this.#node
    if (settings.rules.size > 0 || equalBytes(root, EMPTY_ROOT)) return false
    return !states.hasUncollected(group) && metadata.get(root) !== undefined
  }
}

const hasChanged = ({ outcome }: SharedOutcome): boolean => outcome.kind === 'executed' && outcome.root !== undefined
