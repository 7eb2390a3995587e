import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'

/** What the runner itself wants to know of a block: it asks every node about each marker of it. */
export interface BlockFacts {
  readonly hash: string
  readonly parentHash: string
  readonly number: number
  readonly transactions: readonly TransactionFacts[]
}

/** A public transaction; bytes are hex. */
export interface TransactionFacts {
  readonly hash: string
  /** `0x` when it creates a contract. */
  readonly to: string
  readonly data: string
  /** Whether it has the form in which nodes make markers: legacy, without value, signed without chain id (spec 01 §7.1). */
  readonly madeByNode: boolean
}

/** Address that marker transactions call. */
export const MARKER_ADDRESS = '0x000000000000000000000000000000000000007d'

/** Position of `to` in a transaction, by type; the value stands behind it, then the data, then (legacy) `v`. */
const TO_BY_TYPE: Readonly<Record<number, number>> = { 0: 3, 1: 4, 2: 5, 3: 5 }

const known = new WeakMap<object, BlockFacts>()

/** Takes the block of a delivery apart (RLP, hex); once only. */
export function readBlock(delivery: { readonly rlp: string }): BlockFacts {
  const facts = known.get(delivery) ?? takeApart(delivery.rlp)
  known.set(delivery, facts)
  return facts
}

function takeApart(rlp: string): BlockFacts {
  const [header, transactions] = itemsOf(RLP.decode(Buffer.from(rlp.slice(2), 'hex')))
  const fields = itemsOf(header)
  return {
    hash: keccak(RLP.encode(fields)),
    parentHash: hex(fields[0]),
    number: Number.parseInt(`0${hex(fields[8]).slice(2)}`, 16),
    transactions: itemsOf(transactions).map(readTransaction),
  }
}

/** What RLP decodes to. */
type Item = Uint8Array | Item[]

function readTransaction(item: Item): TransactionFacts {
  const typed = item instanceof Uint8Array
  const fields = itemsOf(typed ? RLP.decode(item.subarray(1)) : item)
  const to = TO_BY_TYPE[typed ? (item[0] ?? 0) : 0] ?? 3
  return {
    hash: keccak(typed ? item : RLP.encode(fields)),
    to: hex(fields[to]),
    data: hex(fields[to + 2]),
    madeByNode: !typed && hex(fields[to + 1]) === '0x' && /^0x1[bc]$/.test(hex(fields[to + 3])),
  }
}

function itemsOf(item: Item | undefined): Item[] {
  return item === undefined || item instanceof Uint8Array ? [] : item
}

function hex(item: Item | undefined): string {
  return item instanceof Uint8Array ? `0x${Buffer.from(item).toString('hex')}` : '0x'
}

function keccak(bytes: Uint8Array): string {
  return `0x${Buffer.from(keccak_256(bytes)).toString('hex')}`
}
