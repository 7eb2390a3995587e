import { impersonatedTransaction } from '../chain/impersonatedTransaction.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import { type PublicTransaction, publicTransaction } from '../chain/PublicTransaction.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { addressFrom, bytesFrom, objectFrom, readBy } from '../node/doors.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'

/** A public transaction of an account whose key nobody has. */
export interface ImpersonatedTransactionRequest {
  /** Address, hex; it must be impersonated. */
  readonly from: string
  /** Address, hex; absent: a contract is created. */
  readonly to?: string
  /** Call data or init code; default empty. */
  readonly data?: Uint8Array | string
  /** In wei; default 0. */
  readonly value?: bigint
  /** Default: the next one, waiting transactions counted. */
  readonly nonce?: bigint
  /** Default 10,000,000, or what a block has if that is less. */
  readonly gasLimit?: bigint
  /** In wei per gas; default the base fee of the next block. */
  readonly gasPrice?: bigint
  /** In wei per gas; together with {@link maxPriorityFeePerGas} instead of {@link gasPrice}. */
  readonly maxFeePerGas?: bigint
  /** In wei per gas; default 0. */
  readonly maxPriorityFeePerGas?: bigint
}

const GAS_LIMIT = 10_000_000n

/** The accounts that may send without a signature. */
export class ImpersonatedAccounts {
  /** Whether every account may. */
  all = false
  #accounts = new Set<Hex>()

  add(account: Address): void {
    this.#accounts.add(toHex(account))
  }

  /** @returns whether it was there. */
  remove(account: Address): boolean {
    return this.#accounts.delete(toHex(account))
  }

  has(account: Address): boolean {
    return this.all || this.#accounts.has(toHex(account))
  }

  /**
   * The transaction that a request describes.
   * @throws {CoterieError} `NOT_FOUND` when its sender is not impersonated; `INVALID_ARGUMENT`.
   */
  transaction(
    request: ImpersonatedTransactionRequest,
    { chain, pool }: { readonly chain: PublicChain; readonly pool: TransactionPool },
    nextNonce: (account: Address) => bigint,
  ): PublicTransaction {
    const from = addressFrom(objectFrom(request, 'a transaction', "{ from: '0x…' }").from)
    if (!this.has(from)) {
      throw new CoterieError('NOT_FOUND', `${toHex(from)} is not impersonated: call impersonate first`)
    }
    const { value = 0n, nonce = nextNonce(from), maxFeePerGas, maxPriorityFeePerGas = 0n } = request
    const blockGasLimit = pool.next.gasLimit ?? chain.head.gasLimit
    const gasLimit = request.gasLimit ?? (blockGasLimit < GAS_LIMIT ? blockGasLimit : GAS_LIMIT)
    const price =
      maxFeePerGas === undefined ? (request.gasPrice ?? pool.nextBaseFee) : { maxFeePerGas, maxPriorityFeePerGas }
    const to = request.to === undefined ? undefined : addressFrom(request.to)
    const data = bytesFrom(request.data ?? '0x', 'data')
    const unsigned = { from, to, nonce, value, gasLimit, data, price }
    const fork = pool.nextFork
    return readBy(
      () => publicTransaction(impersonatedTransaction(unsigned, fork, chain.genesis.chainId), fork),
      'not a transaction',
    )
  }

  /** @returns puts back which accounts may send now. */
  snapshot(): () => void {
    const [all, accounts] = [this.all, new Set(this.#accounts)]
    return () => {
      this.all = all
      this.#accounts = new Set(accounts)
    }
  }
}
