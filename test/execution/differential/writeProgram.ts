import type { SeededRandom } from '../../rpc/fuzz/SeededRandom.ts'
import { CodeWriter } from './CodeWriter.ts'
import { precompileInput } from './precompileInput.ts'
import { interestingWord, length, offset } from './randomWords.ts'

/** What programs may refer to. */
export interface ProgramContext {
  readonly random: SeededRandom
  /** Addresses that are called and looked at. */
  readonly addresses: readonly bigint[]
  /** How deep init code may lie in init code. */
  readonly nesting: number
}

const UNARY = [0x15, 0x19]
const BINARY = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b,
  0x1c, 0x1d,
]
const TERNARY = [0x08, 0x09]
const ENVIRONMENT = [
  0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a, 0x58, 0x59,
  0x5a,
]
const ACCOUNT = [0x31, 0x3b, 0x3f]
const [CALL, CALLCODE, DELEGATECALL, STATICCALL] = [0xf1, 0xf2, 0xf4, 0xfa]
/** Where results go in memory; what a program returns. */
const RESULTS = 320
const SCRATCH = 96

type Statement = (code: CodeWriter, context: ProgramContext) => void

/** Puts the word on top of the stack somewhere where it shows. */
const keep: Statement = (code, { random }) => {
  if (random.oneIn(6)) code.push(random.below(5)).op(0x55)
  else if (random.oneIn(12)) code.push(0).op(0x90, 0x20)
  else code.push(random.below(RESULTS / 8)).op(0x52)
}

const compute: Statement = (code, context) => {
  const { random } = context
  const kind = random.below(10)
  const operands = kind === 0 ? 1 : kind === 1 ? 3 : 2
  for (let i = 0; i < operands; i++) {
    if (random.oneIn(6)) code.push(offset(random)).op(0x51)
    else if (random.oneIn(8)) code.push(offset(random)).op(0x35)
    else code.push(interestingWord(random))
  }
  code.op(random.of(kind === 0 ? UNARY : kind === 1 ? TERNARY : BINARY))
  keep(code, context)
}

const environment: Statement = (code, context) => {
  code.op(context.random.of(ENVIRONMENT))
  keep(code, context)
}

const blocks: Statement = (code, context) => {
  const { random } = context
  if (random.oneIn(2)) code.push(random.below(300)).op(0x43, 0x03, 0x40)
  else code.push(interestingWord(random)).op(random.of([0x40, 0x49]))
  keep(code, context)
}

const account: Statement = (code, context) => {
  code.push(addressWord(context)).op(context.random.of(ACCOUNT))
  keep(code, context)
}

const storage: Statement = (code, context) => {
  const { random } = context
  const slot = random.oneIn(15) ? interestingWord(random) : BigInt(random.below(5))
  if (random.oneIn(3)) {
    code.push(slot).op(0x54)
    keep(code, context)
  } else {
    if (random.oneIn(4)) code.op(0x5a)
    else code.push(random.oneIn(3) ? 0n : interestingWord(random))
    code.push(slot).op(0x55)
  }
}

const transient: Statement = (code, context) => {
  const { random } = context
  if (random.oneIn(2)) code.push(interestingWord(random)).push(random.below(3)).op(0x5d)
  else {
    code.push(random.below(3)).op(0x5c)
    keep(code, context)
  }
}

const copy: Statement = (code, context) => {
  const { random } = context
  code.push(length(random)).push(offset(random)).push(offset(random))
  const opcode = random.of([0x37, 0x39, 0x3c, 0x3e, 0x5e])
  if (opcode === 0x3c) code.push(addressWord(context))
  if (opcode === 0x3e && random.oneIn(2)) {
    // All of the return data.
    code.op(0x50, 0x50, 0x50, 0x3d).push(0).push(offset(random))
  }
  code.op(opcode)
}

const memory: Statement = (code, context) => {
  const { random } = context
  switch (random.below(4)) {
    case 0:
      code.push(offset(random)).op(0x51)
      keep(code, context)
      return
    case 1:
      code.push(interestingWord(random)).push(offset(random)).op(0x53)
      return
    case 2:
      code.push(length(random)).push(offset(random)).op(0x20)
      keep(code, context)
      return
    default:
      code.push(interestingWord(random)).push(offset(random)).op(0x52)
  }
}

const log: Statement = (code, { random }) => {
  const topics = random.below(5)
  for (let i = 0; i < topics; i++) code.push(interestingWord(random))
  code
    .push(length(random))
    .push(offset(random))
    .op(0xa0 + topics)
}

