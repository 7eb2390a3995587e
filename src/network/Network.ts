import type { PublicBlock } from '../chain/PublicBlock.ts'
import { requestInTheWay } from '../enclave/requestUnderWay.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { blockHashFrom, bytesFrom, listFrom, objectFrom, textFrom, transactionHashFrom } from '../node/doors.ts'
import { executeAhead } from '../node/executeAhead.ts'
import type { ImportReport } from '../node/ImportReport.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import { BlocksAhead } from './BlocksAhead.ts'
import { requireOptions } from './checkOptions.ts'
import { DevelopmentControls, type DevelopmentParts } from './DevelopmentControls.ts'
import { type Divergence, findDivergence, nodesWithGroup } from './divergence.ts'
import { missingBlocks } from './missingBlocks.ts'
import { mineMany } from './mineMany.ts'
import { type MineManyOptions, type MineOptions, checkMineOptions } from './MineOptions.ts'
import type { NetworkNode } from './NetworkNode.ts'
import type { ListenOptions, NetworkServers, NodeEndpoint, Provider, RpcAccess, TokenOptions } from './RpcAccess.ts'
import { type PublicReceiptView, publicReceiptView } from './PublicReceiptView.ts'
import { RunningServers } from './RunningServers.ts'
import type { Inclusion } from './SendingNode.ts'

/** @internal What a network is made of. */
export interface NetworkParts extends DevelopmentParts {
  readonly warnings: readonly string[]
  readonly privacy: 'flexible' | 'offchain'
  readonly access: (network: Network) => RpcAccess
  /** Closes the stores. */
  readonly close: () => Promise<void>
}

/**
 * Several nodes on one public chain. Public work is done once, private work by each node for itself. Wrong arguments throw
 * `INVALID_ARGUMENT`.
 */
export class Network extends DevelopmentControls {
  readonly nodes: readonly NetworkNode[]
  /** What was understood only in part when the network was made, one line each. */
  readonly warnings: readonly string[]
  readonly #parts: NetworkParts
  #closing: Promise<void> | undefined
  readonly #servers: RunningServers
  readonly #blocksAhead: BlocksAhead
  readonly #access: RpcAccess

