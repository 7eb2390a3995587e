import { type TypedTransaction, createTxFromRLP } from '@ethereumjs/tx'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { forkAt } from './forkSchedule.ts'
import { type HardforkName, decodingRules, isAtLeast } from './hardfork.ts'
import { type PublicTransaction, publicTransaction } from './PublicBlock.ts'
import type { PublicChain } from './PublicChain.ts'
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
/** Wei per gas below which Besu takes no transaction where there is a base fee. */
const PRICE_FLOOR = 7n

/**
 * Public transactions that wait for a block; one pool for all nodes of a network. Unprotected transactions (v 27 or 28)
 * are welcome, and the minimum gas price is 0.
 */
export class TransactionPool {
  readonly #chain: PublicChain
  readonly #byHash = new Map<string, PooledTransaction>()
  #arrivals = 0

  constructor(chain: PublicChain) {
    this.#chain = chain
  }

  /** Number of waiting transactions. */
  get size(): number {
    return this.#byHash.size
  }

  /** Whether a transaction (hash, hex) waits. */
  has(hash: string): boolean {
    return this.#byHash.has(hash)
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
    const head = this.#chain.head
    const number = head.number + 1n
    const fork = forkAt(this.#chain.genesis.forks, number, head.source.header.timestamp + 1n)
    const transaction = publicTransaction(decode(raw, fork, this.#chain.genesis.chainId))
    const { source } = transaction
    const key = toHex(transaction.hash)
    if (this.#byHash.has(key)) throw new TransactionRefusedError('ALREADY_KNOWN', 'it is waiting already')
    const price = priceOf(source)
    const baseFee = nextBaseFee(this.#chain.genesis, head, number, isAtLeast(fork, 'london')) ?? 0n
    if (price > FEE_CAP) throw new TransactionRefusedError('FEE_CAP_EXCEEDED', `offer at most ${FEE_CAP} wei per gas`)
    if (baseFee > 0n && price < PRICE_FLOOR) {
      throw new TransactionRefusedError('GAS_PRICE_TOO_LOW', `offer at least ${PRICE_FLOOR} wei per gas`)
    }
    const sender = senderOf(transaction)
    if (source.gasLimit < source.getIntrinsicGas()) {
      throw new TransactionRefusedError(
        'INTRINSIC_GAS_EXCEEDS_LIMIT',
        `it needs ${source.getIntrinsicGas()} gas at least`,
      )
    }
    // Besu compares signed 64-bit numbers.
    if (BigInt.asIntN(64, source.gasLimit) > head.source.header.gasLimit) {
      throw new TransactionRefusedError('EXCEEDS_BLOCK_GAS_LIMIT', `a block has ${head.source.header.gasLimit} gas`)
    }
    const account = this.#chain.stateAfter(head).account(sender)
    if (source.gasLimit * price + source.value > (account?.balance ?? 0n)) {
      throw new TransactionRefusedError('TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE', `fund ${sender} first`)
    }
    if (source.nonce < (account?.nonce ?? 0n)) {
      throw new TransactionRefusedError('NONCE_TOO_LOW', `the next nonce of ${sender} is ${account?.nonce ?? 0n}`)
    }
    this.#replace(sender, source, price)
    this.#byHash.set(key, { transaction, sender, arrival: this.#arrivals++ })
    return transaction
  }

  /** Nonce after the last waiting transaction of a sender; `undefined` when none waits. */
  nextNonce(sender: Address): bigint | undefined {
    const key = toHex(sender)
    let next: bigint | undefined
    for (const pooled of this.#byHash.values()) {
      const { nonce } = pooled.transaction.source
      if (pooled.sender === key && (next === undefined || nonce >= next)) next = nonce + 1n
    }
    return next
  }

  /**
   * Candidates for the next block: in order of arrival, but those of one sender in order of nonce. Transactions whose nonce
   * has been used meanwhile are forgotten; those that offer less than the base fee wait.
   */
  candidates(): TypedTransaction[] {
    const bySender = new Map<Hex, PooledTransaction[]>()
    for (const pooled of this.#byHash.values()) {
      const queue = bySender.get(pooled.sender)
      if (queue === undefined) bySender.set(pooled.sender, [pooled])
      else queue.push(pooled)
    }
    for (const queue of bySender.values()) {
      queue.sort((a, b) => (a.transaction.source.nonce < b.transaction.source.nonce ? -1 : 1))
    }
    const { head, genesis } = this.#chain
    const state = this.#chain.stateAfter(head)
    const number = head.number + 1n
    const london = isAtLeast(forkAt(genesis.forks, number, head.source.header.timestamp + 1n), 'london')
    const baseFee = nextBaseFee(genesis, head, number, london) ?? 0n
    const chosen: TypedTransaction[] = []
    const expected = new Map<Hex, bigint>()
    // Each place in order of arrival is taken by the next nonce of whoever arrived there.
    for (const { sender } of [...this.#byHash.values()].sort((a, b) => a.arrival - b.arrival)) {
      const next = bySender.get(sender)?.shift()
      if (next === undefined) continue
      const nonce = expected.get(sender) ?? state.account(sender)?.nonce ?? 0n
      if (next.transaction.source.nonce < nonce) this.remove([next.transaction.source])
      if (next.transaction.source.nonce !== nonce || priceOf(next.transaction.source) < baseFee) continue
      expected.set(sender, nonce + 1n)
      chosen.push(next.transaction.source)
    }
    return chosen
  }

  /** Forgets transactions, because they are in a block or can never be. */
  remove(transactions: readonly { hash(): Uint8Array }[]): void {
    for (const transaction of transactions) this.#byHash.delete(toHex(transaction.hash()))
  }

  #replace(sender: Hex, source: TypedTransaction, price: bigint): void {
    for (const [key, pooled] of this.#byHash) {
      const other = pooled.transaction.source
      if (pooled.sender !== sender || other.nonce !== source.nonce) continue
      const before = priceOf(other)
      if (price * 100n < before * REPLACEMENT_PERCENT || price === before) {
        throw new TransactionRefusedError(
          'TRANSACTION_REPLACEMENT_UNDERPRICED',
          'offer 10 % more or use the next nonce',
        )
      }
      this.#byHash.delete(key)
    }
  }
}

/** The most that a transaction pays, in wei per gas. */
function priceOf(transaction: TypedTransaction): bigint {
  return 'maxFeePerGas' in transaction ? transaction.maxFeePerGas : transaction.gasPrice
}

function decode(raw: Uint8Array, fork: HardforkName, chainId: bigint): TypedTransaction {
  const common = decodingRules(fork, chainId)
  try {
    return createTxFromRLP(raw, { common, freeze: false })
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    if (/chain ?id/i.test(problem)) throw new TransactionRefusedError('WRONG_CHAIN_ID', `sign for ${chainId}`, cause)
    throw new TransactionRefusedError(
      'INVALID_TRANSACTION_TYPE',
      problem.split('\n')[0] ?? 'it cannot be decoded',
      cause,
    )
  }
}

function senderOf(transaction: PublicTransaction): Hex {
  try {
    return toHex(transaction.sender())
  } catch (cause) {
    throw new TransactionRefusedError('INVALID_SIGNATURE', 'sign it again', cause)
  }
}
