import { type TypedTransaction, createFeeMarket1559Tx, createLegacyTx } from '@ethereumjs/tx'
import { Address as LibraryAddress } from '@ethereumjs/util'
import { concat, fromHex, toBigInt } from '../primitives/bytes.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { type HardforkName, decodingRules } from './hardfork.ts'

/** What a transaction says that nobody signs. */
export interface UnsignedTransaction {
  readonly from: Address
  /** `undefined`: it creates a contract. */
  readonly to: Address | undefined
  readonly nonce: bigint
  /** In wei. */
  readonly value: bigint
  readonly gasLimit: bigint
  readonly data: Uint8Array
  /** In wei per gas: one price, or the two fees of EIP-1559. */
  readonly price: bigint | { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }
}

/** The first 12 bytes of `r` in a fake signature; the sender follows. A real one begins so once in 2^96. */
const MARK = fromHex('0x00c07e21e0000000000000c0')
const MARK_VALUE = toBigInt(MARK)

const senders = new WeakMap<TypedTransaction, Address>()

/** A transaction with a fake signature that names its sender, so that equal ones of two senders have two hashes. */
export function impersonatedTransaction(
  { from, to, nonce, value, gasLimit, data, price }: UnsignedTransaction,
  fork: HardforkName,
  chainId: bigint,
): TypedTransaction {
  const options = { common: decodingRules(fork, chainId), freeze: false }
  const fields = { nonce, value, gasLimit, data, ...(to === undefined ? {} : { to: new LibraryAddress(to) }) }
  const signature = { r: toBigInt(concat(MARK, from)), s: 1n }
  const source: TypedTransaction =
    typeof price === 'bigint'
      ? createLegacyTx({ ...fields, gasPrice: price, v: chainId * 2n + 35n, ...signature }, options)
      : createFeeMarket1559Tx({ ...fields, ...price, chainId, v: 0n, ...signature }, options)
  return sentBy(source, from)
}

/** Lets a transaction be of `sender`, whatever its signature says. @returns the same transaction. */
export function sentBy(source: TypedTransaction, sender: Address): TypedTransaction {
  senders.set(source, sender)
  return Object.defineProperty(source, 'getSenderAddress', { value: () => new LibraryAddress(toAddress(sender)) })
}

/** The sender that {@link sentBy} has given to a transaction; `undefined` for one that is signed. */
export function impersonatedSender(source: TypedTransaction): Address | undefined {
  return senders.get(source)
}

/** Whether a transaction has a signature as {@link impersonatedTransaction} makes it; anybody can make one. */
export function hasFakeSignature({ r, s }: TypedTransaction): boolean {
  return r !== undefined && s !== undefined && isFakeSignature(r, s)
}

/** The same of the two parts of a signature. */
export function isFakeSignature(r: bigint, s: bigint): boolean {
  return s === 1n && r >> 160n === MARK_VALUE
}
