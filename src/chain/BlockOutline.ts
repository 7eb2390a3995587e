import { keccak256 } from '../crypto/keccak.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { type Hex, equalBytes, toBigInt, toHex } from '../primitives/bytes.ts'
import {
  type Address,
  type BlockHash,
  type StateRoot,
  type TransactionHash,
  toAddress,
  toBlockHash,
  toStateRoot,
} from '../primitives/identifiers.ts'
import { type RlpItem, decodeRlp, rlpBytesAt, rlpItems, rlpScalars } from '../transaction/strictRlp.ts'
import { BLOB_TRANSACTION } from './blobGas.ts'
import type { BlockHeader } from './BlockHeader.ts'
import { forkAt } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import type { HardforkName } from './hardfork.ts'
import { HEADER } from './headerFields.ts'
import { isFakeSignature } from './impersonatedTransaction.ts'

/** What replay asks of a transaction of a stored block. */
export interface TransactionOutline {
  readonly nonce: bigint
  /** Wei per gas that it pays at most. */
  readonly price: bigint
  readonly gasLimit: bigint
  /** In wei. */
  readonly value: bigint
  /** Whether its signature may be one that stands for an impersonated sender. */
  readonly fakeSignature: boolean
  /** Whether it carries blobs, which it pays for besides. */
  readonly hasBlobs: boolean
}

/** A block without everything that replay does not ask for: read in a fraction of the time. */
export interface BlockOutline extends BlockHeader {
  readonly transactions: readonly TransactionOutline[]
  readonly transactionCount: number
  /** Where a transaction stands in the block; `undefined` when it is not there. */
  indexOf(transaction: TransactionHash): number | undefined
  /** Data of the transaction at a position; `undefined` when there is none. */
  dataOf(index: number): Uint8Array | undefined
}

const WHAT = 'stored block'

/** Reads the outline of a block that the chain has accepted. @throws {CoterieError} when the bytes are no block. */
export function decodeBlockOutline(hash: BlockHash, rlp: Uint8Array, genesis: Genesis): BlockOutline {
  return new StoredOutline(hash, rlp, genesis)
}

/** Fields are read when they are asked for: a long replay keeps thousands of outlines, and asks for most fields once. */
class StoredOutline implements BlockOutline {
  readonly hash: BlockHash
  readonly number: bigint
  readonly timestamp: bigint
  readonly fork: HardforkName
  readonly #header: Uint8Array
  readonly #encoded: readonly Uint8Array[]
  readonly #indices: TransactionIndices
  #transactions: readonly TransactionOutline[] | undefined

  constructor(hash: BlockHash, rlp: Uint8Array, genesis: Genesis) {
    const [header = EMPTY, transactions = EMPTY] = rlpItems(rlp, WHAT)
    const [number = 0n, timestamp = 0n] = rlpScalars(header, [HEADER.number, HEADER.timestamp], WHAT)
    this.hash = hash
    this.number = number
    this.timestamp = timestamp
    this.fork = forkAt(genesis.forks, number, timestamp)
    this.#header = header
    this.#encoded = rlpItems(transactions, WHAT)
    this.#indices = new TransactionIndices(this.#encoded)
  }

