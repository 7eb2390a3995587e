/** The mask of an address, (1 << 160) - 1: PUSH1 1, PUSH1 1, PUSH1 160, SHL, SUB. */
export const ADDRESS_MASK = '6001600160a01b03'

/**
 * Instructions that compilers often put together and that are executed in one step, by the name of their handler: their bytes
 * as hex digits, `..` for any byte of an operand. All forks have these instructions, at fixed prices; only the last one may jump.
 * Longer sequences stand before those that they begin with.
 */
export const sequencePatterns = [
  ['jump', '56'],
  // PUSH2 JUMP and PUSH2 JUMPI
  ['pushJump', '61....56'],
  ['pushJumpi', '61....57'],
  // ISZERO PUSH2 JUMPI, and with DUP1 before it
  ['iszeroJumpi', '1561....57'],
  ['dupIszeroJumpi', '801561....57'],
  // DUP2 EQ PUSH2 JUMPI
  ['dupEqJumpi', '811461....57'],
  // DUP1 PUSH4 EQ PUSH2 JUMPI and DUP1 PUSH4 GT PUSH2 JUMPI: the search for a function by its selector
  ['selectorEqJumpi', '8063........1461....57'],
  ['selectorGtJumpi', '8063........1161....57'],
  // DUP2 to DUP9 between mask and AND; deeper ones are rare
  ...Array.from({ length: 8 }, (_, i) => ['maskDupAnd', `${ADDRESS_MASK}${(0x81 + i).toString(16)}16`] as const),
  ['maskAnd', `${ADDRESS_MASK}16`],
  ['pushMask', ADDRESS_MASK],
] as const satisfies readonly (readonly [name: string, pattern: string])[]

/** Name of the handler of a sequence. */
export type SequenceName = (typeof sequencePatterns)[number][0]
