import { EventEmitter } from 'node:events'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicReceipt } from '../chain/publicReceipt.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { blockHashFrom, bytesFrom, transactionHashFrom } from '../node/doors.ts'
import type { ImportReport } from '../node/ImportReport.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import type { ReplayProgress, ReplayReport } from '../replay/ReplayContext.ts'
import type { Clock } from './clock.ts'
import { type Divergence, findDivergence, nodesWithGroup, suspectGroups } from './divergence.ts'
import type { NetworkNode } from './NetworkNode.ts'
import type { ListenOptions, NetworkServers, NodeEndpoint, Provider, RpcAccess } from './RpcAccess.ts'
import type { ImportReports, Inclusion } from './SendingNode.ts'
import type { Mining } from './options.ts'

/** What a network tells its listeners. */
export interface NetworkEvents {
  /** A block was made or imported. */
  block: [{ readonly number: bigint; readonly hash: Hex; readonly reports: ImportReports }]
  /** A node refused a block and stays behind. */
  refused: [{ readonly node: string; readonly report: ImportReport }]
  /** A node is replaying a history. */
  'replay-progress': [{ readonly node: string } & ReplayProgress]
  /** A node has replayed a history. */
  replay: [{ readonly node: string } & ReplayReport]
  /** Nodes that should agree on a group do not; told once for each first differing marker. */
  divergence: [Divergence]
  /** Something was understood only in part. */
  warning: [string]
}

/** @internal What a network is made of. */
export interface NetworkParts {
  readonly chain: PublicChain
  readonly pool: TransactionPool
  readonly nodes: readonly NetworkNode[]
  readonly mining: Mining
  readonly clock: Clock
  readonly coinbase: Address
  readonly warnings: readonly string[]
  readonly privacy: 'flexible' | 'offchain'
  readonly access: (network: Network) => RpcAccess
  /** Closes the stores. */
  readonly close: () => Promise<void>
}

/** Options of one block. */
export interface MineOptions {
  /** In seconds; must be later than the parent's. Default: what the clock says. */
  readonly timestamp?: bigint
  /** Hash (hex) of the block to build on. Default: the chain's head. */
  readonly parent?: string
  /** Markers and other transactions to take, by hash (hex), in this order. Default: all that fit. */
  readonly transactions?: readonly string[]
}

/** Several nodes on one public chain. Public work is done once, private work by each node for itself. */
export class Network extends EventEmitter<NetworkEvents> {
  readonly nodes: readonly NetworkNode[]
  /** What was understood only in part when the network was made, one line each. */
  readonly warnings: readonly string[]
  readonly #parts: NetworkParts
  readonly #told = new Set<string>()
  /** With automatic mining: blocks of transactions whose senders wait for their turn. */
  readonly #inclusions = new Map<Hex, Inclusion>()
  readonly #awaited = new Set<Hex>()
  #timer: NodeJS.Timeout | undefined
  readonly #queue = new TaskQueue()
  #closing: Promise<void> | undefined
  #servers: NetworkServers | undefined
  readonly #access: RpcAccess

  /** @internal Networks are made by `createNetwork`. */
  constructor(parts: NetworkParts) {
    super()
    this.#parts = parts
    this.nodes = parts.nodes
    this.warnings = parts.warnings
    this.#access = parts.access(this)
    if (typeof parts.mining === 'object') this.#startTimer(parts.mining.intervalMs)
  }

  get chainId(): bigint {
    return this.#parts.chain.genesis.chainId
  }

  /** Mode of privacy of all nodes (spec 04 §8). */
  get privacy(): 'flexible' | 'offchain' {
    return this.#parts.privacy
  }

  /** The heaviest block; a node that refused blocks may be behind it. */
  get head(): { readonly number: bigint; readonly hash: Hex } {
    const { number, hash } = this.#parts.chain.head
    return { number, hash: toHex(hash) }
  }

