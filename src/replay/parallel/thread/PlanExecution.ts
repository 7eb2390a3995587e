import type { Engine } from '../../../execution/engine.ts'
import { type MarkerContext, executeWithoutRoot } from '../../../execution/executeMarker.ts'
import { managementCode } from '../../../management/managementCode.ts'
import { toHex } from '../../../primitives/bytes.ts'
import { toGroupId, toStateRoot } from '../../../primitives/identifiers.ts'
import type { ExecutableState } from '../../../state/ExecutableState.ts'
import { WorldState, type WorldStateSource } from '../../../state/WorldState.ts'
import { PrivateTransactionView } from '../../../transaction/PrivateTransactionView.ts'
import { decodePrivateTransaction } from '../../../transaction/privateTransaction.ts'
import { encodeStoredReceipt } from '../../../transaction/storedReceipt.ts'
import { RecoveryTable } from '../../senders/RecoveryTable.ts'
import { provideFrom } from '../../senders/SenderRecovery.ts'
import { AbsentPublicState } from './AbsentPublicState.ts'
import { ByteReader } from '../messages/ByteReader.ts'
import { type ExecutedBlock, type Hashed, readHashed } from '../messages/ExecutedBlock.ts'
import { type PlannedBlock, readPlannedBlock } from '../messages/PlannedBlock.ts'
import { HashedPlanState, type PlanState, UnhashedPlanState } from './PlanState.ts'
import type { ReplayPart, ReplayPlan } from '../messages/ReplayPlan.ts'

/** Blocks whose hashes can be read. */
const HASHES_KEPT = 256n

/** A part of the history, and how far it has been executed. */
interface CurrentPart {
  readonly table: RecoveryTable
  readonly blocks: ByteReader
  readonly views: Uint8Array
  readonly roots: Uint8Array
  readonly isLast: boolean
  /** Of the next transaction. */
  position: number
}

/**
 * Executes a plan block by block on a state in memory. It gives up where it would need something that the plan does not have, and
 * where a root is not the recorded one: what then follows is for the node itself to do.
 */
export class PlanExecution {
  readonly #plan: ReplayPlan
  readonly #engine: Engine
  readonly #state: PlanState
  readonly #public = new AbsentPublicState()
  readonly #onTransaction: () => void
  /** Hashes of the planned blocks that were reached and of their parents, by number. */
  readonly #hashes = new Map<bigint, Uint8Array>()
  #part: CurrentPart | undefined
  #reason: string | undefined

  /** @param onTransaction called after each transaction. */
  constructor(plan: ReplayPlan, engine: Engine, onTransaction: () => void) {
    this.#plan = plan
    this.#engine = engine
    this.#onTransaction = onTransaction
    const world = new WorldState(this.#source(), toStateRoot(plan.base), plan.memory)
    this.#state = plan.hashes ? new HashedPlanState(world) : new UnhashedPlanState(world)
  }

  /** Whether every block of the parts that it has got has been executed. */
  get needsPart(): boolean {
    return this.#part?.blocks.isAtEnd ?? true
  }

  /** Whether every block has been executed. */
  get isDone(): boolean {
    return this.#part !== undefined && this.#part.isLast && this.#part.blocks.isAtEnd
  }

  /** Why it has given up, if it has. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Goes on with the next part of the history. */
  add({ transactions, blocks, ...rest }: ReplayPart): void {
    this.#part = { ...rest, table: new RecoveryTable(transactions), blocks: new ByteReader(blocks), position: 0 }
  }

  /** Executes the next block. @returns what it gave; `undefined` when there is none, or the execution gives up. */
  async next(): Promise<ExecutedBlock | undefined> {
    const part = this.#part
    if (part === undefined || part.blocks.isAtEnd) return undefined
    const block = readPlannedBlock(part.blocks)
    this.#noteHashes(block)
    const marker = this.#markerContext(block)
    const receipts: Uint8Array[] = []
    for (let count = block.transactions; count > 0; count--) {
      const position = part.position++
      const wire = part.table.wire(position)
      const transaction = part.views[position] === 1 ? new PrivateTransactionView(wire) : decodePrivateTransaction(wire)
      provideFrom(part.table, position, transaction)
      const ready = executeWithoutRoot(marker, transaction)
      receipts.push(encodeStoredReceipt(ready instanceof Promise ? await ready : ready))
      this.#onTransaction()
      const recorded = part.roots.subarray(position * 32, position * 32 + 32)
      if (!this.#state.executed(recorded)) this.#giveUp('a root is not the recorded one')
      if (this.#reason !== undefined) return undefined
    }
    const outcome = this.#state.take()
    // Nothing can be forgotten and read again, since nothing is stored here.
    if (this.#state.memory > this.#plan.memory) this.#giveUp('the state takes too much memory')
    return { absent: this.#public.takeAsked(), receipts, outcome }
  }

  #noteHashes({ hash, parentHash, environment: { number } }: PlannedBlock): void {
    this.#hashes.set(number - 1n, parentHash)
    this.#hashes.set(number, hash)
    for (const noted of this.#hashes.keys()) {
      if (noted >= number - HASHES_KEPT) break
      this.#hashes.delete(noted)
    }
  }

  #markerContext({ environment }: PlannedBlock): MarkerContext<ExecutableState> {
    const { group, chainId, codeSizeLimit, cap, era } = this.#plan
    return {
      groupId: toGroupId(group),
      world: this.#state.world,
      publicView: this.#public,
      environment: {
        ...environment,
        chainId,
        codeSizeLimit,
        blockHash: (number) => this.#hashes.get(number) ?? this.#giveUp('the hash of another block is read'),
      },
      engine: this.#engine,
      cap,
      journaled: false,
      era,
      // The node resolves them; a plan begins with a state that has them, or there are none.
      privateGenesis: undefined,
    }
  }

  /** The state that the plan begins with. */
  #source(): WorldStateSource {
    const from = new ByteReader(this.#plan.state)
    const [nodes, codes] = [byHash(readHashed(from)), byHash(readHashed(from))]
    return {
      get: (hash) => nodes.get(toHex(hash)) ?? this.#giveUp('a part of the state is missing'),
      code: (hash) => managementCode(hash) ?? codes.get(toHex(hash)) ?? this.#giveUp('code is missing'),
    }
  }

  #giveUp(reason: string): undefined {
    this.#reason ??= reason
  }
}

const byHash = (list: readonly Hashed[]): ReadonlyMap<string, Uint8Array> =>
  new Map(list.map(([hash, content]) => [toHex(hash), content]))
