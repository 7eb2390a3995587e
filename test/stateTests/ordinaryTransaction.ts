import { type HardforkName, isAtLeast } from '../../src/chain/hardfork.ts'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { createAccount } from '../../src/network/account.ts'
import type { Expectation, StateTest } from './stateTest.ts'

/** A transaction of a state test, with one choice of data, gas limit and value. */
export interface OrdinaryTransaction {
  readonly sender: Hex
  /** `undefined`: a creation. */
  readonly to: Hex | undefined
  readonly nonce: bigint
  readonly gasLimit: bigint
  readonly value: bigint
  readonly data: Uint8Array
  /** Most that a unit of gas may cost, and the part of it that the miner may get. */
  readonly maxFee: bigint
  readonly maxPriorityFee: bigint
  /** `undefined` in transactions without one. */
  readonly accessList: readonly { readonly address: Hex; readonly slots: readonly Hex[] }[] | undefined
  readonly hasFeeMarket: boolean
  /** `undefined` in transactions without blobs. */
  readonly blobs: { readonly hashes: readonly Uint8Array[]; readonly maxFee: bigint } | undefined
}

/** The transaction that an expectation speaks of. */
export function transactionOf({ transaction }: StateTest, { indexes }: Expectation): OrdinaryTransaction {
  const { data, gasLimit, value, nonce, to, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = transaction
  const hasFeeMarket = maxFeePerGas !== undefined
  const list = transaction.accessLists?.[indexes.data]
  const blobs = transaction.blobVersionedHashes?.map(bytes)
  return {
    sender: (transaction.sender ?? createAccount(transaction.secretKey).address).toLowerCase() as Hex,
    to: to === '' ? undefined : (to.toLowerCase() as Hex),
    nonce: BigInt(nonce),
    gasLimit: BigInt(gasLimit[indexes.gas] ?? 0),
    value: quantity(value[indexes.value] ?? '0x0'),
    data: bytes(data[indexes.data] ?? '0x'),
    maxFee: BigInt(maxFeePerGas ?? gasPrice ?? 0),
    maxPriorityFee: BigInt(maxPriorityFeePerGas ?? gasPrice ?? 0),
    accessList: list?.map(({ address, storageKeys }) => ({
      address: address.toLowerCase() as Hex,
      slots: storageKeys.map((key): Hex => `0x${key.slice(2).toLowerCase().padStart(64, '0')}`),
    })),
    hasFeeMarket,
    blobs: blobs && { hashes: blobs, maxFee: BigInt(transaction.maxFeePerBlobGas ?? 0) },
  }
}

/** A number; some that are too large are marked. */
function quantity(text: string): bigint {
  return BigInt(text.replace('0x:bigint ', ''))
}

/** Bytes of hex that may have an odd number of digits. */
export function bytes(hex: string): Uint8Array {
  return hex.length % 2 === 0 ? fromHex(hex) : fromHex(`0x0${hex.slice(2)}`)
}

/** Gas that is paid before any code runs. */
export function intrinsicGas(transaction: OrdinaryTransaction, fork: HardforkName): bigint {
  const { to, data, accessList = [] } = transaction
  const perByte = isAtLeast(fork, 'istanbul') ? 16 : 68
  let gas = to === undefined ? 53_000 : 21_000
  for (const byte of data) gas += byte === 0 ? 4 : perByte
  for (const { slots } of accessList) gas += 2400 + 1900 * slots.length
  if (to === undefined && isAtLeast(fork, 'shanghai')) gas += 2 * Math.ceil(data.length / 32)
  return BigInt(gas)
}

/** The slots and accounts that a state test starts with, as keys of the state. */
export const slotKey = (slot: string): Hex => `0x${slot.slice(2).padStart(64, '0')}`
/** An address as a key of the state. */
export const addressKey = (address: string): Hex => toHex(bytes(address))
