import { type Frame, STATUS } from './Frame.ts'
import type { InstructionTable } from './instructionTable.ts'
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
  const { steps, code } = frame
  do {
    const at = frame.pc++
    const { top } = frame
    let step = steps[at]!
    if (top < lowest[step]! || top > highest[step]! || frame.gas < prices[step]!) {
      // The first instruction alone of a sequence that would not come to its end.
      step = code[at]!
      if (top < lowest[step]! || top > highest[step]!) {
        frame.status = STATUS.halted
        return
      }
      if (!frame.charge(prices[step]!)) return
    } else frame.gas -= prices[step]!
    handlers[step]!(frame, machine)
  } while (frame.status === STATUS.running)
}
