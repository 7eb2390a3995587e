import { sequencePatterns } from './sequencePatterns.ts'

/** Steps below this are opcodes; from it on they are {@link sequencePatterns} in their order. */
export const FIRST_SEQUENCE = 256

const PUSH1 = 0x60
const PUSH32 = 0x7f

interface Pattern {
  readonly step: number
  /** `undefined` for any. */
  readonly bytes: readonly (number | undefined)[]
}

/** Patterns by their first opcode. */
const patterns: readonly (readonly Pattern[])[] = groupPatterns()

function groupPatterns(): Pattern[][] {
  const groups: Pattern[][] = Array.from({ length: 256 }, () => [])
  sequencePatterns.forEach(([, pattern], index) => {
    const bytes = pattern.match(/../g)!.map((digits) => (digits === '..' ? undefined : parseInt(digits, 16)))
    groups[bytes[0]!]!.push({ step: FIRST_SEQUENCE + index, bytes })
  })
  return groups
}

/** Bytes that the instruction with this opcode takes in the code. */
export function sizeOf(opcode: number): number {
  return opcode >= PUSH1 && opcode <= PUSH32 ? opcode - PUSH1 + 2 : 1
}

/**
 * What is executed at each place of the code: the longest sequence that begins there, or else an opcode. Every instruction of a
 * sequence has a step of its own, too, for the case that the sequence cannot be executed as a whole.
 */
export function findSteps(code: Uint8Array): Uint16Array {
  const steps = Uint16Array.from(code)
  for (let at = 0; at < code.length; at += sizeOf(code[at]!)) {
    for (const { step, bytes } of patterns[code[at]!]!) {
      if (!matches(code, at, bytes)) continue
      steps[at] = step
      break
    }
  }
  return steps
}

function matches(code: Uint8Array, at: number, bytes: Pattern['bytes']): boolean {
  for (let i = 1; i < bytes.length; i++) if (bytes[i] !== undefined && bytes[i] !== code[at + i]) return false
  return true
}