  /** Hash of the genesis block, hex. */
  get genesisHash(): Hex {
    return toHex(this.#parts.chain.genesisBlock.hash)
  }

  /** @throws {CoterieError} `NOT_FOUND`. */
  node(name: string): NetworkNode {
    const found = this.nodes.find((node) => node.name === name)
    if (found !== undefined) return found
    const names = this.nodes.map((node) => node.name).join(', ')
    throw new CoterieError('NOT_FOUND', `no node is called ${name}; there are ${names}`)
  }

  /** Transactions that wait for a block, in order of arrival; bytes are hex. */
  get pending(): { readonly hash: Hex; readonly to: Hex | undefined; readonly data: Hex }[] {
    return this.#parts.pool.pending.map(({ hash, to, data }) => ({
      hash: toHex(hash),
      to: to && toHex(to),
      data: toHex(data),
    }))
  }

  /** A block of any branch as RLP, hex. @throws {CoterieError} `NOT_FOUND`. */
  blockRlp(hash: string): Hex {
    return toHex(this.#block(hash).source.serialize())
  }

  /** Public receipt of a transaction in the heaviest chain; `undefined` when it is not there. */
  publicReceipt(hash: string): (PublicReceipt & { readonly blockHash: Hex; readonly index: number }) | undefined {
    const { chain } = this.#parts
    for (const place of chain.places(transactionHashFrom(hash))) {
      const number = chain.requireBlock(place.block).number
      const canonical = chain.ancestor(chain.head.hash, number)
      const receipt = chain.receipts(place.block)?.[place.index]
      if (receipt === undefined || canonical === undefined || toHex(canonical) !== toHex(place.block)) continue
      return { ...receipt, blockHash: toHex(place.block), index: place.index }
    }
    return undefined
  }

  /** Adds a signed public transaction to the pool, and mines it when mining is automatic. */
  async sendRawTransaction(raw: Uint8Array | string): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    this.#requireOpen()
    const hash = toHex(this.#parts.pool.add(bytesFrom(raw, 'a transaction')).hash)
    const inclusion = this.#parts.mining === 'auto' ? await this.#include(hash) : undefined
    return { hash, inclusion }
  }

  /** Makes a block of waiting transactions and gives it to every node. */
  async mine(options: MineOptions = {}): Promise<Inclusion> {
    this.#requireOpen()
    return this.#queue.run(() => this.#mine(options))
  }

  /**
   * Gives a block to nodes; it need not be made here.
   * @param rlp the whole block, hex or bytes.
   * @param nodes names of the nodes that get it; default all.
   */
  async importBlock(rlp: Uint8Array | string, nodes?: readonly string[]): Promise<Inclusion> {
    this.#requireOpen()
    return this.#queue.run(async () => {
      const block = this.#parts.chain.decode(bytesFrom(rlp, 'a block'))
      const receivers = nodes === undefined ? this.nodes : nodes.map((name) => this.node(name))
      const inclusion = await this.#deliver(block, receivers)
      const { chain, pool } = this.#parts
      if (toHex(chain.head.hash) === inclusion.block.hash) pool.remove(block.transactions.map(({ source }) => source))
      return inclusion
    })
  }

  /** Lets a node that is behind import the blocks up to the chain's head; stops at the first that it refuses. */
  async sync(name: string): Promise<readonly ImportReport[]> {
    this.#requireOpen()
    const node = this.node(name)
    return this.#queue.run(async () => {
      const missing: PublicBlock[] = []
      let block: PublicBlock | undefined = this.#parts.chain.head
      while (block !== undefined && !node.context.canonical.has(block.hash)) {
        missing.unshift(block)
        block = this.#parts.chain.block(block.parentHash)
      }
      const reports: ImportReport[] = []
      for (const next of missing) {
        const report = await node.importDecoded(next)
        reports.push(report)
        this.#announce(node, report)
        if (!report.imported) break
      }
      return reports
    })
  }

  /**
   * Starts an HTTP and a WebSocket server for every node.
   * @throws {CoterieError} `PORT_IN_USE`, `INVALID_OPTION`; `ALREADY_LISTENING` until the servers have been closed.
   */
  async listen(options: ListenOptions = {}): Promise<NetworkServers> {
    this.#requireOpen()
    if (this.#servers !== undefined) {
      throw new CoterieError('ALREADY_LISTENING', 'the network listens already; close its servers first')
    }
    const servers = await this.#access.listen(options)
    const close = async (): Promise<void> => {
      await servers.close()
      if (this.#servers === listening) this.#servers = undefined
    }
    const listening: NetworkServers = { nodes: servers.nodes, close, [Symbol.asyncDispose]: close }
    this.#servers = listening
    return listening
  }

  /** @internal */
  endpoint(name: string): NodeEndpoint | undefined {
    return this.#servers?.nodes.find((node) => node.name === name)
  }

  /** JSON-RPC to a node without a socket. @throws {CoterieError} `NOT_FOUND`. */
  provider(node: string): Provider {
    return this.#access.provider(this.node(node).name)
  }

  /** @internal For what serves the network to programs outside. */
  get parts(): NetworkParts {
    return this.#parts
  }

  /**
   * The first marker after which the nodes of a group differ; `undefined` when they agree.
   * @param group group id, base64.
   * @throws {CoterieError} `GROUP_UNKNOWN` when no node knows the group.
   */
  async divergence(group: string): Promise<Divergence | undefined> {
    nodesWithGroup(this.nodes, group)
    return findDivergence(this.nodes, group)
  }

  /** Waits for work under way and closes the databases. Closing again does nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #shutDown(): Promise<void> {
    clearInterval(this.#timer)
    await this.#servers?.close()
    await this.#queue.idle()
    await Promise.all(this.nodes.map((node) => node.exclusively(async () => undefined)))
    await this.#parts.close()
  }

  /** The block that a transaction is in: one that took it while this call waited for its turn, or a new one. */
  #include(hash: Hex): Promise<Inclusion | undefined> {
    this.#awaited.add(hash)
    return this.#queue.run(async () => {
      if (this.#isWaiting(hash)) await this.#mine({})
      const inclusion = this.#inclusions.get(hash)
      this.#inclusions.delete(hash)
      this.#awaited.delete(hash)
      if (inclusion !== undefined || this.#isWaiting(hash)) return inclusion
      throw new CoterieError('TRANSACTION_REFUSED', `transaction ${hash} is valid in no block now; sign another one`)
    })
  }

  #isWaiting(hash: Hex): boolean {
    return this.#parts.pool.has(hash)
  }

  async #mine(options: MineOptions): Promise<Inclusion> {
    const { chain, pool, clock, coinbase, mining } = this.#parts
    const parent = options.parent === undefined ? chain.head : this.#block(options.parent)
    const before = parent.source.header.timestamp
    if (options.timestamp !== undefined && options.timestamp <= before) {
      throw new CoterieError('INVALID_ARGUMENT', `a block on this parent needs a timestamp above ${before}`)
    }
    const proposed = options.timestamp ?? clock.nextTimestamp(before)
    const { block, refused } = await chain.make({
      parent: parent.hash,
      timestamp: proposed > before ? proposed : before + 1n,
      coinbase,
      transactions: options.transactions === undefined ? pool.candidates() : this.#chosen(options.transactions),
    })
    pool.remove(block.transactions.map(({ source }) => source))
    if (options.parent === undefined && options.transactions === undefined) {
      pool.remove(refused.map(({ transaction }) => transaction))
    }
    const inclusion = await this.#deliver(block, this.nodes)
    if (mining === 'auto') {
      for (const { hash } of block.transactions) {
        if (this.#awaited.has(toHex(hash))) this.#inclusions.set(toHex(hash), inclusion)
      }
    }
    return inclusion
  }

  async #deliver(block: PublicBlock, receivers: readonly NetworkNode[]): Promise<Inclusion> {
    const reports = new Map<string, ImportReport>()
    let failure: Error | undefined
    for (const node of receivers) {
      try {
        reports.set(node.name, await node.importDecoded(block))
      } catch (error) {
        // A node that cannot use its store is no reason to keep the block from the others.
        failure ??= error instanceof Error ? error : new CoterieError('STORE_IO', String(error))
      }
    }
    for (const node of receivers) {
      const report = reports.get(node.name)
      if (report !== undefined) this.#announce(node, report)
    }
    const inclusion = { block: { number: block.number, hash: toHex(block.hash) }, reports }
    this.tell('block', { ...inclusion.block, reports })
    await this.#watchDivergence(reports)
    if (failure !== undefined) throw failure
    return inclusion
  }

  #announce(node: NetworkNode, report: ImportReport): void {
    for (const replay of report.replays) this.tell('replay', { node: node.name, ...replay })
    if (report.error !== undefined) this.tell('refused', { node: node.name, report })
  }

  /** Looks closely only when somebody listens and the nodes' reports or roots are not the same. */
  async #watchDivergence(reports: ImportReports): Promise<void> {
    if (this.listenerCount('divergence') === 0) return
    for (const group of suspectGroups(this.nodes, reports)) {
      const divergence = await findDivergence(this.nodes, group)
      const key = divergence && `${group}:${divergence.marker}:${JSON.stringify(divergence.roots)}`
      if (divergence === undefined || key === undefined || this.#told.has(key)) continue
      this.#told.add(key)
      this.tell('divergence', divergence)
    }
  }

  /** @internal What a listener throws is its own trouble: the block is stored, and whoever waits for it gets it. */
  tell<Name extends keyof NetworkEvents>(name: Name, ...args: NetworkEvents[Name]): void {
    try {
      ;(this as EventEmitter).emit(name, ...args)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }

  #chosen(hashes: readonly string[]) {
    const waiting = new Map(this.#parts.pool.pending.map((transaction) => [toHex(transaction.hash), transaction]))
    return hashes.map((hash) => {
      const transaction = waiting.get(toHex(transactionHashFrom(hash)))
      if (transaction === undefined) throw new CoterieError('NOT_FOUND', `no transaction ${hash} waits in the pool`)
      return transaction.source
    })
  }

  #block(hash: string): PublicBlock {
    return this.#parts.chain.requireBlock(blockHashFrom(hash))
  }

  #startTimer(intervalMs: number): void {
    // A longer timer than 2^31-1 ms would fire at once.
    if (typeof intervalMs !== 'number' || !(intervalMs > 0 && intervalMs <= 0x7fffffff)) {
      throw new CoterieError('INVALID_OPTION', 'mining.intervalMs must be a number above 0 and at most 2147483647')
    }
    this.#timer = setInterval(() => void this.mine().catch(() => undefined), intervalMs)
    this.#timer.unref()
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw new CoterieError('CLOSED', 'the network has been closed; create it again')
  }
}

/** Public nonce that an account should use next: after its waiting transactions, else the account's at the chain head. */
export function nextPublicNonce(chain: PublicChain, pool: TransactionPool, account: Address): bigint {
  return pool.nextNonce(account) ?? chain.stateAfter(chain.head).account(toHex(toAddress(account)))?.nonce ?? 0n
}
