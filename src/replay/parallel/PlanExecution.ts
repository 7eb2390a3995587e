import type { Engine } from '../../execution/engine.ts'
import { type MarkerContext, executeInReplay } from '../../execution/executeMarker.ts'
import { managementCode } from '../../management/managementCode.ts'
import { equalBytes, toHex } from '../../primitives/bytes.ts'
import { type StateRoot, toGroupId, toStateRoot } from '../../primitives/identifiers.ts'
import { smallCopy } from '../../primitives/smallBytes.ts'
import { WorldState, type WorldStateSource } from '../../state/WorldState.ts'
import { decodePrivateTransaction } from '../../transaction/privateTransaction.ts'
import { encodeStoredReceipt } from '../../transaction/storedReceipt.ts'
import { RecoveryTable } from '../senders/RecoveryTable.ts'
import { provideFrom } from '../senders/SenderRecovery.ts'
import { AbsentPublicState } from './AbsentPublicState.ts'
import { ByteReader } from './ByteReader.ts'
import { type ExecutedBlock, type Hashed, readHashed } from './ExecutedBlock.ts'
import { type PlannedBlock, readPlannedBlock } from './PlannedBlock.ts'
import type { ReplayPlan } from './ReplayPlan.ts'

/**
 * Executes a plan block by block on a state in memory. It gives up where it would need something that the plan does not have, and
 * where a root is not the recorded one: what then follows is for the node itself to do.
 */
export class PlanExecution {
  readonly #plan: ReplayPlan
  readonly #engine: Engine
  readonly #table: RecoveryTable
  readonly #blocks: ByteReader
  readonly #world: WorldState
  readonly #public = new AbsentPublicState()
  readonly #onTransaction: () => void
  /** Hashes of the planned blocks that were reached and of their parents, by number. */
  readonly #hashes = new Map<bigint, Uint8Array>()
  /** Of the next transaction. */
  #position = 0
  #reason: string | undefined

  /** @param onTransaction called after each transaction. */
  constructor(plan: ReplayPlan, engine: Engine, onTransaction: () => void) {
    this.#plan = plan
    this.#engine = engine
    this.#onTransaction = onTransaction
    this.#table = new RecoveryTable(plan.transactions)
    this.#blocks = new ByteReader(plan.blocks)
    this.#world = new WorldState(this.#source(), toStateRoot(plan.base), plan.memory)
  }

  /** Whether every block has been executed. */
  get isDone(): boolean {
    return this.#blocks.isAtEnd
  }

  /** Why it has given up, if it has. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Executes the next block. @returns what it gave; `undefined` when the execution gives up. */
  async next(): Promise<ExecutedBlock | undefined> {
    const block = readPlannedBlock(this.#blocks)
    this.#hashes.set(block.environment.number - 1n, block.parentHash)
    this.#hashes.set(block.environment.number, block.hash)
    const marker = this.#markerContext(block)
    const receipts: Uint8Array[] = []
    const roots: StateRoot[] = []
    for (let index = 0; index < block.transactions; index++, this.#position++) {
      const transaction = decodePrivateTransaction(this.#table.wire(this.#position))
      provideFrom(this.#table, this.#position, transaction)
      const ready = executeInReplay(marker, transaction)
      const { receipt, root } = ready instanceof Promise ? await ready : ready
      this.#onTransaction()
      if (!equalBytes(root, this.#recorded(this.#position))) this.#giveUp('a root is not the recorded one')
      if (this.#reason !== undefined) return undefined
      receipts.push(encodeStoredReceipt(receipt))
      roots.push(root)
    }
    return { absent: this.#public.takeAsked(), receipts, roots, ...this.#collected() }
  }

  /** What the block has made of the state. */
  #collected(): Pick<ExecutedBlock, 'nodes' | 'codes' | 'preimages'> {
    const [nodes, codes, preimages]: [Hashed[], Hashed[], Hashed[]] = [[], [], []]
    this.#world.collect({
      putNode: (hash, encoded) => nodes.push([smallCopy(hash), smallCopy(encoded)]),
      putCode: (hash, code) => codes.push([hash, code]),
      putPreimage: (hash, preimage) => preimages.push([hash, preimage]),
    })
    // Nodes cannot be forgotten and read again, since nothing is stored here.
    if (this.#world.memory > this.#plan.memory) this.#giveUp('the state takes too much memory')
    return { nodes, codes, preimages }
  }

  #recorded(position: number): Uint8Array {
    return this.#plan.roots.subarray(position * 32, position * 32 + 32)
  }

  #markerContext({ environment }: PlannedBlock): MarkerContext {
    const { group, chainId, codeSizeLimit, cap, era } = this.#plan
    return {
      groupId: toGroupId(group),
      world: this.#world,
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
