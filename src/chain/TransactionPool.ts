import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { decodeForPool } from './decodeForPool.ts'
import { forkAt } from './forkSchedule.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import { type NextBlock, plainNextBlock } from './NextBlock.ts'
import type { PublicChain } from './PublicChain.ts'
import type { PublicTransaction } from './PublicTransaction.ts'
import { nextBaseFee } from './validateHeader.ts'

interface PooledTransaction {
  readonly transaction: PublicTransaction
  readonly sender: Hex
  /** Position in order of arrival. */
  readonly arrival: number
}

/** Price rise in percent that replaces a pending transaction of the same nonce. */
const REPLACEMENT_PERCENT = 110n
/** Wei per gas beyond which Besu takes no transaction: 1 ether. */
const FEE_CAP = 10n ** 18n
/** Nonces of one sender that may be missing or waiting before a transaction: `--tx-pool-max-future-by-sender`. */
const MOST_AHEAD = 200n
/** Wei per gas below which Besu takes no transaction where there is a base fee. */
const PRICE_FLOOR = 7n

/**
 * Public transactions that wait for a block; one pool for all nodes of a network. Unprotected transactions (v 27 or 28)
 * are welcome, and the minimum gas price is 0.
 */
export class TransactionPool {
  readonly #chain: PublicChain
  #byHash = new Map<Hex, PooledTransaction>()
  #arrivals = 0
  /** In wei per gas; cheaper transactions are refused. A development control. */
  minGasPrice = 0n
  /**
   * In wei per gas; what is asked of others: what is sent to the nodes here may be cheaper (spec 03 §15.4). An option of the network,
   * which nothing changes later.
   */
  askedGasPrice = 0n
  /** What the next block will be like. */
  next: NextBlock = plainNextBlock()
  /** Told of every transaction (hash, hex) that the pool takes, and of every one that it loses without a block. */
  onChange: ((change: 'taken' | 'dropped', hash: Hex) => void) | undefined

  constructor(chain: PublicChain) {
    this.#chain = chain
  }

  /** Number of waiting transactions. */
  get size(): number {
    return this.#byHash.size
  }

  /** Whether a transaction (hash, hex) waits. */
  has(hash: Hex): boolean {
    return this.#byHash.has(hash)
  }

  /** A waiting transaction by hash (hex). */
  transaction(hash: Hex): PublicTransaction | undefined {
    return this.#byHash.get(hash)?.transaction
  }

