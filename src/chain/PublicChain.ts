import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { Address, BlockHash, StateRoot, TransactionHash } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'
import { type Steps, takeSteps, waitFor } from '../primitives/steps.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { JournaledBuffer } from '../state/JournaledBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import type { NodeSource } from '../state/trie/NodeSource.ts'
import type { WorldState, WorldStateSink } from '../state/WorldState.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { BlockExecutor, type BlockRun, type BlockSurroundings, type MarkerPoint } from './BlockExecutor.ts'
import type { BlockHeader } from './BlockHeader.ts'
import { type BlockOutline, decodeBlockOutline } from './BlockOutline.ts'
import type { BlockTemplate, MadeBlock } from './blockTemplate.ts'
import { ChainStore, type TransactionPlace } from './ChainStore.ts'
import { decodeBlock } from './decodeBlock.ts'
import { forkAt } from './forkSchedule.ts'
import { type Genesis, genesisBlock } from './genesis.ts'
import { genesisState, storeGenesis } from './genesisState.ts'
import { hasFakeSignature, sentBy } from './impersonatedTransaction.ts'
import { produceBlock } from './produceBlock.ts'
import { type PublicBlock, publicBlock } from './PublicBlock.ts'
import type { PublicReceipt } from './publicReceipt.ts'
import { PublicStates } from './PublicStates.ts'
import { RecentOutlines } from './RecentOutlines.ts'
import { invalid, validateHeader } from './validateHeader.ts'
import { verifyExecution } from './verifyExecution.ts'

/** A block with what its public execution gave; shared by all nodes of a network. */
export interface ExecutedBlock {
  readonly block: PublicBlock
  /** Receipts of the executed transactions; of all of them unless {@link error} is there. */
  readonly receipts: readonly PublicReceipt[]
  /** The markers among the executed transactions. */
  readonly markers: readonly MarkerPoint[]
  /** Why the block is invalid. */
  readonly error: CoterieError<'BLOCK_INVALID'> | undefined
}

/** Executed blocks that stay in memory, at least, for nodes that import them a little later. */
const EXECUTED_BLOCKS = 32
const DECODED_BLOCKS = 512

/**
 * The public side of a network: every block of every branch, executed once and kept by hash. It knows nothing of privacy
 * and of which node has which block.
 */
export class PublicChain {
  readonly genesis: Genesis
  readonly genesisBlock: PublicBlock
  readonly #store: ChainStore
  readonly #executor: BlockExecutor
  readonly #executed = new RecentMap<string, ExecutedBlock>(EXECUTED_BLOCKS)
  /** The last of them: all nodes ask for it, one after the other. */
  #last: ExecutedBlock | undefined
  readonly #decoded = new RecentMap<string, PublicBlock>(DECODED_BLOCKS)
  readonly #outlines = new RecentOutlines()
  readonly #states: PublicStates
  readonly #queue = new TaskQueue()
  /** Told when a block that does not follow the head has become the head; `from` is the one before. */
  onSwitch: ((from: PublicBlock, to: PublicBlock) => void) | undefined

  private constructor(genesis: Genesis, store: ChainStore, block: PublicBlock, precompile: Address | undefined) {
    this.genesis = genesis
    this.genesisBlock = block
    this.#store = store
    this.#states = new PublicStates(store)
    this.#executor = new BlockExecutor(genesis, precompile)
  }

  /**
   * Opens the chain in a store, writing the genesis block if there is none.
   * @param precompile the address that marker transactions go to; default that of flexible privacy groups.
   * @throws {CoterieError} `STORE_MISMATCH` when the store holds a chain with another genesis block; `STORE_CORRUPT` when it
   * lacks the block of its own head.
   */
  static async open(genesis: Genesis, staged: StagedStore, precompile?: Address): Promise<PublicChain> {
    const store = new ChainStore(staged)
    const state = genesisState(genesis, store)
    const fork = forkAt(genesis.forks, 0n, BigInt(Number(genesis.header.timestamp ?? 0)))
    const block = publicBlock(genesisBlock(genesis, state.root()), fork)
    if (store.head === undefined) {
      await storeGenesis(store, block, state)
    } else if (store.block(block.hash) === undefined) {
      throw new CoterieError(
        'STORE_MISMATCH',
        'the data path holds a chain with another genesis block; use another path',
      )
    } else if (store.block(store.head) === undefined) {
      throw new CoterieError(
        'STORE_CORRUPT',
        `the public chain has lost its head, block ${toHex(store.head)}; restore the data path from a copy, or remove it`,
      )
    }
    return new PublicChain(genesis, store, block, precompile)
  }