  get parentHash(): BlockHash {
    return toBlockHash(this.#field('parentHash'))
  }

  get stateRoot(): StateRoot {
    return toStateRoot(this.#field('stateRoot'))
  }

  get coinbase(): Address {
    return toAddress(this.#field('coinbase'))
  }

  get gasLimit(): bigint {
    return toBigInt(this.#field('gasLimit'))
  }

  get difficulty(): bigint {
    return toBigInt(this.#field('difficulty'))
  }

  get mixHash(): Uint8Array {
    return this.#field('mixHash')
  }

  get baseFee(): bigint | undefined {
    const field = rlpBytesAt(this.#header, HEADER.baseFee, WHAT)
    return field && toBigInt(field)
  }

  get transactionCount(): number {
    return this.#encoded.length
  }

  get transactions(): readonly TransactionOutline[] {
    return (this.#transactions ??= this.#encoded.map(outlineOf))
  }

  indexOf(transaction: TransactionHash): number | undefined {
    return this.#indices.of(transaction)
  }

  dataOf(index: number): Uint8Array | undefined {
    const encoded = this.#encoded[index]
    return encoded && dataOf(encoded)
  }

  #field(name: keyof typeof HEADER): Uint8Array {
    return rlpBytesAt(this.#header, HEADER[name], WHAT) ?? missing()
  }
}

const EMPTY = new Uint8Array(0)

/** A legacy transaction is a list, a typed one a byte string: its type and a list. The hash is that of what is inside. */
function hashOf(encoded: Uint8Array): Uint8Array {
  return keccak256(isList(encoded) ? encoded : bytes(decodeRlp(encoded, WHAT)))
}

const isList = (encoded: Uint8Array): boolean => (encoded[0] ?? 0) >= 0xc0

/** Where nonce, price, gas limit and value are: in legacy transactions, in those of type 1, and in later ones. */
const LEGACY_PLACES = [0, 1, 2, 4]
const ACCESS_LIST_PLACES = [1, 2, 3, 5]
const FEE_MARKET_PLACES = [1, 3, 4, 6]

function outlineOf(encoded: Uint8Array): TransactionOutline {
  if (isList(encoded)) return outline(encoded, LEGACY_PLACES, false)
  const typed = bytes(decodeRlp(encoded, WHAT))
  const [type] = typed
  return outline(typed.subarray(1), type === 1 ? ACCESS_LIST_PLACES : FEE_MARKET_PLACES, type === BLOB_TRANSACTION)
}

function outline(encoded: Uint8Array, places: readonly number[], hasBlobs: boolean): TransactionOutline {
  const [nonce = 0n, price = 0n, gasLimit = 0n, value = 0n] = rlpScalars(encoded, places, WHAT)
  return { nonce, price, gasLimit, value, fakeSignature: hasFakeSignature(encoded), hasBlobs }
}

/** Where the data is: in legacy transactions, in those of type 1, and in later ones. */
function dataOf(encoded: Uint8Array): Uint8Array {
  if (isList(encoded)) return bytes(list(decodeRlp(encoded, WHAT))[5])
  const typed = bytes(decodeRlp(encoded, WHAT))
  return bytes(list(decodeRlp(typed.subarray(1), WHAT))[typed[0] === 1 ? 6 : 7])
}

function hasFakeSignature(encoded: Uint8Array): boolean {
  // Almost all are told apart by their last byte: that of `s`.
  if (encoded[encoded.length - 1] !== 1) return false
  const [r, s] = list(decodeRlp(encoded, WHAT)).slice(-2)
  return bytes(s).length === 1 && isFakeSignature(scalar(r), scalar(s))
}

function list(item: RlpItem | undefined): readonly RlpItem[] {
  if (Array.isArray(item)) return item
  throw unreadable()
}

function bytes(item: RlpItem | undefined): Uint8Array {
  if (item instanceof Uint8Array) return item
  throw unreadable()
}

function missing(): never {
  throw unreadable()
}

function unreadable(): CoterieError {
  return new CoterieError('STORE_CORRUPT', 'a stored block cannot be read; restore the data path from a copy')
}

const scalar = (item: RlpItem | undefined): bigint => toBigInt(bytes(item))

/** So many hashes are compared one by one: that takes less time than a map takes to make. */
const FEW = 8

/** Where the transactions of a block are, mostly asked for in their order. */
class TransactionIndices {
  readonly #encoded: readonly Uint8Array[]
  #hashes: Uint8Array[] | undefined
  #next = 0
  #indices: ReadonlyMap<Hex, number> | undefined

  constructor(encoded: readonly Uint8Array[]) {
    this.#encoded = encoded
  }

  of(transaction: TransactionHash): number | undefined {
    this.#hashes ??= this.#encoded.map(hashOf)
    let index = this.#next < this.#hashes.length && this.#isAt(this.#next, transaction) ? this.#next : undefined
    index ??= this.#hashes.length <= FEW ? this.#search(transaction) : this.#lookUp(transaction)
    if (index !== undefined) this.#next = index + 1
    return index
  }

  #search(transaction: TransactionHash): number | undefined {
    const { length } = this.#encoded
    for (let at = 0; at < length; at++) if (this.#isAt(at, transaction)) return at
    return undefined
  }

  #lookUp(transaction: TransactionHash): number | undefined {
    this.#indices ??= new Map(this.#hashes?.map((hash, at) => [toHex(hash), at]))
    return this.#indices.get(toHex(transaction))
  }

  #isAt(index: number, transaction: TransactionHash): boolean {
    return equalBytes(this.#hashes?.[index] ?? EMPTY, transaction)
  }
}
