import type { TypedTransaction } from '@ethereumjs/tx'
import { keccak256 } from '../crypto/keccak.ts'
import {
  SECP256K1_ORDER,
  type SignedDigest,
  publicKeyToAddress,
  recoverAhead,
  recoverPublicKey,
} from '../crypto/secp256k1.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { type Address, type TransactionHash, toAddress, toTransactionHash } from '../primitives/identifiers.ts'
import type { RlpFields } from '../transaction/RlpFields.ts'
import { signedPart } from '../transaction/signedPart.ts'
import { rlpFields } from '../transaction/strictRlp.ts'
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

/** Where the fields stand. */
const [NONCE, GAS_PRICE, GAS_LIMIT, TO, VALUE, DATA, V, R, S] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
const FIELDS = 9
/** Most bytes of the numbers among them; `undefined` where there is none. The price is far from overflowing with the gas limit. */
const NUMBERS = [8, 16, 8, undefined, 32, undefined, 8, 32, 32]
const WORD = 32

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
  readonly #fields: RlpFields
  readonly #v: bigint
  readonly #rules: TransactionRules
  readonly #source: () => TypedTransaction
  #signed: SignedDigest | undefined

  private constructor(wire: Uint8Array, fields: RlpFields, rules: TransactionRules, source: () => TypedTransaction) {
    this.hash = toTransactionHash(keccak256(wire))
    this.nonce = fields.number(NONCE)
    this.maxGasPrice = fields.number(GAS_PRICE)
    this.gasLimit = fields.number(GAS_LIMIT)
    this.to = toAddress(fields.bytes(TO))
    this.value = fields.number(VALUE)
    this.data = fields.bytes(DATA)
    this.wire = wire
    this.#fields = fields
    this.#v = fields.number(V)
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
    const fields = fieldsOf(wire)
    if (fields === undefined || !isOrdinary(fields)) return undefined
    const transaction = new PlainTransaction(wire, fields, rules, source)
    return transaction.nonce >= MOST_NONCE || transaction.#recId === undefined ? undefined : transaction
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
    const signed = this.#signedDigest()
    if (signed !== undefined) recoverAhead(signed)
  }

  /** `undefined` when nobody can have signed it: the library says why. */
  #signer(): Address | undefined {
    const signed = this.#signedDigest()
    if (signed === undefined) return undefined
    try {
      return publicKeyToAddress(recoverPublicKey(signed))
    } catch {
      return undefined
    }
  }

  /** `undefined` when the signature cannot be valid. */
  #signedDigest(): SignedDigest | undefined {
    const [fields, recId] = [this.#fields, this.#recId]
    if (this.#signed !== undefined || recId === undefined || fields.number(S) > HALF_ORDER) return this.#signed
    const signature = new Uint8Array(2 * WORD)
    fields.copyTo(signature, WORD, R)
    fields.copyTo(signature, 2 * WORD, S)
    return (this.#signed = { digest: this.#digest(), signature, recId })
  }

  /** Of what the sender signs. */
  #digest(): Uint8Array {
    const call = [this.#fields.begin, this.#fields.end(DATA)] as const
    return keccak256(signedPart(this.wire, call, this.#v > 28n ? this.#rules.chainId : undefined))
  }

  /** From `v`, with the chain id in it (EIP-155) or without. */
  get #recId(): number | undefined {
    const v = this.#v
    const recId = v === 27n || v === 28n ? v - 27n : v - (this.#rules.chainId * 2n + 35n)
    return recId === 0n || recId === 1n ? Number(recId) : undefined
  }
}

/** `undefined` when it is no canonical RLP. */
function fieldsOf(wire: Uint8Array): RlpFields | undefined {
  try {
    return rlpFields(wire, 'transaction')
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function isOrdinary(fields: RlpFields): boolean {
  if (fields.count !== FIELDS || fields.length(TO) !== 20) return false
  for (let place = 0; place < FIELDS; place++) {
    const most = NUMBERS[place]
    if (most !== undefined && (fields.length(place) > most || fields.hasLeadingZero(place))) return false
  }
  const isSigned = fields.length(R) > 0 && fields.length(S) > 0
  return isSigned && !isFakeSignature(fields.number(R), fields.number(S))
}
