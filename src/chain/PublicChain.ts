import { createBlock } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { RLP } from '@ethereumjs/rlp'
import { type TypedTransaction, createTxFromRLP } from '@ethereumjs/tx'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { Address, BlockHash, TransactionHash } from '../primitives/identifiers.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { PublicView } from '../state/PublicView.ts'
import { WorldState } from '../state/WorldState.ts'
import { JournaledBuffer } from '../state/JournaledBuffer.ts'
import { orderedRoot } from '../state/trie/orderedRoot.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { logsBloom } from '../transaction/logsBloom.ts'
import { BlockExecutor, type BlockRun, type MarkerPoint } from './BlockExecutor.ts'
import { ChainStore, type TransactionPlace } from './ChainStore.ts'
import { forkAt } from './forkSchedule.ts'
import { type Genesis, genesisBlock } from './genesis.ts'
import { decodingRules, isAtLeast } from './hardfork.ts'
import { type PublicBlock, decodeBlock, publicBlock } from './PublicBlock.ts'
import { type PublicReceipt, consensusReceipt } from './publicReceipt.ts'
import { invalid, nextBaseFee, validateHeader } from './validateHeader.ts'

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

/** What a block to be made consists of. */
export interface BlockTemplate {
  readonly parent: BlockHash
  /** In seconds; must be later than the parent's. */
  readonly timestamp: bigint
  readonly coinbase: Address
  /** Default: the parent's. */
  readonly gasLimit?: bigint | undefined
  readonly extraData?: Uint8Array | undefined
  /** Default: zeros. From shanghai on this is PREVRANDAO. */
  readonly mixHash?: Uint8Array | undefined
  /** Candidates in the order in which they are to be tried. */
  readonly transactions: readonly TypedTransaction[]
}

/** A block that has been made, with the candidates that are not in it. */
export interface MadeBlock {
  readonly block: PublicBlock
  /** Candidates that can never be in a block on this parent, with the reason. */
  readonly refused: readonly { readonly transaction: TypedTransaction; readonly reason: unknown }[]
  /** Candidates that did not fit. */
  readonly postponed: readonly TypedTransaction[]
}

/** Executed blocks that stay in memory for nodes that import them a little later. */
const EXECUTED_BLOCKS = 64
const DECODED_BLOCKS = 1024

/**
 * The public side of a network: every block of every branch, executed once and kept by hash. It knows nothing of privacy
 * and of which node has which block.
 */
export class PublicChain {
  readonly genesis: Genesis
  readonly genesisBlock: PublicBlock
  readonly #store: ChainStore
  readonly #executor: BlockExecutor
  readonly #executed = new Map<string, ExecutedBlock>()
  readonly #decoded = new Map<string, PublicBlock>()
  readonly #states = new Map<string, WorldState>()
  readonly #queue = new TaskQueue()

  private constructor(genesis: Genesis, store: ChainStore, block: PublicBlock) {
    this.genesis = genesis
    this.genesisBlock = block
    this.#store = store
    this.#executor = new BlockExecutor(genesis)
  }

  /**
   * Opens the chain in a store, writing the genesis block if there is none.
   * @throws {CoterieError} `STORE_MISMATCH` when the store holds a chain with another genesis block.
   */
  static async open(genesis: Genesis, staged: StagedStore): Promise<PublicChain> {
    const store = new ChainStore(staged)
    const state = new WorldState(store)
    state.apply(genesis.accounts)
    const fork = forkAt(genesis.forks, 0n, BigInt(Number(genesis.header.timestamp ?? 0)))
    const block = publicBlock(genesisBlock(genesis, state.root()), fork)
    if (store.head === undefined) {
      state.collect(store)
      store.putBlock(block.hash, block.source.serialize(), block.source.header.difficulty, [], [])
      store.head = block.hash
      await store.commit()
    } else if (store.block(block.hash) === undefined) {
      throw new CoterieError(
        'STORE_MISMATCH',
        'the data path holds a chain with another genesis block; use another path',
      )
    }
    return new PublicChain(genesis, store, block)
  }

