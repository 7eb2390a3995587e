import { isAtLeast } from '../../chain/hardfork.ts'
import type { ForkRules } from './ForkRules.ts'
import { STACK_LIMIT } from './Frame.ts'
import type { Handler } from './Handler.ts'
import { instructions } from './instructions.ts'
import { invalid } from './opcodes/flow.ts'
import { sequenceHandlers } from './opcodes/sequences.ts'
import { sequencePatterns } from './sequencePatterns.ts'
import { FIRST_SEQUENCE, sizeOf } from './steps.ts'
import { LIMBS } from './words.ts'

const byOpcode = new Map(instructions.map((instruction) => [instruction.opcode, instruction]))

/** What the interpreter looks up for each step: the opcodes of a fork, and behind them the sequences. */
export interface InstructionTable {
  readonly handlers: Handler[]
  /** Fixed prices. */
  readonly prices: Uint16Array
  /** Lowest and highest number of limbs that may be on the stack before. */
  readonly lowest: Uint16Array
  readonly highest: Uint16Array
}

/**
 * The instructions of a fork; everything else halts.
 * @param adapt may exchange handlers, which are in order of their opcodes. There are no sequences then.
 */
export function instructionTable({ fork, common }: ForkRules, adapt?: (handlers: Handler[]) => void): InstructionTable {
  const size = FIRST_SEQUENCE + sequencePatterns.length
  const handlers = new Array<Handler>(FIRST_SEQUENCE).fill(invalid)
  const prices = new Uint16Array(size)
  const lowest = new Uint16Array(size)
  const highest = new Uint16Array(size).fill(STACK_LIMIT)
  for (const { opcode, takes, gives, handler, price, since } of instructions) {
    if (since !== undefined && !isAtLeast(fork, since)) continue
    handlers[opcode] = handler
    prices[opcode] = price === undefined ? 0 : Number(common.param(price))
    lowest[opcode] = takes * LIMBS
    highest[opcode] = STACK_LIMIT - Math.max(0, gives - takes) * LIMBS
  }
  adapt?.(handlers)
  for (const [name, pattern] of sequencePatterns) {
    const step = handlers.push(sequenceHandlers[name]) - 1
    const { takes, grows, price } = needs(pattern, prices)
    prices[step] = price
    lowest[step] = adapt === undefined ? takes * LIMBS : NEVER
    highest[step] = STACK_LIMIT - grows * LIMBS
  }
  return { handlers, prices, lowest, highest }
}

/** More limbs than there ever are. */
const NEVER = STACK_LIMIT + 1

/** The words that a sequence takes from the stack, those that it adds at the most on its way, and its price. */
function needs(pattern: string, prices: Uint16Array): { takes: number; grows: number; price: number } {
  let [takes, grows, price, height] = [0, 0, 0, 0]
  for (let at = 0; at < pattern.length;) {
    const opcode = parseInt(pattern.slice(at, at + 2), 16)
    const instruction = byOpcode.get(opcode)!
    takes = Math.max(takes, instruction.takes - height)
    height += instruction.gives - instruction.takes
    grows = Math.max(grows, height)
    price += prices[opcode]!
    at += 2 * sizeOf(opcode)
  }
  return { takes, grows, price }
}