  /** The heaviest block; of equally heavy ones the first. */
  get head(): PublicBlock {
    return this.requireBlock(this.#store.head ?? this.genesisBlock.hash)
  }

  /** Decodes a block. Only the senders of transactions that were impersonated here are looked up. */
  decode(rlp: Uint8Array): PublicBlock {
    const block = decodeBlock(rlp, this.genesis)
    if (block.isPlain) return block
    for (const { hash, source } of block.transactions) {
      const sender = hasFakeSignature(source) ? this.#store.impersonatedSender(hash) : undefined
      if (sender !== undefined) sentBy(source, sender)
    }
    return block
  }

  block(hash: BlockHash): PublicBlock | undefined {
    const key = toHex(hash)
    let block = this.#decoded.get(key)
    if (block !== undefined) return block
    const rlp = this.#store.block(hash)
    if (rlp === undefined) return undefined
    block = this.decode(rlp)
    this.#remember(block)
    return block
  }

  /** @throws {CoterieError} `NOT_FOUND`. */
  requireBlock(hash: BlockHash): PublicBlock {
    const block = this.block(hash)
    if (block === undefined) throw noBlock(toHex(hash))
    return block
  }

  /** What replay asks of a block. @throws {CoterieError} `NOT_FOUND`. */
  outline(hash: BlockHash): BlockOutline {
    const key = toHex(hash)
    let outline = this.#outlines.get(key)
    if (outline !== undefined) return outline
    const rlp = this.#store.block(hash)
    if (rlp === undefined) throw noBlock(key)
    outline = decodeBlockOutline(hash, rlp, this.genesis)
    this.#outlines.set(key, outline, rlp.length)
    return outline
  }

  receipts(hash: BlockHash): readonly PublicReceipt[] | undefined {
    return this.#executed.get(toHex(hash))?.receipts ?? this.#store.receipts(hash)
  }

  places(transaction: TransactionHash): TransactionPlace[] {
    return this.#store.places(transaction)
  }

  /**
   * Numbers above `number` at which a block of any branch has transactions: some, ascending and without a hole from the first one;
   * none if there are none.
   */
  nonEmptyAbove(number: bigint): readonly bigint[] {
    return this.#store.nonEmpty.above(number)
  }

  totalDifficulty(hash: BlockHash): bigint {
    return this.#store.totalDifficulty(hash)
  }

  /** Whether a branch replaces another: by total difficulty, then by length, for blocks that have no difficulty. */
  isHeavier(block: PublicBlock, other: PublicBlock): boolean {
    const difference = this.totalDifficulty(block.hash) - this.totalDifficulty(other.hash)
    return difference === 0n ? block.number > other.number : difference > 0n
  }

  /** Public state after a block, for reading. */
  stateAfter(block: BlockHeader): PublicView {
    return this.bufferAfter(block).view()
  }

  /** The same in a buffer of its own, for executions that nobody keeps. */
  bufferAfter(block: BlockHeader): JournaledBuffer {
    return new JournaledBuffer(this.#states.after(block))
  }

  /** Root of the public state after a block, and where its trie nodes are: for proofs. */
  stateTrie(block: PublicBlock): { readonly root: StateRoot; readonly nodes: NodeSource } {
    return { root: this.#store.alteredRoot(block.hash) ?? block.stateRoot, nodes: this.#store }
  }

  /** Hash of the ancestor of a block with the given number, the block itself included. */
  ancestor(from: BlockHash, number: bigint): BlockHash | undefined {
    let block = this.block(from)
    while (block !== undefined && block.number > number) block = this.block(block.parentHash)
    return block?.number === number ? block.hash : undefined
  }

  /**
   * Executes a block and keeps it if it is valid; no promise where nothing is to be waited for. The result says what is wrong with
   * an invalid one, and what was executed before that showed.
   * @throws {CoterieError} `UNKNOWN_PARENT` when the chain does not have the parent.
   */
  execute(block: PublicBlock): ExecutedBlock | Promise<ExecutedBlock> {
    const executed = this.#alreadyExecuted(block)
    if (executed !== undefined) return executed
    return this.#queue.runAtOnce(() => {
      const known = this.#alreadyExecuted(block)
      if (known !== undefined) return known
      const parent = this.block(block.parentHash)
      if (parent === undefined) {
        throw new CoterieError('UNKNOWN_PARENT', `the chain does not have the parent of block ${block.number}`)
      }
      return takeSteps(this.#executeOn(block, parent))
    })
  }

  /**
   * Changes the state after the head by hand: the header stays, and the next block is executed on the changed state, also
   * after a restart.
   */
  alter(change: (buffer: JournaledBuffer) => void): Promise<void> {
    return this.#queue.run(async () => {
      const { head } = this
      const before = this.#states.after(head)
      const buffer = new JournaledBuffer(before)
      change(buffer)
      const state = this.#states.withChanges(before, buffer)
      const root = state.root()
      state.collect(this.#store)
      this.#store.putAlteredRoot(head.hash, root)
      await this.#store.commit()
      this.#states.keep(root, state)
    })
  }

  /** Forgets what is in memory, because the store has been put back to an earlier state. */
  forget(): void {
    this.#last = undefined
    this.#executed.clear()
    this.#decoded.clear()
    this.#outlines.clear()
    this.#states.forget()
  }

  /** Begins again with the genesis block in a store that has been emptied. */
  restart(): Promise<void> {
    return this.#queue.run(async () => {
      this.forget()
      await storeGenesis(this.#store, this.genesisBlock, genesisState(this.genesis, this.#store))
    })
  }

