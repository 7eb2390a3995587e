import { findSteps } from './steps.ts'

const JUMPDEST = 0x5b
const PUSH1 = 0x60
const PUSH32 = 0x7f
/** Zeros (STOP) after the code: a PUSH32 in its last byte reads 32 of them and the next instruction is one. */
const MARGIN = 33

/** Code made ready to run. */
export class Program {
  /** As it was deployed. */
  readonly code: Uint8Array
  /** With zeros behind it, so that reading beyond its end needs no check. */
  readonly padded: Uint8Array
  /** What is executed at each place of {@link padded}. */
  readonly steps: Uint16Array
  #destinations: Uint8Array | undefined

  /** @param runsOnce code of a creation: looking for sequences of instructions would take longer than they save. */
  constructor(code: Uint8Array, runsOnce = false) {
    this.code = code
    this.padded = new Uint8Array(code.length + MARGIN)
    this.padded.set(code)
    this.steps = runsOnce ? new Uint16Array(this.padded) : findSteps(this.padded)
  }

  /** A byte for each byte of the code: 1 where a jump may go. Found out at the first jump. */
  get destinations(): Uint8Array {
    return (this.#destinations ??= findDestinations(this.code))
  }
}

function findDestinations(code: Uint8Array): Uint8Array {
  const found = new Uint8Array(code.length)
  for (let i = 0; i < code.length; i++) {
    const opcode = code[i]!
    if (opcode === JUMPDEST) found[i] = 1
    else if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1
  }
  return found
}
