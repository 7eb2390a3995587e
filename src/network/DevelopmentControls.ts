import { EventEmitter } from 'node:events'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { requestInTheWay } from '../enclave/requestUnderWay.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { addressFrom, bytesFrom, listFrom, numberBytesFrom, transactionHashFrom, wordFrom } from '../node/doors.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import type { Logger } from '../primitives/Logger.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { AbandonedBranches } from './AbandonedBranches.ts'
import {
  type Alteration,
  balanceAlteration,
  codeAlteration,
  nonceAlteration,
  storageAlteration,
} from './alterations.ts'
import { BlockMaker } from './BlockMaker.ts'
import type { Clock } from './clock.ts'
import { ImpersonatedAccounts, type ImpersonatedTransactionRequest } from './ImpersonatedAccounts.ts'
import { logRefusal } from './logRefusal.ts'
import { Miner } from './Miner.ts'
import { NetworkClock } from './NetworkClock.ts'
import type { NetworkEvents } from './NetworkEvents.ts'
import type { NetworkNode } from './NetworkNode.ts'
import { nextPublicNonce } from './nextPublicNonce.ts'
import { OperationsUnderWay } from './OperationsUnderWay.ts'
import type { Mining } from './options.ts'
import { type ReorgOptions, type ReorgReport, reorganise, reorgOptionsFrom } from './reorganise.ts'
import type { SeededSequence } from './SeededSequence.ts'
import type { Inclusion } from './SendingNode.ts'
import { type SnapshotStores, Snapshots, type TakeSnapshot } from './Snapshots.ts'
import { decodeStateDump, encodeStateDump } from './stateDump.ts'
import { below, wholeNumber } from './wholeNumber.ts'

/** @internal What the controls need. */
export interface DevelopmentParts {
  readonly chain: PublicChain
  readonly pool: TransactionPool
  readonly nodes: readonly NetworkNode[]
  readonly mining: Mining
  readonly clock: Clock
  readonly coinbase: Address
  readonly stores: SnapshotStores
  readonly sequence: SeededSequence
  /** Whether nothing may be sent. */
  readonly readOnly: boolean
  readonly logger: Logger
}

/** What a network offers for development: to go back, to choose times, to change the public state by hand. */
export abstract class DevelopmentControls extends EventEmitter<NetworkEvents> {
  readonly #parts: DevelopmentParts
  readonly #snapshots: Snapshots
  readonly #abandoned: AbandonedBranches
  readonly #impersonated = new ImpersonatedAccounts()
  #resets = 0
  /** @internal Work on chain and nodes, one piece after another. */
  protected readonly queue: TaskQueue = new TaskQueue()
  /** @internal What sends; a part of it may be in the queue. */
  protected readonly operations: OperationsUnderWay = new OperationsUnderWay()
  /** @internal */
  protected readonly maker: BlockMaker
  /** @internal */
  protected readonly miner: Miner
  /** @internal How the network's clock is moved. */
  readonly time: NetworkClock

