import { type Frame, STATUS } from './Frame.ts'
import type { InstructionTable } from './instructions.ts'
import type { Machine } from './Machine.ts'
import { endFrame } from './messages.ts'

/** Runs the frames of an execution until the outermost has ended. Frames are not nested on the stack of the host. */
export function interpret(machine: Machine, table: InstructionTable): void {
  for (let frame = machine.current; frame !== undefined; frame = machine.current) {
    runFrame(frame, machine, table)
    if (frame.status !== STATUS.waiting) endFrame(machine, frame)
  }
}

/** Executes instructions until the frame ends or begins another one. */
function runFrame(frame: Frame, machine: Machine, { handlers, prices, lowest, highest }: InstructionTable): void {
  const { code } = frame
  do {
    const opcode = code[frame.pc++]!
    const { top } = frame
    if (top < lowest[opcode]! || top > highest[opcode]!) {
      frame.status = STATUS.halted
      return
    }
    frame.gas -= prices[opcode]!
    if (frame.gas < 0 && !frame.refill()) return
    handlers[opcode]!(frame, machine)
  } while (frame.status === STATUS.running)
}
