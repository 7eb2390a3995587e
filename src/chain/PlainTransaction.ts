import type { TypedTransaction } from '@ethereumjs/tx'
import { keccak256 } from '../crypto/keccak.ts'
import { SECP256K1_ORDER, publicKeyToAddress, recoverAhead, recoverPublicKey } from '../crypto/secp256k1.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EMPTY_BYTES, toBigInt, toScalar } from '../primitives/bytes.ts'
import { type Address, type TransactionHash, toAddress, toTransactionHash } from '../primitives/identifiers.ts'
import { encodeRlp } from '../transaction/encodeRlp.ts'
import { type RlpItem, decodeRlp } from '../transaction/strictRlp.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import { isFakeSignature } from './impersonatedTransaction.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/** `s` above it is no valid signature (EIP-2). */
const HALF_ORDER = SECP256K1_ORDER / 2n
const MOST_NONCE = 2n ** 64n - 1n
const TRANSACTION_GAS = 21_000n
const ZERO_BYTE_GAS = 4

/** What a transaction is read under. */
export interface TransactionRules {
  readonly fork: HardforkName
  readonly chainId: bigint
}

/** Encoded fields: `nonce`, `gasPrice`, `gasLimit`, `to`, `value`, `data`, `v`, `r`, `s`. */
type Fields = readonly [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

/**
 * A signed legacy transaction that calls somebody, as nearly all markers are, read without `@ethereumjs/tx`, which takes ten times
 * as long.
 */
export class PlainTransaction implements PublicTransaction {
  readonly hash: TransactionHash
  readonly type = 0
  readonly nonce: bigint
  readonly gasLimit: bigint
  readonly to: Address
  readonly value: bigint
  readonly maxGasPrice: bigint
  readonly data: Uint8Array
  readonly wire: Uint8Array
  readonly impersonated = undefined
  readonly sender: () => Address
  #digest: Uint8Array | undefined
  readonly #fields: Fields
  readonly #signature: readonly [v: bigint, r: bigint, s: bigint]
  readonly #rules: TransactionRules
  readonly #source: () => TypedTransaction

  private constructor(wire: Uint8Array, fields: Fields, rules: TransactionRules, source: () => TypedTransaction) {
    this.hash = toTransactionHash(keccak256(wire))
    this.nonce = toBigInt(fields[0])
    this.maxGasPrice = toBigInt(fields[1])
    this.gasLimit = toBigInt(fields[2])
    this.to = toAddress(fields[3])
    this.value = toBigInt(fields[4])
    this.data = fields[5]
    this.wire = wire
    this.#fields = fields
    this.#signature = [toBigInt(fields[6]), toBigInt(fields[7]), toBigInt(fields[8])]
    this.#rules = rules
    this.#source = source
    let sender: Address | undefined
    this.sender = () => (sender ??= this.#signer() ?? toAddress(this.source.getSenderAddress().bytes))
  }

  /**
   * Reads a transaction; `undefined` when there is anything about it that the library might judge.
   * @param source makes the library's object.
   */
  static read(wire: Uint8Array, rules: TransactionRules, source: () => TypedTransaction): PlainTransaction | undefined {
    const fields = itemsOf(wire)
    if (fields === undefined || !isFields(fields)) return undefined
    const transaction = new PlainTransaction(wire, fields, rules, source)
    const [v, r, s] = transaction.#signature
    if (transaction.nonce >= MOST_NONCE || transaction.#recoveryId(v) === undefined) return undefined
    return r === 0n || s === 0n || isFakeSignature(r, s) ? undefined : transaction
  }

  get fork(): HardforkName {
    return this.#rules.fork
  }

  get source(): TypedTransaction {
    return this.#source()
  }

  gasPrice(): bigint {
    return this.maxGasPrice
  }

  intrinsicGas(): bigint {
    const nonZeroByteGas = isAtLeast(this.#rules.fork, 'istanbul') ? 16 : 68
    let gas = 0
    for (const byte of this.data) gas += byte === 0 ? ZERO_BYTE_GAS : nonZeroByteGas
    return TRANSACTION_GAS + BigInt(gas)
  }

  senderAhead(): void {
    const [v, r, s] = this.#signature
    const recId = this.#recoveryId(v)
    if (recId !== undefined && s <= HALF_ORDER) recoverAhead(this.#signed(), { r, s, recId })
  }

  /** `undefined` when nobody can have signed it: the library says why. */
  #signer(): Address | undefined {
    const [v, r, s] = this.#signature
    const recId = this.#recoveryId(v)
    if (recId === undefined || s > HALF_ORDER) return undefined
    try {
      return publicKeyToAddress(recoverPublicKey(this.#signed(), { r, s, recId }))
    } catch {
      return undefined
    }
  }

  /** Digest of what the sender signs. */
  #signed(): Uint8Array {
    const [nonce, price, gasLimit, to, value, data] = this.#fields
    const chain = this.#signature[0] > 28n ? [toScalar(this.#rules.chainId), EMPTY_BYTES, EMPTY_BYTES] : []
    return (this.#digest ??= keccak256(encodeRlp([nonce, price, gasLimit, to, value, data, ...chain])))
  }

  /** From `v`, with the chain id in it (EIP-155) or without. */
  #recoveryId(v: bigint): number | undefined {
    const recId = v === 27n || v === 28n ? v - 27n : v - (this.#rules.chainId * 2n + 35n)
    return recId === 0n || recId === 1n ? Number(recId) : undefined
  }
}

/** Most bytes of the numbers among the fields; 0 where there is none. The price is far from overflowing with the gas limit. */
const NUMBERS = [8, 16, 8, 0, 32, 0, 8, 32, 32]

/** `undefined` when it is no canonical RLP. */
function itemsOf(wire: Uint8Array): RlpItem | undefined {
  try {
    return decodeRlp(wire, 'transaction')
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function isFields(fields: RlpItem): fields is RlpItem & Fields {
  if (!Array.isArray(fields) || fields.length !== 9) return false
  return fields.every((field, index) => {
    if (!(field instanceof Uint8Array)) return false
    if (index === 3) return field.length === 20
    return index === 5 || (field.length <= (NUMBERS[index] ?? 0) && field[0] !== 0)
  })
}