  /** Makes a block out of candidates and keeps it. */
  make(template: BlockTemplate): Promise<MadeBlock> {
    return this.#queue.run(() => this.#make(template))
  }

  *#executeOn(block: PublicBlock, parent: PublicBlock): Steps<ExecutedBlock> {
    const known = this.#store.block(block.hash) !== undefined
    let run: BlockRun | undefined
    let state: WorldState
    try {
      if (!known) validateHeader(block, parent, this.genesis)
      const before = this.#states.after(parent)
      run = this.#begin(block, parent, before)
      for (const transaction of block.transactions) {
        if (run.gasUsed + transaction.gasLimit > block.gasLimit) throw invalid(block, 'its gas limit is exceeded')
        const executing = run.execute(transaction)
        if (executing instanceof Promise) yield* waitFor(executing)
      }
      run.finish()
      state = this.#states.withChanges(before, run.buffer)
      verifyExecution(block, run, state.root())
    } catch (cause) {
      // Trouble with the store says nothing about the block.
      if (isCoterieError(cause) && cause.code !== 'BLOCK_INVALID') throw cause
      const error = isCoterieError(cause, 'BLOCK_INVALID')
        ? cause
        : invalid(block, cause instanceof Error ? cause.message : 'a transaction is invalid', cause)
      return { block, receipts: run?.receipts ?? [], markers: run?.markers ?? [], error }
    }
    return yield* this.#keep(block, run, state)
  }

  async #make(template: BlockTemplate): Promise<MadeBlock> {
    const parent = this.requireBlock(template.parent)
    const before = this.#states.after(parent)
    const { run, state, block, refused, postponed } = await produceBlock(template, {
      genesis: this.genesis,
      parent,
      begin: (draft) => this.#begin(draft, parent, before),
      stateAfter: ({ buffer }) => this.#states.withChanges(before, buffer),
    })
    const executed = await takeSteps(this.#keep(block, run, state))
    return { block: executed.block, refused, postponed }
  }

  /** The hash is that of the header: somebody may have put another body to it. */
  #alreadyExecuted(block: PublicBlock): ExecutedBlock | undefined {
    if (this.#last?.block === block) return this.#last
    const executed = this.#executed.get(toHex(block.hash))
    const isSame = executed?.block === block || (executed !== undefined && equalBytes(executed.block.rlp, block.rlp))
    return isSame ? executed : undefined
  }

  #begin(block: BlockSurroundings, parent: PublicBlock, before: WorldState): BlockRun {
    return this.#executor.begin(block, before, (n) => this.ancestor(parent.hash, n))
  }

  *#keep(block: PublicBlock, run: BlockRun, state: WorldState): Steps<ExecutedBlock> {
    const executed: ExecutedBlock = { block, receipts: run.receipts, markers: run.markers, error: undefined }
    let abandoned: PublicBlock | undefined
    if (this.#store.block(block.hash) === undefined) {
      const difficulty = this.totalDifficulty(block.parentHash) + block.difficulty
      state.collect(this.#store)
      const hashes = block.transactions.map(({ hash }) => hash)
      for (const { hash, impersonated } of block.transactions) {
        if (impersonated !== undefined) this.#store.putImpersonatedSender(hash, impersonated)
      }
      this.#store.putBlock(block, difficulty, run.receipts, hashes)
      const { head } = this
      const follows = equalBytes(block.parentHash, head.hash)
      if (follows || this.isHeavier(block, head)) {
        this.#store.head = block.hash
        if (!follows) abandoned = head
      }
      const writing = this.#store.commit()
      if (writing instanceof Promise) yield* waitFor(writing)
    } else {
      // The store has all of it from the first time.
      state.collect(NOWHERE)
    }
    this.#executed.set(toHex(block.hash), executed)
    this.#last = executed
    this.#states.keep(block.stateRoot, state)
    this.#remember(block)
    if (abandoned !== undefined) this.onSwitch?.(abandoned, block)
    return executed
  }

  #remember(block: PublicBlock): void {
    this.#decoded.set(toHex(block.hash), block)
  }
}

const NOWHERE: WorldStateSink = { putNode() {}, putCode() {}, putPreimage() {} }

const noBlock = (hash: string): CoterieError => new CoterieError('NOT_FOUND', `the chain has no block ${hash}`)
