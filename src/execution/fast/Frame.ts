import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import type { EvmAddress } from './AddressTable.ts'
import type { Program } from './Program.ts'
import { LIMBS, setSmall } from './words.ts'

/** What a frame is doing, or how it has ended. */
export const STATUS = {
  running: 0,
  /** An inner frame runs. */
  waiting: 1,
  stopped: 2,
  reverted: 3,
  halted: 4,
  /** It wanted to change a public account: like a revert without data (spec 02 §7.2). */
  frozen: 5,
} as const

/** One of {@link STATUS}. */
export type Status = (typeof STATUS)[keyof typeof STATUS]

/** Stack limbs of a full stack. */
export const STACK_LIMIT: number = 1024 * LIMBS
/** Gas is counted in a small integer that is filled up from a bigint. */
const GAS_CHUNK = 2 ** 30
const GAS_CHUNK_BIG = BigInt(GAS_CHUNK)
const MEMORY_START = 4096
/** Memory above this is given back when the frame ends. */
const MEMORY_KEPT = 1 << 20

/** Where an execution stood when a frame began, for taking back what a failed frame has done. */
export interface FrameMarks {
  logs: number
  access: number
  transient: number
  created: number
  destroyed: number
}

/** A call or creation that is running, with its stack and memory. Used again and again for the same depth. */
export class Frame {
  readonly depth: number
  status: Status = STATUS.running

  code: Uint8Array = EMPTY_BYTES
  program!: Program
  steps!: Uint16Array
  pc = 0
  /** Where the last jump has led to. */
  blockStart = 0

  readonly stack: Uint32Array = new Uint32Array(STACK_LIMIT)
  /** Limbs on the stack. */
  top = 0

  memory: Uint8Array = new Uint8Array(MEMORY_START)
  /** Memory in use, in words of 32 bytes. */
  memoryWords = 0

  /** Gas at hand; the rest is in {@link reserve}. */
  gas = 0
  reserve = 0n
  refund = 0

  /** Account that runs: owner of the storage. */
  account!: EvmAddress
  caller!: EvmAddress
  value = 0n
  input: Uint8Array = EMPTY_BYTES
  isStatic = false
  /** Whether the output becomes a contract's code. */
  isCreation = false
  readonly marks: FrameMarks = { logs: 0, access: 0, transient: 0, created: 0, destroyed: 0 }

  /** Return data or revert data. */
  output: Uint8Array = EMPTY_BYTES
  /** Return data of the last inner frame. */
  returned: Uint8Array = EMPTY_BYTES
  /** Where the inner frame's output goes. */
  outputOffset = 0
  outputLength = 0
  /** The contract that the inner frame makes; `undefined` for a call. */
  creating: EvmAddress | undefined

  constructor(depth: number) {
    this.depth = depth
  }

  /** Makes the frame ready for other code. */
  begin(program: Program, gas: bigint): void {
    this.status = STATUS.running
    this.program = program
    this.code = program.padded
    this.steps = program.steps
    this.pc = 0
    this.blockStart = 0
    this.top = 0
    this.refund = 0
    this.output = EMPTY_BYTES
    this.returned = EMPTY_BYTES
    this.setGas(gas)
  }

  /** Clears memory. */
  release(): void {
    if (this.memory.length > MEMORY_KEPT) this.memory = new Uint8Array(MEMORY_START)
    else this.memory.fill(0, 0, this.memoryWords * 32)
    this.memoryWords = 0
  }

  /** Lets go of bytes that were passed and returned. */
  rest(): void {
    this.input = EMPTY_BYTES
    this.output = EMPTY_BYTES
    this.returned = EMPTY_BYTES
  }

  /** Index of the word `depth` places below the top of the stack. */
  peek(depth: number): number {
    return this.top - LIMBS * (depth + 1)
  }

  /** Ends the frame exceptionally unless the stack holds that many words. */
  needs(count: number): boolean {
    if (this.top >= count * LIMBS) return true
    this.status = STATUS.halted
    return false
  }

  /** Pushes a whole number below 2^32. There must be room. */
  pushSmall(value: number): void {
    setSmall(this.stack, this.top, value)
    this.top += LIMBS
  }

  gasLeft(): bigint {
    return this.reserve + BigInt(this.gas)
  }

  setGas(gas: bigint): void {
    if (gas > GAS_CHUNK_BIG) {
      this.gas = GAS_CHUNK
      this.reserve = gas - GAS_CHUNK_BIG
    } else {
      this.gas = Number(gas)
      this.reserve = 0n
    }
  }

  /** Whether there is at least this much gas. */
  canPay(cost: number): boolean {
    return this.gas >= cost || (this.reserve > 0n && this.gasLeft() >= BigInt(cost))
  }

  /** Takes gas; ends the frame exceptionally when there is not enough. */
  charge(cost: number): boolean {
    this.gas -= cost
    return this.gas >= 0 || this.refill()
  }

  /** Fills up the gas at hand after it has fallen below 0. */
  refill(): boolean {
    const left = this.gasLeft()
    if (left >= 0n) {
      this.setGas(left)
      return true
    }
    this.gas = 0
    this.reserve = 0n
    this.status = STATUS.halted
    return false
  }

  /** Makes memory usable up to a number of words. */
  growMemory(words: number): void {
    if (words <= this.memoryWords) return
    const size = words * 32
    if (size > this.memory.length) {
      const grown = new Uint8Array(Math.max(size, Math.min(2 * this.memory.length, size + MEMORY_KEPT)))
      grown.set(this.memory.subarray(0, this.memoryWords * 32))
      this.memory = grown
    }
    this.memoryWords = words
  }
}
