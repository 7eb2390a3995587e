import { EMPTY_BYTES, type Hex } from '../../primitives/bytes.ts'
import type { PrivateLog } from '../../transaction/privateReceipt.ts'
import type { Execution, ExecutionOutcome } from '../engine.ts'
import type { ExecutionEnvironment } from '../environment.ts'
import { ExecutionCapReached } from '../executionErrors.ts'
import type { ResolvedState } from '../ResolvedState.ts'
import { jumpWork } from '../work.ts'
import { AccessSets } from './AccessSets.ts'
import { type AddressTable, type EvmAddress, addressTable } from './AddressTable.ts'
import type { ForkRules } from './ForkRules.ts'
import { Frame, type FrameMarks } from './Frame.ts'
import type { OrdinaryTerms } from './OrdinaryTerms.ts'
import { PairHashes } from './PairHashes.ts'
import { ProgramCache } from './ProgramCache.ts'
import { SlotTable } from './SlotTable.ts'
import { TransientStorage } from './TransientStorage.ts'

/** What all machines of an engine share: it does not depend on the fork. */
export class MachineTables {
  readonly addresses: AddressTable = addressTable
  readonly slots: SlotTable = new SlotTable()
  readonly programs: ProgramCache = new ProgramCache()
  readonly pairHashes: PairHashes = new PairHashes()
}

/** Frames that are kept for later executions. */
const FRAMES_KEPT = 32

/** Everything that the frames of one execution share. One execution at a time. */
export class Machine {
  readonly rules: ForkRules
  readonly addresses: AddressTable
  readonly slots: SlotTable
  readonly programs: ProgramCache
  readonly pairHashes: PairHashes
  readonly access: AccessSets = new AccessSets()
  readonly transient: TransientStorage = new TransientStorage()
  readonly logs: PrivateLog[] = []

  /** Contracts that an ordinary transaction has created, and accounts that it has destroyed. */
  readonly created: Hex[] = []
  readonly destroyed: Hex[] = []

  execution!: Execution
  /** `undefined` in private execution. */
  terms: OrdinaryTerms | undefined
  environment!: ExecutionEnvironment
  state!: ResolvedState
  origin!: EvmAddress
  /** What the outermost frame calls or creates. */
  target!: EvmAddress
  /** Bytes of memory that a frame may use. */
  memoryLimit = 0

  /** The frame that runs; `undefined` when the execution has ended. */
  current: Frame | undefined
  /** How the outermost frame has ended. */
  kind: ExecutionOutcome['kind'] = 'success'
  output: Uint8Array = EMPTY_BYTES
  /** Gas that the outermost frame has left, and its refund. */
  gasLeft = 0n
  refund = 0

  readonly #frames: Frame[] = []
  #work = 0
  #workLimit = 0

  constructor(rules: ForkRules, tables: MachineTables) {
    this.rules = rules
    this.addresses = tables.addresses
    this.slots = tables.slots
    this.programs = tables.programs
    this.pairHashes = tables.pairHashes
  }

  /** Makes the machine ready for an execution. */
  prepare(execution: Execution, terms: OrdinaryTerms | undefined): void {
    const { environment, state, cap, sender, target } = execution
    this.execution = execution
    this.terms = terms
    this.environment = environment
    this.state = state
    this.origin = this.addresses.of(sender)
    this.target = this.addresses.of(target)
    this.memoryLimit = cap.memory
    this.#workLimit = cap.work
    this.#work = 0
    shorten(this.logs, 0)
    shorten(this.created, 0)
    shorten(this.destroyed, 0)
    this.transient.clear()
    this.access.clear()
    this.access.touchAddress(this.origin.hex)
    this.access.touchAddress(this.target.hex)
    if (terms !== undefined) this.#touchAll(terms)
    this.kind = 'success'
    this.output = EMPTY_BYTES
    this.current = undefined
  }

  /** Lets go of what was large in the execution that has ended. */
  rest(): void {
    this.output = EMPTY_BYTES
    shorten(this.logs, 0)
    if (this.#frames.length > FRAMES_KEPT) this.#frames.length = FRAMES_KEPT
    for (const frame of this.#frames) frame.rest()
  }

  /** Gives back what an execution that was given up has taken. */
  abort(): void {
    for (const frame of this.#frames) frame.release()
  }

  /** The frame of a depth, 0 for the outermost. Depths are entered one after the other. */
  frame(depth: number): Frame {
    return (this.#frames[depth] ??= new Frame(depth))
  }

  /** Whether the account had been accessed before (EIP-2929); it has from now on. */
  touchAddress(address: Hex): boolean {
    return this.access.touchAddress(address) || this.rules.precompiles.has(address)
  }

  /** Counts units of work. @throws {ExecutionCapReached} */
  countWork(units: number): void {
    this.#work += units
    if (this.#work > this.#workLimit) throw new ExecutionCapReached('work')
  }

  /** Counts a jump with the code that led to it. @param bytes of that. @throws {ExecutionCapReached} */
  countJump(bytes: number): void {
    this.#work += jumpWork(bytes)
    if (this.#work > this.#workLimit) throw new ExecutionCapReached('work')
  }

  /** Notes where the execution stands. */
  mark(marks: FrameMarks): void {
    marks.logs = this.logs.length
    marks.access = this.access.mark
    marks.transient = this.transient.mark
    marks.created = this.created.length
    marks.destroyed = this.destroyed.length
  }

  /** Takes back what a failed frame has done beside the state. */
  undo({ logs, access, transient, created, destroyed }: FrameMarks): void {
    shorten(this.created, created)
    shorten(this.destroyed, destroyed)
    shorten(this.logs, logs)
    this.access.undo(access)
    this.transient.undo(transient)
  }

  #touchAll({ accessed }: OrdinaryTerms): void {
    for (const { address, slots } of accessed) {
      this.access.touchAddress(address)
      for (const slot of slots) this.access.touchSlot(address, slot)
    }
  }
}

/** Setting the length would give back the memory, which the next execution wants again. */
function shorten(list: unknown[], length: number): void {
  while (list.length > length) list.pop()
}