  /** The heaviest block; of equally heavy ones the first. */
  get head(): PublicBlock {
    return this.requireBlock(this.#store.head ?? this.genesisBlock.hash)
  }

  /** Decodes a block without looking at anything else. */
  decode(rlp: Uint8Array): PublicBlock {
    return decodeBlock(rlp, this.genesis)
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
    if (block === undefined) throw new CoterieError('NOT_FOUND', `the chain has no block ${toHex(hash)}`)
    return block
  }

  receipts(hash: BlockHash): readonly PublicReceipt[] | undefined {
    return this.#executed.get(toHex(hash))?.receipts ?? this.#store.receipts(hash)
  }

  places(transaction: TransactionHash): TransactionPlace[] {
    return this.#store.places(transaction)
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
  stateAfter(block: PublicBlock): PublicView {
    return new JournaledBuffer(this.#state(block)).view()
  }

  /** Hash of the ancestor of a block with the given number, the block itself included. */
  ancestor(from: BlockHash, number: bigint): BlockHash | undefined {
    let block = this.block(from)
    while (block !== undefined && block.number > number) block = this.block(block.parentHash)
    return block?.number === number ? block.hash : undefined
  }

  /**
   * Executes a block and keeps it if it is valid. The result says what is wrong with an invalid one, and what was executed
   * before that showed.
   * @throws {CoterieError} `UNKNOWN_PARENT` when the chain does not have the parent.
   */
  execute(block: PublicBlock): Promise<ExecutedBlock> {
    return this.#queue.run(async () => {
      const known = this.#executed.get(toHex(block.hash))
      if (known !== undefined) return known
      const parent = this.block(block.parentHash)
      if (parent === undefined) {
        throw new CoterieError('UNKNOWN_PARENT', `the chain does not have the parent of block ${block.number}`)
      }
      return this.#executeOn(block, parent)
    })
  }

  /** Makes a block out of candidates and keeps it. */
  make(template: BlockTemplate): Promise<MadeBlock> {
    return this.#queue.run(() => this.#make(template))
  }

  async #executeOn(block: PublicBlock, parent: PublicBlock): Promise<ExecutedBlock> {
    const known = this.#store.block(block.hash) !== undefined
    let run: BlockRun | undefined
    let state: WorldState
    try {
      if (!known) validateHeader(block, parent, this.genesis)
      const { source, fork } = block
      run = await this.#executor.begin(source, fork, this.#state(parent), (n) => this.ancestor(parent.hash, n))
      for (const transaction of source.transactions) {
        if (run.gasUsed + transaction.gasLimit > source.header.gasLimit)
          throw invalid(block, 'its gas limit is exceeded')
        await run.execute(transaction)
      }
      run.finish()
      state = this.#apply(parent, run)
      this.#verify(block, run, state)
    } catch (cause) {
      // Trouble with the store says nothing about the block.
      if (isCoterieError(cause) && cause.code !== 'BLOCK_INVALID') throw cause
      const error = isCoterieError(cause, 'BLOCK_INVALID')
        ? cause
        : invalid(block, cause instanceof Error ? cause.message : 'a transaction is invalid', cause)
      return { block, receipts: run?.receipts ?? [], markers: run?.markers ?? [], error }
    }
    return this.#keep(block, run, state)
  }

