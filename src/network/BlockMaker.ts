import type { BlockTemplate } from '../chain/blockTemplate.ts'
import { plainNextBlock } from '../chain/NextBlock.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { blockHashFrom } from '../node/doors.ts'
import { executeAhead } from '../node/executeAhead.ts'
import type { ImportReport } from '../node/ImportReport.ts'
import { type Hex, equalBytes, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { findDivergence, suspectGroups } from './divergence.ts'
import type { MineOptions } from './MineOptions.ts'
import type { NetworkClock } from './NetworkClock.ts'
import type { NetworkEvents, Tell } from './NetworkEvents.ts'
import type { NetworkNode } from './NetworkNode.ts'
import type { ImportReports, Inclusion } from './SendingNode.ts'
import { importInTurn } from './importInTurn.ts'
import { transactionsByHash } from './transactionsByHash.ts'

/** What a {@link BlockMaker} works with. */
export interface BlockMakerParts {
  readonly chain: PublicChain
  readonly pool: TransactionPool
  readonly nodes: readonly NetworkNode[]
  readonly clock: NetworkClock
  readonly tell: Tell
  /** Whether an event has listeners. */
  readonly isHeard: (name: keyof NetworkEvents) => boolean
}

/** Makes blocks and gives them to the nodes. Calls must come one after another. */
export class BlockMaker {
  /** Beneficiary of the blocks. */
  coinbase: Address
  readonly #parts: BlockMakerParts
  #told = new Set<string>()
  /** Transactions whose senders wait for their turn, with the block that has taken them. */
  #awaited = new Map<Hex, Inclusion | undefined>()

  constructor(coinbase: Address, parts: BlockMakerParts) {
    this.coinbase = coinbase
    this.#parts = parts
  }

  /** From now on the block that takes this transaction is remembered for {@link include}. */
  await(hash: Hex): void {
    if (!this.#awaited.has(hash)) this.#awaited.set(hash, undefined)
  }

  /** The block that a transaction is in: one that took it since {@link await}, or a new one. */
  async include(hash: Hex): Promise<Inclusion | undefined> {
    const { pool } = this.#parts
    try {
      if (pool.has(hash)) await this.make()
      const inclusion = this.#awaited.get(hash)
      if (inclusion !== undefined || pool.has(hash)) return inclusion
    } finally {
      this.#awaited.delete(hash)
      // Why not the same one: see RecentMap.
      if (this.#awaited.size === 0) this.#awaited = new Map()
    }
    throw new CoterieError('TRANSACTION_REFUSED', `transaction ${hash} is valid in no block now; sign another one`)
  }

  /** Makes a block of waiting transactions and gives it to every node. */
  async make(options: MineOptions = {}): Promise<Inclusion> {
    const { chain, pool, clock } = this.#parts
    const parent = options.parent === undefined ? chain.head : chain.requireBlock(blockHashFrom(options.parent))
    const before = parent.timestamp
    if (options.timestamp !== undefined && options.timestamp <= before) {
      throw new CoterieError('INVALID_ARGUMENT', `a block on this parent needs a timestamp above ${before}`)
    }
    const { block, refused } = await chain.make({
      parent: parent.hash,
      timestamp: options.timestamp ?? clock.timestampAfter(before),
      coinbase: this.coinbase,
      ...pool.next,
      transactions:
        options.transactions === undefined
          ? pool.candidates()
          : transactionsByHash(this.#parts, parent, options.transactions),
    })
    clock.blockMade(before, block.timestamp)
    pool.next = plainNextBlock()
    const isHead = equalBytes(chain.head.hash, block.hash)
    // As in Besu, what is in a block of a lighter branch waits on.
    if (isHead) pool.remove(block.transactions)
    if (options.parent === undefined && options.transactions === undefined) {
      pool.drop(refused.map(({ transaction }) => transaction))
    }
    const inclusion = await this.deliver(block, this.#parts.nodes)
    for (const { hash } of block.transactions) {
      const key = toHex(hash)
      const isAwaited = this.#awaited.has(key) && (isHead || this.#awaited.get(key) === undefined)
      if (isAwaited) this.#awaited.set(key, inclusion)
    }
    return inclusion
  }

  /**
   * Makes a block to a plan, which looks at nothing that waits, and gives it to every node.
   * @returns the block, and which of the transactions are not valid in it or did not fit.
   */
  async makeExactly(plan: Omit<BlockTemplate, 'coinbase'>): Promise<{ block: PublicBlock; left: PublicTransaction[] }> {
    const { block, refused, postponed } = await this.#parts.chain.make({ ...plan, coinbase: this.coinbase })
    await this.deliver(block, this.#parts.nodes)
    return { block, left: [...refused.map(({ transaction }) => transaction), ...postponed] }
  }

  /** Gives a block to nodes and tells what they made of it. */
  async deliver(block: PublicBlock, receivers: readonly NetworkNode[]): Promise<Inclusion> {
    const contexts = receivers.map(({ context }) => context)
    const { reports, failure } = await executeAhead(contexts, block, () => importInTurn(receivers, block))
    for (const node of receivers) {
      const report = reports.get(node.name)
      if (report !== undefined) this.announce(node, report)
    }
    const inclusion = { block: { number: block.number, hash: toHex(block.hash) }, reports }
    this.#parts.tell('block', { ...inclusion.block, reports })
    if (this.#parts.isHeard('divergence')) await this.#watchDivergence(reports)
    if (failure !== undefined) throw failure
    return inclusion
  }

  /** Tells what a node made of a block. */
  announce(node: NetworkNode, report: ImportReport): void {
    for (const replay of report.replays) this.#parts.tell('replay', { node: node.name, ...replay })
    if (report.error !== undefined) this.#parts.tell('refused', { node: node.name, report })
  }

  /** @returns puts back coinbase and what has been told. */
  snapshot(): () => void {
    const [coinbase, told] = [this.coinbase, new Set(this.#told)]
    return () => {
      this.coinbase = coinbase
      this.#told = new Set(told)
    }
  }

  /** Looks closely only when the nodes' reports or roots are not the same. What cannot be seen is no reason to fail: the block is there. */
  async #watchDivergence(reports: ImportReports): Promise<void> {
    const { nodes } = this.#parts
    for (const group of (await this.#look(() => suspectGroups(nodes, reports))) ?? []) {
      const divergence = await this.#look(() => findDivergence(nodes, group))
      // Who refuses a block, and is behind, is told by another event.
      if (divergence?.marker === undefined) continue
      const key = `${group}:${divergence.marker}:${JSON.stringify(divergence.roots)}`
      if (this.#told.has(key)) continue
      this.#told.add(key)
      this.#parts.tell('divergence', divergence)
    }
  }

  /** What a look at the nodes gives; when it fails, a warning is told instead. */
  async #look<T>(look: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await look()
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      this.#parts.tell('warning', `whether the nodes diverge cannot be seen: ${problem}`)
      return undefined
    }
  }
}
