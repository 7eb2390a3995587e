import type { Hex } from '../primitives/bytes.ts'
import type { AccountImage } from './AccountImage.ts'
import type { AccountChange, EmptinessFields } from './account.ts'

/**
 * What an execution writes into before anything reaches the world state: the one state interface of all engines. Frames
 * announce themselves by {@link checkpoint} and end by exactly one of {@link flush} (success) and {@link drop} (failure).
 * What these mean is the difference between Besu's private state (`FlatBuffer`) and an ordinary chain (`JournaledBuffer`).
 * Addresses and slots are lower-case hex of 20 and 32 bytes; slot values are big-endian without leading zeros.
 */
export interface ExecutionBuffer {
  /** The account for reading. */
  read(address: Hex): EmptinessFields | undefined
  /** Loads the account for writing; `undefined` when there is none. */
  load(address: Hex): AccountImage | undefined
  /** Makes a fresh account, whatever was there before. */
  create(address: Hex): AccountImage
  setNonce(address: Hex, nonce: bigint): void
  setBalance(address: Hex, balance: bigint): void
  /** `codeHash` is computed when it is not given. */
  setCode(address: Hex, code: Uint8Array, codeHash?: Uint8Array): void
  setSlot(address: Hex, slot: Hex, value: Uint8Array): void
  clearStorage(address: Hex): void
  slot(address: Hex, slot: Hex): Uint8Array
  /** The value that SSTORE's gas rules call original. */
  originalSlot(address: Hex, slot: Hex): Uint8Array
  code(address: Hex): Uint8Array
  checkpoint(): void
  flush(): void
  drop(): void
  /** What is to be written into the world state. */
  changes(): Iterable<AccountChange>
}