  async #make(template: BlockTemplate): Promise<MadeBlock> {
    const parent = this.requireBlock(template.parent)
    const number = parent.number + 1n
    const fork = forkAt(this.genesis.forks, number, template.timestamp)
    const shanghai = isAtLeast(fork, 'shanghai')
    const baseFee = nextBaseFee(this.genesis, parent, number, isAtLeast(fork, 'london'))
    const options = {
      common: decodingRules(fork, this.genesis.chainId),
      skipConsensusFormatValidation: true,
      freeze: false,
    }
    const header = {
      parentHash: parent.hash,
      number,
      timestamp: template.timestamp,
      coinbase: template.coinbase,
      gasLimit: template.gasLimit ?? parent.source.header.gasLimit,
      difficulty: shanghai ? 0n : parent.source.header.difficulty,
      ...(template.extraData === undefined ? {} : { extraData: template.extraData }),
      ...(template.mixHash === undefined ? {} : { mixHash: template.mixHash }),
      ...(baseFee === undefined ? {} : { baseFeePerGas: baseFee }),
      ...(shanghai ? { withdrawalsRoot: EMPTY_ROOT } : {}),
      ...(isAtLeast(fork, 'cancun')
        ? { blobGasUsed: 0n, excessBlobGas: 0n, parentBeaconBlockRoot: new Uint8Array(32) }
        : {}),
    }
    const withdrawals = shanghai ? { withdrawals: [] } : {}
    const draft = createBlock({ header, ...withdrawals }, options)
    const run = await this.#executor.begin(draft, fork, this.#state(parent), (n) => this.ancestor(parent.hash, n))
    const transactions: TypedTransaction[] = []
    const refused: MadeBlock['refused'][number][] = []
    const postponed: TypedTransaction[] = []
    for (const candidate of template.transactions) {
      if (run.gasUsed + candidate.gasLimit > draft.header.gasLimit) {
        postponed.push(candidate)
        continue
      }
      try {
        const transaction = underRulesOf(options.common, candidate)
        await run.execute(transaction)
        transactions.push(transaction)
      } catch (reason) {
        refused.push({ transaction: candidate, reason })
      }
    }
    run.finish()
    const state = this.#apply(parent, run)
    const sealed = createBlock(
      {
        header: {
          ...header,
          stateRoot: state.root(),
          gasUsed: run.gasUsed,
          transactionsTrie: orderedRoot(transactions.map((transaction) => transaction.serialize())),
          receiptTrie: orderedRoot(run.receipts.map(consensusReceipt)),
          logsBloom: logsBloom(run.receipts.flatMap(({ logs }) => logs)),
        },
        transactions,
        ...withdrawals,
      },
      options,
    )
    const { block } = await this.#keep(publicBlock(sealed, fork), run, state)
    return { block, refused, postponed }
  }

  #apply(parent: PublicBlock, run: BlockRun): WorldState {
    // The parent's state stays as it is: the views inside markers read through to it.
    const state = this.#state(parent).fork()
    state.apply(run.buffer.changes())
    return state
  }

  #verify(block: PublicBlock, run: BlockRun, state: WorldState): void {
    const { header, transactions, withdrawals } = block.source
    const checks: [what: string, found: Uint8Array, computed: Uint8Array][] = [
      ['state root', header.stateRoot, state.root()],
      ['receipts root', header.receiptTrie, orderedRoot(run.receipts.map(consensusReceipt))],
      ['transactions root', header.transactionsTrie, orderedRoot(transactions.map((tx) => tx.serialize()))],
      ['logs bloom', header.logsBloom, logsBloom(run.receipts.flatMap(({ logs }) => logs))],
    ]
    if (withdrawals !== undefined) {
      const root = orderedRoot(withdrawals.map((withdrawal) => RLP.encode(withdrawal.raw())))
      checks.push(['withdrawals root', header.withdrawalsRoot ?? new Uint8Array(0), root])
    }
    for (const [what, found, computed] of checks) {
      if (!equalBytes(found, computed)) throw invalid(block, `its ${what} should be ${toHex(computed).slice(0, 66)}`)
    }
    if (header.gasUsed !== run.gasUsed) throw invalid(block, `it says ${header.gasUsed} gas, used are ${run.gasUsed}`)
  }

  async #keep(block: PublicBlock, run: BlockRun, state: WorldState): Promise<ExecutedBlock> {
    const executed: ExecutedBlock = { block, receipts: run.receipts, markers: run.markers, error: undefined }
    if (this.#store.block(block.hash) === undefined) {
      const difficulty = this.totalDifficulty(block.parentHash) + block.source.header.difficulty
      state.collect(this.#store)
      const hashes = block.transactions.map(({ hash }) => hash)
      this.#store.putBlock(block.hash, block.source.serialize(), difficulty, run.receipts, hashes)
      const { head } = this
      if (equalBytes(block.parentHash, head.hash) || this.isHeavier(block, head)) {
        this.#store.head = block.hash
      }
      await this.#store.commit()
    }
    keepNewest(this.#executed, toHex(block.hash), executed, EXECUTED_BLOCKS)
    keepNewest(this.#states, toHex(block.stateRoot), state, EXECUTED_BLOCKS)
    this.#remember(block)
    return executed
  }

  #state(block: PublicBlock): WorldState {
    const key = toHex(block.stateRoot)
    const state = this.#states.get(key) ?? new WorldState(this.#store, block.stateRoot)
    state.trim()
    keepNewest(this.#states, key, state, EXECUTED_BLOCKS)
    return state
  }

  #remember(block: PublicBlock): void {
    keepNewest(this.#decoded, toHex(block.hash), block, DECODED_BLOCKS)
  }
}

/** A transaction keeps the rules of the moment it was decoded; those of the block that it goes into count. */
function underRulesOf(common: Common, transaction: TypedTransaction): TypedTransaction {
  if (transaction.common.hardfork() === common.hardfork()) return transaction
  return createTxFromRLP(transaction.serialize(), { common, freeze: false })
}

function keepNewest<T>(map: Map<string, T>, key: string, value: T, limit: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= limit) return
  const oldest = map.keys().next().value
  if (oldest !== undefined) map.delete(oldest)
}