  /** @internal Networks are made by `createNetwork`. */
  constructor(parts: NetworkParts) {
    super(parts)
    this.#parts = parts
    this.nodes = parts.nodes
    this.warnings = parts.warnings
    this.#access = parts.access(this)
    this.#blocksAhead = new BlocksAhead(parts.chain, parts.nodes)
    this.#servers = new RunningServers(this.#access)
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

  /** @throws {CoterieError} `NOT_FOUND`; `INVALID_ARGUMENT` when it is no text. */
  node(name: string): NetworkNode {
    const found = this.nodes.find((node) => node.name === name)
    if (found !== undefined) return found
    const names = this.nodes.map((node) => node.name).join(', ')
    throw new CoterieError('NOT_FOUND', `no node is called ${textFrom(name, 'the name of a node')}; there are ${names}`)
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
    return toHex(this.#block(hash).rlp)
  }

  /** Public receipt of a transaction in the heaviest chain; `undefined` when it is not there. */
  publicReceipt(hash: string): PublicReceiptView | undefined {
    const { chain } = this.#parts
    for (const place of chain.places(transactionHashFrom(hash))) {
      const number = chain.requireBlock(place.block).number
      const canonical = chain.ancestor(chain.head.hash, number)
      const receipt = chain.receipts(place.block)?.[place.index]
      if (receipt === undefined || canonical === undefined || toHex(canonical) !== toHex(place.block)) continue
      return publicReceiptView(receipt, place)
    }
    return undefined
  }

  /** Adds a signed public transaction to the pool, and mines it when mining is automatic. */
  async sendRawTransaction(raw: Uint8Array | string): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    return this.submit(() => this.#parts.pool.add(bytesFrom(raw, 'a transaction')))
  }

  /** Makes a block of waiting transactions and gives it to every node. */
  mine(options?: MineOptions): Promise<Inclusion>
  /** Makes several blocks, one after another: other work may come between them. */
  mine(options: MineManyOptions): Promise<readonly Inclusion[]>
  async mine(options: MineOptions | MineManyOptions = {}): Promise<Inclusion | readonly Inclusion[]> {
    checkMineOptions(options)
    const mineOne = (one: () => MineOptions): Promise<Inclusion> => this.inTurn(() => this.maker.make(one()))
    return 'count' in options ? mineMany(options, mineOne, this.#parts.chain) : mineOne(() => options)
  }

  /**
   * Gives a block to nodes; it need not be made here.
   * @param rlp the whole block, hex or bytes.
   * @param nodes names of the nodes that get it; default all.
   */
  async importBlock(rlp: Uint8Array | string, nodes?: readonly string[]): Promise<Inclusion> {
    const waiting = this.#blocksAhead.add(rlp)
    return this.inTurn(async () => {
      const block = this.#blocksAhead.take(waiting)
      const receivers =
        nodes === undefined ? this.nodes : listFrom(nodes, 'nodes', "['alice']").map((name) => this.node(name))
      const inclusion = await this.maker.deliver(block, receivers)
      const { chain, pool } = this.#parts
      if (toHex(chain.head.hash) === inclusion.block.hash) pool.remove(block.transactions)
      return inclusion
    })
  }

  /** Lets a node that is behind import the blocks up to the chain's head; stops at the first that it refuses. */
  async sync(name: string): Promise<readonly ImportReport[]> {
    const node = this.node(name)
    return this.inTurn(async () => {
      const reports: ImportReport[] = []
      for (const next of missingBlocks(node)) {
        const report = await executeAhead([node.context], next, () => node.importDecoded(next))
        reports.push(report)
        this.maker.announce(node, report)
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
    this.requireOpen()
    requireOptions(options, 'listen')
    return this.#servers.start(options)
  }

  /**
   * Makes a token for `Authorization: Bearer …`, which servers with `authentication: true` take.
   * @throws {CoterieError} `INVALID_ARGUMENT`; `INVALID_OPTION` when the servers that run take only tokens of others.
   */
  async token(options: TokenOptions = {}): Promise<string> {
    this.requireOpen()
    return this.#servers.token(objectFrom(options, 'the options of token', '{ expiresIn: 60 }'))
  }

  /** @internal */
  endpoint(name: string): NodeEndpoint | undefined {
    return this.#servers.endpoint(name)
  }

  /**
   * JSON-RPC to a node without a socket.
   * @param enclaveKey in a node of several tenants, the one in whose name it asks; base64, default the node's own key. Nobody
   * checks it: who runs the network may act for everybody.
   * @throws {CoterieError} `NOT_FOUND`.
   */
  provider(node: string, enclaveKey?: string): Provider {
    return this.#access.provider(this.node(node).name, enclaveKey)
  }

  /** @internal For what serves the network to programs outside. */
  get parts(): NetworkParts {
    return this.#parts
  }

  /**
   * The first marker after which the nodes of a group differ, and members that are behind; `undefined` when all agree and nobody is.
   * Waits for blocks that are being imported.
   * @param group group id, base64.
   * @throws {CoterieError} `GROUP_UNKNOWN` when no node knows the group.
   */
  async divergence(group: string): Promise<Divergence | undefined> {
    nodesWithGroup(this.nodes, group)
    return this.inTurn(() => findDivergence(this.nodes, group))
  }

  /**
   * Waits for what has begun and closes the databases; what comes later throws `CLOSED`. Blocks are made for transactions that are being
   * sent, and `faults.before` of an enclave is waited for no longer. Closing again does nothing.
   */
  async close(): Promise<void> {
    const request = requestInTheWay()
    if (request !== undefined) await request
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #shutDown(): Promise<void> {
    this.miner.stop()
    for (const { enclave } of this.nodes) enclave.faults.endWaiting()
    await this.#servers.close()
    // What sends may still give work to the queue.
    await this.operations.idle()
    await this.queue.idle()
    await Promise.all(this.nodes.map((node) => node.exclusively(async () => undefined)))
    await this.#parts.close()
  }

  #block(hash: string): PublicBlock {
    return this.#parts.chain.requireBlock(blockHashFrom(hash))
  }

  /** @internal */
  override get closed(): CoterieError<'CLOSED'> | undefined {
    return this.#closing && new CoterieError('CLOSED', 'the network has been closed; create it again')
  }
}