  /** @internal */
  protected constructor(parts: DevelopmentParts) {
    super()
    // Each node's JSON-RPC listens.
    this.setMaxListeners(0)
    this.#parts = parts
    const { chain, pool, nodes, stores } = parts
    const tell = this.tell.bind(this)
    this.time = new NetworkClock(parts.clock)
    const isHeard = (name: keyof NetworkEvents): boolean => this.listenerCount(name) > 0
    this.maker = new BlockMaker(parts.coinbase, { chain, pool, nodes, clock: this.time, tell, isHeard })
    this.miner = new Miner(parts.mining, {
      mine: () => this.inTurn(() => this.maker.make()),
      warn: (message) => tell('warning', message),
    })
    pool.onChange = (change, hash) => tell(change === 'taken' ? 'transaction' : 'dropped', { hash })
    this.#abandoned = new AbandonedBranches(chain, pool, (transactions) => {
      for (const { nonces } of nodes) nonces.countAgain(transactions)
    })
    this.#snapshots = new Snapshots(stores, chain, nodes)
    const counters = [...nodes.map(({ nonces }) => nonces), parts.sequence]
    for (const part of [pool, this.time, this.maker, this.miner, this.#impersonated, ...counters]) {
      this.#snapshots.register(() => part.snapshot())
    }
  }

  /** Keeps the state of everything: chain, private states, enclaves, pool, clock, settings. @returns its id: `0x1`, `0x2`… */
  snapshot(): Promise<string> {
    return this.#alone(() => this.#snapshots.take())
  }

  /**
   * Goes back to a snapshot. That one and later ones are no more then; earlier ones stay.
   * @returns false for an id that is none.
   */
  revert(id: string): Promise<boolean> {
    return this.#alone(() => this.#snapshots.revert(id))
  }

  /** Goes back to the genesis block and to the settings that the network began with; all snapshots end. */
  reset(): Promise<void> {
    return this.#alone(async () => {
      await this.#snapshots.reset()
      this.#resets++
    })
  }

  /** Everything that is stored: chain, private states, enclaves; not the pool and settings. See `stateDump.ts` for the format. */
  dumpState(): Promise<Uint8Array> {
    return this.#alone(async () => encodeStateDump(await this.#snapshots.dump()))
  }

  /**
   * Replaces everything by what a network with the same genesis block and nodes has dumped; all snapshots end.
   * @param dump hex or bytes.
   * @throws {CoterieError} `INVALID_ARGUMENT`, `STORE_MISMATCH`.
   */
  loadState(dump: Uint8Array | string): Promise<void> {
    return this.#alone(async () => {
      await this.#snapshots.load(decodeStateDump(bytesFrom(dump, 'a dump')))
      this.#resets++
    })
  }

  /** How often {@link reset} and {@link loadState} have been called. */
  get resets(): number {
    return this.#resets
  }

  /** Lets something in memory go back with the network. @param take gives a function that puts the present state back. */
  onSnapshot(take: TakeSnapshot): void {
    this.#snapshots.register(take)
  }

  /** When blocks are made. */
  get mining(): Mining {
    return this.miner.mode
  }

  /** Changes when blocks are made; what waits stays until the next block. @throws {CoterieError} `INVALID_OPTION`. */
  setMining(mode: Mining): void {
    this.requireOpen()
    this.miner.mode = mode
  }

  /** Moves all further blocks on. @returns how many seconds they are moved altogether. */
  increaseTime(seconds: number | bigint): bigint {
    return this.time.increase(wholeNumber(seconds, 'the number of seconds'))
  }

  /** Time of the next block in seconds; later blocks go on from there. It must be above that of the head. */
  setNextBlockTimestamp(timestamp: number | bigint): void {
    this.time.setNext(wholeNumber(timestamp, 'a timestamp'), this.#headTime)
  }

  /** Moves the clock so that a block made now has this time (seconds, above that of the head). @returns by how much. */
  setTime(timestamp: number | bigint): bigint {
    return this.time.set(wholeNumber(timestamp, 'a timestamp'), this.#headTime)
  }

  /** Seconds from each block to the next, at least 1; `undefined`: what the clock says. */
  setBlockTimestampInterval(seconds: number | bigint | undefined): void {
    this.time.interval = seconds === undefined ? undefined : wholeNumber(seconds, 'the number of seconds')
  }

  /** Balance of a public account after the head, in wei. No block is made, and headers stay as they are. */
  setBalance(address: string, balance: bigint): Promise<void> {
    return this.#alter(() => balanceAlteration(address, balance))
  }

  /** Nonce of a public account after the head. */
  setNonce(address: string, nonce: bigint): Promise<void> {
    return this.#alter(() => nonceAlteration(address, nonce))
  }

  /** Runtime code of a public account after the head. @param code hex or bytes. */
  setCode(address: string, code: Uint8Array | string): Promise<void> {
    return this.#alter(() => codeAlteration(address, code))
  }

  /** A storage slot of a public account after the head. @param slot and value: hex of up to 32 bytes. */
  setStorageAt(address: string, slot: string, value: Uint8Array | string): Promise<void> {
    return this.#alter(() => storageAlteration(address, slot, numberBytesFrom(value, 'a value')))
  }

  /** Lets {@link sendTransactionFrom} send for an account. */
  impersonate(address: string): void {
    this.#impersonated.add(addressFrom(address))
  }

  /** Ends {@link impersonate}. @returns whether the account was impersonated. */
  stopImpersonating(address: string): boolean {
    return this.#impersonated.remove(addressFrom(address))
  }

  /** Whether every account can be sent for. */
  autoImpersonate(enabled: boolean): void {
    this.#impersonated.all = enabled
  }

  /** Whether an account can be sent for. */
  isImpersonated(address: string): boolean {
    return this.#impersonated.has(addressFrom(address))
  }

  /**
   * Sends a public transaction for an impersonated account. Its signature is a fake that only this network takes.
   * @throws {CoterieError} `NOT_FOUND` when the account is not impersonated.
   * @throws {TransactionRefusedError}
   */
  async sendTransactionFrom(
    request: ImpersonatedTransactionRequest,
  ): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    const { chain, pool } = this.#parts
    return this.submit(() =>
      pool.take(
        this.#impersonated.transaction(request, this.#parts, (account) => nextPublicNonce(chain, pool, account)),
      ),
    )
  }

  /** @internal Beneficiary of the next block. */
  get coinbase(): Address {
    return this.maker.coinbase
  }

  /** Beneficiary of blocks from now on. */
  setCoinbase(address: string): void {
    this.maker.coinbase = addressFrom(address)
  }

  /** Base fee of the next block, in wei per gas. @throws {CoterieError} `INVALID_ARGUMENT` where blocks have none. */
  setNextBlockBaseFeePerGas(baseFee: bigint): void {
    if (this.#parts.chain.head.baseFee === undefined) {
      throw new CoterieError('INVALID_ARGUMENT', 'blocks of this network have no base fee: it needs london')
    }
    this.#parts.pool.next.baseFee = below(2n ** 64n, baseFee, 'a base fee')
  }

  /** PREVRANDAO of the next block: hex of up to 32 bytes. Before shanghai it is only the block's mix hash. */
  setPrevRandao(value: string): void {
    this.#parts.pool.next.mixHash = wordFrom(value, 'PREVRANDAO value')
  }

  /** Gas limit of the next block and, as each block has that of its parent, of those after it. */
  setBlockGasLimit(gasLimit: bigint): void {
    const limit = below(2n ** 63n, gasLimit, 'a gas limit')
    if (limit < 5000n) throw new CoterieError('INVALID_ARGUMENT', 'a block has at least 5000 gas')
    this.#parts.pool.next.gasLimit = limit
  }

  /** Price in wei per gas below which the pool takes nothing. */
  setMinGasPrice(gasPrice: bigint): void {
    this.#parts.pool.minGasPrice = below(2n ** 256n, gasPrice, 'a gas price')
  }

  /** Takes a transaction out of the pool. @returns whether it was there. */
  dropTransaction(hash: string): boolean {
    const { pool } = this.#parts
    const wanted = toHex(transactionHashFrom(hash))
    const found = pool.pending.filter((transaction) => toHex(transaction.hash) === wanted)
    pool.drop(found)
    return found.length > 0
  }

  /**
   * Replaces the last blocks by a heavier branch. Transactions of the abandoned blocks wait again, whatever the mining mode.
   * @param depth number of blocks, 1 or more.
   * @throws {CoterieError} `INVALID_ARGUMENT`.
   */
  reorg(depth: number, options: ReorgOptions = {}): Promise<ReorgReport> {
    return this.inTurn(async () => {
      const { transactions, requeue } = reorgOptionsFrom(options)
      const { chain, pool } = this.#parts
      const decode = (raw: Uint8Array | string): PublicTransaction => pool.decode(bytesFrom(raw, 'a transaction'))
      const lists = listFrom(transactions, 'transactions', "[['0x…'], ['0x…']]")
      const decoded = lists.map((list) => listFrom(list, 'each of transactions', "['0x…']").map(decode))
      const parts = { chain, pool, maker: this.maker, branches: this.#abandoned }
      return this.#abandoned.leave(() => reorganise(parts, depth, decoded, requeue))
    })
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

  /** @internal Puts a transaction into the pool, and into a block when mining is automatic. */
  protected submit(take: () => PublicTransaction): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    return this.operation(() => this.submitUnderWay(take))
  }

  /** @internal As {@link submit}, as part of an {@link operation}, which may go on while the network is being closed. */
  async submitUnderWay(take: () => PublicTransaction): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    this.requireWritable()
    const request = this.mining === 'auto' ? requestInTheWay(this.queue) : undefined
    if (request !== undefined) await request
    const hash = toHex(logRefusal(this.#parts.logger, take).hash)
    if (this.mining !== 'auto') return { hash, inclusion: undefined }
    this.maker.await(hash)
    return { hash, inclusion: await this.queue.run(() => this.maker.include(hash)) }
  }

  /** @internal Runs what sends, of which nothing has happened yet; `close()` waits for its end. @throws {CoterieError} `CLOSED`. */
  async operation<T>(work: () => Promise<T>): Promise<T> {
    this.requireOpen()
    return this.operations.run(work)
  }

  /** @internal Runs work after all other work on the chain. */
  protected async inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.requireOpen()
    const request = requestInTheWay(this.queue)
    if (request !== undefined) await request
    return this.queue.run(work)
  }

  /** @internal So that nothing waits for a block that cannot be made. @throws {CoterieError} `STORE_IO`. */
  requireWritable(): void {
    if (!this.#parts.readOnly) return
    const advice = 'use createNetwork({ dataPath }) without readOnly to go on with it'
    throw new CoterieError('STORE_IO', `the network was opened with readOnly, where nothing can be sent; ${advice}`)
  }

  /** @internal What everything says once the network has been closed; `undefined` while it is open. */
  abstract get closed(): CoterieError<'CLOSED'> | undefined

  /** @internal @throws {CoterieError} `CLOSED`. */
  requireOpen(): void {
    const { closed } = this
    if (closed !== undefined) throw closed
  }

  get #headTime(): bigint {
    return this.#parts.chain.head.timestamp
  }

  #alter(make: () => Alteration): Promise<void> {
    return this.inTurn(() => this.#parts.chain.alter(make()))
  }

  /** Runs work while nothing else works on the chain and no node imports. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const alone = this.#parts.nodes.reduce((inner: () => Promise<T>, node) => () => node.exclusively(inner), work)
    return this.inTurn(alone)
  }
}
