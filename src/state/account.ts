import { type Hex, fromHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'

/** Code hash of an account without code (spec 01 §1). */
export const EMPTY_CODE_HASH = fromHex('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')

/** What an account leaf holds. */
export interface AccountRecord {
  readonly nonce: bigint
  /** In wei. */
  readonly balance: bigint
  /** Keccak-256 of the code, 32 bytes. */
  readonly codeHash: Uint8Array
  readonly storageRoot: StateRoot
}

/** An account that an execution leaves, with what it has written. */
export interface WrittenAccount {
  readonly address: Hex
  readonly deleted: false
  readonly nonce: bigint
  readonly balance: bigint
  readonly codeHash: Uint8Array
  /** New code; `undefined` when the code has not changed. */
  readonly code: Uint8Array | undefined
  /** Whether all earlier storage is gone before {@link slots} are written. */
  readonly storageCleared: boolean
  /** Written slots (32-byte hex) with their values (big-endian, no leading zeros, zero is empty). */
  readonly slots: ReadonlyMap<Hex, Uint8Array>
}

/** An account as an execution leaves it, to be written into a world state. */
export type AccountChange = WrittenAccount | { readonly address: Hex; readonly deleted: true }

/** The part of an account that decides whether it counts as empty (spec 02 §7.2); storage does not. */
export interface EmptinessFields {
  readonly nonce: bigint
  readonly balance: bigint
  readonly codeHash: Uint8Array
}

/** Whether nonce and balance are zero and there is no code. */
export function isEmptyAccount({ nonce, balance, codeHash }: EmptinessFields): boolean {
  return nonce === 0n && balance === 0n && isEmptyCodeHash(codeHash)
}

/** Whether a code hash is that of no code. */
export function isEmptyCodeHash(codeHash: Uint8Array): boolean {
  if (codeHash === EMPTY_CODE_HASH) return true
  for (let i = 0; i < 32; i++) if (codeHash[i] !== EMPTY_CODE_HASH[i]) return false
  return true
}
