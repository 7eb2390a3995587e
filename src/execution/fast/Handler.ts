import type { Frame } from './Frame.ts'
import type { Machine } from './Machine.ts'

/** Executes one instruction. The program counter stands behind its opcode. */
export type Handler = (frame: Frame, machine: Machine) => void