  /** Waiting transactions in order of arrival. */
  get pending(): PublicTransaction[] {
    return [...this.#byHash.values()].map(({ transaction }) => transaction)
  }

  /**
   * Takes a signed transaction, in the order of checks of Besu's pool (spec 03 §15.4).
   * @throws {TransactionRefusedError}
   */
  add(raw: Uint8Array): PublicTransaction {
    return this.take(this.decode(raw))
  }

  /** Decodes a signed transaction under the rules of the next block. @throws {TransactionRefusedError} */
  decode(raw: Uint8Array): PublicTransaction {
    const rules = { fork: this.nextFork, chainId: this.#chain.genesis.chainId }
    return decodeForPool(raw, rules, (price) => this.#checkPrice(price))
  }

  /** Protocol version of a block that follows the head at once. */
  get nextFork(): HardforkName {
    const { head, genesis } = this.#chain
    return forkAt(genesis.forks, head.number + 1n, head.timestamp + 1n)
  }

  /** Base fee of the next block in wei per gas; 0 where there is none. */
  get nextBaseFee(): bigint {
    const { head, genesis } = this.#chain
    const london = isAtLeast(this.nextFork, 'london')
    return (london ? this.next.baseFee : undefined) ?? nextBaseFee(genesis, head, head.number + 1n, london) ?? 0n
  }

  /** Takes a transaction that is decoded already. @throws {TransactionRefusedError} as {@link add} does. */
  take(transaction: PublicTransaction): PublicTransaction {
    const head = this.#chain.head
    const key = toHex(transaction.hash)
    if (this.#byHash.has(key)) throw new TransactionRefusedError('ALREADY_KNOWN', 'it is waiting already')
    const { maxGasPrice: price } = transaction
    this.#checkPrice(price)
    const sender = senderOf(transaction)
    const intrinsicGas = transaction.intrinsicGas()
    if (transaction.gasLimit < intrinsicGas) {
      throw new TransactionRefusedError('INTRINSIC_GAS_EXCEEDS_LIMIT', `it needs ${intrinsicGas} gas at least`)
    }
    // Besu compares signed 64-bit numbers.
    const gasLimit = this.next.gasLimit ?? head.gasLimit
    if (BigInt.asIntN(64, transaction.gasLimit) > gasLimit) {
      throw new TransactionRefusedError('EXCEEDS_BLOCK_GAS_LIMIT', `a block has ${gasLimit} gas`)
    }
    const account = this.#chain.stateAfter(head).account(sender)
    if (transaction.gasLimit * price + transaction.value > (account?.balance ?? 0n)) {
      throw new TransactionRefusedError('TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE', `fund ${sender} first`)
    }
    if (transaction.nonce < (account?.nonce ?? 0n)) {
      throw new TransactionRefusedError('NONCE_TOO_LOW', `the next nonce of ${sender} is ${account?.nonce ?? 0n}`)
    }
    if (transaction.nonce > (account?.nonce ?? 0n) + MOST_AHEAD) {
      throw new TransactionRefusedError('NONCE_TOO_FAR_IN_FUTURE_FOR_SENDER', `use at most ${MOST_AHEAD} nonces ahead`)
    }
    this.#replace(sender, transaction)
    this.#byHash.set(key, { transaction, sender, arrival: this.#arrivals++ })
    this.onChange?.('taken', key)
    return transaction
  }

  /**
   * Nonce after the waiting transactions of a sender that can be mined, that is, up to the first gap (Besu's
   * `AbstractSequentialTransactionsLayer` and `SparseTransactions`); `undefined` when there are none.
   */
  nextNonce(sender: Address): bigint | undefined {
    const key = toHex(sender)
    const waiting = new Set<bigint>()
    for (const { sender: from, transaction } of this.#byHash.values()) if (from === key) waiting.add(transaction.nonce)
    if (waiting.size === 0) return undefined
    const first = this.#chain.stateAfter(this.#chain.head).account(key)?.nonce ?? 0n
    let next = first
    while (waiting.has(next)) next++
    return next === first ? undefined : next
  }

  /**
   * Candidates for the next block: in order of arrival, but those of one sender in order of nonce. Transactions whose nonce
   * has been used meanwhile are forgotten; those that offer less than the base fee wait.
   */
  candidates(): PublicTransaction[] {
    const bySender = new Map<Hex, PooledTransaction[]>()
    for (const pooled of this.#byHash.values()) {
      const queue = bySender.get(pooled.sender)
      if (queue === undefined) bySender.set(pooled.sender, [pooled])
      else queue.push(pooled)
    }
    for (const queue of bySender.values()) {
      queue.sort((a, b) => (a.transaction.nonce < b.transaction.nonce ? -1 : 1))
    }
    const state = this.#chain.stateAfter(this.#chain.head)
    const baseFee = this.nextBaseFee
    const chosen: PublicTransaction[] = []
    const expected = new Map<Hex, bigint>()
    // Each place in order of arrival is taken by the next nonce of whoever arrived there.
    for (const { sender } of [...this.#byHash.values()].sort((a, b) => a.arrival - b.arrival)) {
      const next = bySender.get(sender)?.shift()
      if (next === undefined) continue
      const nonce = expected.get(sender) ?? state.account(sender)?.nonce ?? 0n
      if (next.transaction.nonce < nonce) this.drop([next.transaction])
      if (next.transaction.nonce !== nonce || next.transaction.maxGasPrice < baseFee) continue
      expected.set(sender, nonce + 1n)
      chosen.push(next.transaction)
    }
    return chosen
  }

  /** Forgets transactions, because they are in a block. */
  remove(transactions: readonly Pick<PublicTransaction, 'hash'>[]): void {
    for (const { hash } of transactions) this.#byHash.delete(toHex(hash))
    // Why not the same one: see RecentMap.
    if (this.#byHash.size === 0) this.#byHash = new Map()
  }

  /** Forgets transactions that are in no block. */
  drop(transactions: readonly Pick<PublicTransaction, 'hash'>[]): void {
    for (const { hash } of transactions) this.#drop(toHex(hash))
  }

  /** Keeps what waits now, and the settings that may change. @returns puts it back. */
  snapshot(): () => void {
    const [waiting, arrivals] = [new Map(this.#byHash), this.#arrivals]
    const [minGasPrice, next] = [this.minGasPrice, { ...this.next }]
    return () => {
      const lost = [...this.#byHash.keys()].filter((hash) => !waiting.has(hash))
      this.#byHash = new Map(waiting)
      this.#arrivals = arrivals
      this.minGasPrice = minGasPrice
      this.next = { ...next }
      for (const hash of lost) this.onChange?.('dropped', hash)
    }
  }

  #checkPrice(price: bigint): void {
    if (price > FEE_CAP) throw new TransactionRefusedError('FEE_CAP_EXCEEDED', `offer at most ${FEE_CAP} wei per gas`)
    const least = this.nextBaseFee > 0n && this.minGasPrice < PRICE_FLOOR ? PRICE_FLOOR : this.minGasPrice
    if (price < least) throw new TransactionRefusedError('GAS_PRICE_TOO_LOW', `offer at least ${least} wei per gas`)
  }

  #drop(hash: Hex): void {
    if (this.#byHash.delete(hash)) this.onChange?.('dropped', hash)
  }

  #replace(sender: Hex, { nonce, maxGasPrice: price }: PublicTransaction): void {
    for (const [key, pooled] of this.#byHash) {
      if (pooled.sender !== sender || pooled.transaction.nonce !== nonce) continue
      const before = pooled.transaction.maxGasPrice
      if (price * 100n < before * REPLACEMENT_PERCENT || price === before) {
        throw new TransactionRefusedError(
          'TRANSACTION_REPLACEMENT_UNDERPRICED',
          'offer 10 % more or use the next nonce',
        )
      }
      this.#drop(key)
    }
  }
}

function senderOf(transaction: PublicTransaction): Hex {
  try {
    return toHex(transaction.sender())
  } catch (cause) {
    throw new TransactionRefusedError('INVALID_SIGNATURE', 'sign it again', cause)
  }
}