const call: Statement = (code, context) => {
  const { random } = context
  const opcode = random.of([CALL, CALL, CALL, CALLCODE, DELEGATECALL, STATICCALL])
  const [callee, input] = random.oneIn(4) ? precompileInput(random) : [addressWord(context), undefined]
  if (input !== undefined) code.store(input, SCRATCH)
  code.push(length(random)).push(offset(random))
  if (input === undefined) code.push(length(random)).push(offset(random))
  else code.push(input.length).push(SCRATCH)
  if (opcode === CALL || opcode === CALLCODE) code.push(random.oneIn(5) ? random.below(4) : 0)
  code.push(callee)
  if (random.oneIn(3)) code.push(interestingWord(random))
  else if (random.oneIn(3)) code.push(random.below(60_000))
  else code.op(0x5a)
  code.op(opcode)
  keep(code, context)
  if (random.oneIn(3)) {
    code.op(0x5a)
    keep(code, context)
  }
}

const create: Statement = (code, context) => {
  const { random, nesting } = context
  const salted = random.oneIn(2)
  const init = initCode({ ...context, nesting: nesting - 1 })
  code.store(init, SCRATCH)
  if (salted) code.push(random.below(2))
  const size = random.oneIn(40) ? random.of([24_577, 49_152, 49_153]) : init.length
  code.push(size).push(SCRATCH)
  code.push(random.oneIn(8) ? random.below(3) : 0)
  code.op(salted ? 0xf5 : 0xf0)
  if (random.oneIn(3)) {
    // Calls what it has made.
    code.push(0).push(0).push(0).push(0).push(0).op(0x85, 0x5a, 0xf1, 0x50)
  }
  keep(code, context)
}

const jumps: Statement = (code, context) => {
  const { random } = context
  if (random.oneIn(3)) {
    code.repeat(1 + random.below(random.oneIn(10) ? 200 : 6), () =>
      statement(code, context, [compute, memory, storage]),
    )
  } else {
    code.push(random.below(2)).unless(() => statement(code, context))
  }
}

const ending: Statement = (code, { random, addresses }) => {
  switch (random.below(8)) {
    case 0:
      code.push(length(random)).push(offset(random)).op(0xfd)
      return
    case 1:
      code.push(length(random)).push(offset(random)).op(0xf3)
      return
    case 2:
      code.push(random.of(addresses)).op(0xff)
      return
    case 3:
      code.op(0x00)
      return
    case 4:
      code.op(0xfe)
      return
    case 5:
      code.push(interestingWord(random)).op(0x56)
      return
    case 6:
      // Too little on the stack.
      code.op(random.of([0x01, 0x50, 0x54, 0x55, 0x91, 0xf1, 0xf0, 0xa2, 0xff, 0x20, 0x8f]))
      return
    default:
      code.op(...random.bytes(1 + random.below(4)))
  }
}

const WEIGHTED: readonly (readonly [Statement, weight: number])[] = [
  [compute, 22],
  [environment, 10],
  [blocks, 2],
  [account, 5],
  [storage, 14],
  [transient, 2],
  [copy, 6],
  [memory, 8],
  [log, 4],
  [call, 14],
  [create, 4],
  [jumps, 5],
  [ending, 3],
]
const ALL: readonly Statement[] = WEIGHTED.flatMap(([one, weight]) => new Array<Statement>(weight).fill(one))

function statement(code: CodeWriter, context: ProgramContext, among: readonly Statement[] = ALL): void {
  const chosen = context.random.of(among)
  if (chosen === create && context.nesting <= 0) compute(code, context)
  else chosen(code, context)
}

function addressWord({ random, addresses }: ProgramContext): bigint {
  const address = random.of(addresses)
  // Bits above the address do not count.
  return random.oneIn(10) ? address + (1n << 160n) * BigInt(random.below(1000)) : address
}

/** Runtime code: statements, then its results and the gas that is left. */
export function writeProgram(context: ProgramContext): Uint8Array {
  const { random } = context
  const code = new CodeWriter()
  const count = 1 + random.below(12)
  for (let i = 0; i < count; i++) statement(code, context)
  if (random.oneIn(8)) ending(code, context)
  code.op(0x5a).push(RESULTS).op(0x52)
  code
    .push(RESULTS + 32)
    .push(0)
    .op(random.oneIn(6) ? 0xfd : 0xf3)
  return code.code
}

/** Init code: sometimes a program of its own, mostly one that installs code. */
export function initCode(context: ProgramContext): Uint8Array {
  const { random } = context
  if (random.oneIn(5)) return writeProgram(context)
  if (random.oneIn(12)) return Uint8Array.of(0xef, ...random.bytes(3))
  const code = new CodeWriter()
  for (let i = random.below(4); i > 0; i--) statement(code, context)
  const runtime = random.oneIn(6)
    ? Uint8Array.of(random.of([0xef, 0xfe, 0x00]), random.below(256))
    : writeProgram({ ...context, nesting: 0 })
  code.store(runtime, 0)
  code.push(random.oneIn(30) ? random.of([24_576, 24_577]) : runtime.length).push(0)
  return code.op(random.oneIn(8) ? 0xfd : 0xf3).code
}
