import type { Address } from '../primitives/identifiers.ts'
import type { PrivateLog } from '../transaction/privateReceipt.ts'
import type { ExecutionEnvironment } from './environment.ts'
import type { ResolvedState } from './ResolvedState.ts'

/** Gas that every private execution starts with: 2^63 − 1, whatever the transaction's gas limit says (spec 02 §6.3). */
export const PRIVATE_EXECUTION_GAS = 2n ** 63n - 1n

/** Limits that keep an endless loop from hanging the node; Besu has none (spec 02 §14 item 12). */
export interface ExecutionCap {
  /**
   * Work of one transaction: a unit for each jump and the code before it, each frame entered, each KiB hashed, copied, passed or
   * returned, and each 64 bytes that memory grows by or that are logged; opcodes and precompiles that take longer count more
   * (src/execution/README.md). So it also bounds what an execution keeps in memory. Default 5,000,000.
   */
  readonly work: number
  /** Bytes of memory of one frame. Default 64 MiB. */
  readonly memory: number
  /** Gas of one call to a precompiled contract; some take hours for gas that private code can afford. Default 100,000,000. */
  readonly precompileGas: bigint
}

/** The default {@link ExecutionCap}. */
export const DEFAULT_EXECUTION_CAP: ExecutionCap = {
  work: 5_000_000,
  memory: 64 * 1024 * 1024,
  precompileGas: 100_000_000n,
}

/** One top-level message call or contract creation. */
export interface Execution {
  /** ORIGIN and top-level CALLER. */
  readonly sender: Address
  /** Called account, or for a creation the address of the new contract. */
  readonly target: Address
  readonly kind: 'call' | 'create'
  /** Call data or init code. */
  readonly data: Uint8Array
  readonly gasPrice: bigint
  readonly environment: ExecutionEnvironment
  readonly state: ResolvedState
  readonly cap: ExecutionCap
}

/**
 * How an execution ended: `success`; `revert` (the REVERT opcode, with its data, possibly empty); `halt` (an exceptional
 * halt, or a change of a public account); `capped` (the cap was reached); `internal` (Besu's internal exception).
 */
export interface ExecutionOutcome {
  readonly kind: 'success' | 'revert' | 'halt' | 'capped' | 'internal'
  /** Return data or runtime code of a success, revert data of a revert, empty otherwise. */
  readonly output: Uint8Array
  /** Logs of a success in order of emission. */
  readonly logs: readonly PrivateLog[]
}

/** Something that executes EVM code on a {@link ResolvedState}. */
export interface Engine {
  readonly name: string
  execute(execution: Execution): ExecutionOutcome | Promise<ExecutionOutcome>
}
