import type { HardforkName } from '../../chain/hardfork.ts'
import type { Handler } from './Handler.ts'
import * as arithmetic from './opcodes/arithmetic.ts'
import * as bitwise from './opcodes/bitwise.ts'
import * as block from './opcodes/block.ts'
import * as calls from './opcodes/calls.ts'
import * as comparison from './opcodes/comparison.ts'
import * as creation from './opcodes/creation.ts'
import * as environment from './opcodes/environment.ts'
import * as flow from './opcodes/flow.ts'
import { keccak } from './opcodes/keccak.ts'
import { log } from './opcodes/logs.ts'
import * as memory from './opcodes/memory.ts'
import { selfdestruct } from './opcodes/selfDestruct.ts'
import * as stack from './opcodes/stack.ts'
import * as storage from './opcodes/storage.ts'

/** A row of the table of instructions. */
export interface Instruction {
  readonly opcode: number
  /** Words that it takes from the stack and puts there. */
  readonly takes: number
  readonly gives: number
  readonly handler: Handler
  /** Name of its fixed price; `undefined` when the handler takes its gas itself. */
  readonly price: string | undefined
  /** The first fork that has it; absent: all. */
  readonly since: HardforkName | undefined
}

/** An instruction with a fixed price, named as in the library's parameters. */
function fixed(
  opcode: number,
  name: string,
  takes: number,
  gives: number,
  handler: Handler,
  since?: HardforkName,
): Instruction {
  return { opcode, takes, gives, handler, price: `${name}Gas`, since }
}

/** An instruction whose handler takes its gas. */
function priced(opcode: number, takes: number, gives: number, handler: Handler, since?: HardforkName): Instruction {
  return { opcode, takes, gives, handler, price: undefined, since }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** All instructions of all forks. Those that find a public or missing account first look at the stack themselves. */
export const instructions: readonly Instruction[] = [
  fixed(0x00, 'stop', 0, 0, flow.stop),
  fixed(0x01, 'add', 2, 1, arithmetic.add),
  fixed(0x02, 'mul', 2, 1, arithmetic.mul),
  fixed(0x03, 'sub', 2, 1, arithmetic.sub),
  fixed(0x04, 'div', 2, 1, arithmetic.div),
  fixed(0x05, 'sdiv', 2, 1, arithmetic.sdiv),
  fixed(0x06, 'mod', 2, 1, arithmetic.mod),
  fixed(0x07, 'smod', 2, 1, arithmetic.smod),
  fixed(0x08, 'addmod', 3, 1, arithmetic.addmod),
  fixed(0x09, 'mulmod', 3, 1, arithmetic.mulmod),
  priced(0x0a, 2, 1, arithmetic.exp),
  fixed(0x0b, 'signextend', 2, 1, arithmetic.signextend),

  fixed(0x10, 'lt', 2, 1, comparison.lt),
  fixed(0x11, 'gt', 2, 1, comparison.gt),
  fixed(0x12, 'slt', 2, 1, comparison.slt),
  fixed(0x13, 'sgt', 2, 1, comparison.sgt),
  fixed(0x14, 'eq', 2, 1, comparison.eq),
  fixed(0x15, 'iszero', 1, 1, comparison.iszero),
  fixed(0x16, 'and', 2, 1, bitwise.and),
  fixed(0x17, 'or', 2, 1, bitwise.or),
  fixed(0x18, 'xor', 2, 1, bitwise.xor),
  fixed(0x19, 'not', 1, 1, bitwise.not),
  fixed(0x1a, 'byte', 2, 1, bitwise.byte),
  fixed(0x1b, 'shl', 2, 1, bitwise.shl),
  fixed(0x1c, 'shr', 2, 1, bitwise.shr),
  fixed(0x1d, 'sar', 2, 1, bitwise.sar),

  priced(0x20, 2, 1, keccak),

  fixed(0x30, 'address', 0, 1, environment.address),
  priced(0x31, 1, 1, environment.balance),
  fixed(0x32, 'origin', 0, 1, environment.origin),
  fixed(0x33, 'caller', 0, 1, environment.caller),
  fixed(0x34, 'callvalue', 0, 1, environment.callvalue),
  fixed(0x35, 'calldataload', 1, 1, environment.calldataload),
  fixed(0x36, 'calldatasize', 0, 1, environment.calldatasize),
  priced(0x37, 3, 0, environment.calldatacopy),
  fixed(0x38, 'codesize', 0, 1, environment.codesize),
  priced(0x39, 3, 0, environment.codecopy),
  fixed(0x3a, 'gasprice', 0, 1, environment.gasprice),
  priced(0x3b, 1, 1, environment.extcodesize),
  priced(0x3c, 4, 0, environment.extcodecopy),
  fixed(0x3d, 'returndatasize', 0, 1, environment.returndatasize),
  priced(0x3e, 3, 0, environment.returndatacopy),
  priced(0x3f, 1, 1, environment.extcodehash),

  fixed(0x40, 'blockhash', 1, 1, block.blockhash),
  fixed(0x41, 'coinbase', 0, 1, block.coinbase),
  fixed(0x42, 'timestamp', 0, 1, block.timestamp),
  fixed(0x43, 'number', 0, 1, block.number),
  fixed(0x44, 'difficulty', 0, 1, block.difficulty),
  fixed(0x45, 'gaslimit', 0, 1, block.gaslimit),
  fixed(0x46, 'chainid', 0, 1, block.chainid, 'istanbul'),
  fixed(0x47, 'selfbalance', 0, 1, environment.selfbalance, 'istanbul'),
  fixed(0x48, 'basefee', 0, 1, block.basefee, 'london'),
  fixed(0x49, 'blobhash', 1, 1, block.blobhash, 'cancun'),
  fixed(0x4a, 'blobbasefee', 0, 1, block.blobbasefee, 'cancun'),

  fixed(0x50, 'pop', 1, 0, stack.pop),
  priced(0x51, 1, 1, memory.mload),
  priced(0x52, 2, 0, memory.mstore),
  priced(0x53, 2, 0, memory.mstore8),
  priced(0x54, 0, 0, storage.sload),
  priced(0x55, 0, 0, storage.sstore),
  fixed(0x56, 'jump', 1, 0, flow.jump),
  fixed(0x57, 'jumpi', 2, 0, flow.jumpi),
  fixed(0x58, 'pc', 0, 1, flow.pc),
  fixed(0x59, 'msize', 0, 1, memory.msize),
  fixed(0x5a, 'gas', 0, 1, flow.gas),
  fixed(0x5b, 'jumpdest', 0, 0, flow.jumpdest),
  fixed(0x5c, 'tload', 1, 1, storage.tload, 'cancun'),
  fixed(0x5d, 'tstore', 2, 0, storage.tstore, 'cancun'),
  priced(0x5e, 3, 0, memory.mcopy, 'cancun'),
  fixed(0x5f, 'push0', 0, 1, stack.push0, 'shanghai'),

  ...range(32).map((i) => fixed(0x60 + i, 'push', 0, 1, stack.push(i + 1))),
  ...range(16).map((i) => fixed(0x80 + i, 'dup', i + 1, i + 2, stack.dup(i + 1))),
  ...range(16).map((i) => fixed(0x90 + i, 'swap', i + 2, i + 2, stack.swap(i + 1))),
  ...range(5).map((i) => priced(0xa0 + i, i + 2, 0, log(i))),

  priced(0xf0, 3, 1, creation.create),
  priced(0xf1, 7, 1, calls.call),
  priced(0xf2, 7, 1, calls.callcode),
  priced(0xf3, 2, 0, flow.returnOutput),
  priced(0xf4, 6, 1, calls.delegatecall),
  priced(0xf5, 4, 1, creation.create2),
  priced(0xfa, 6, 1, calls.staticcall),
  priced(0xfd, 2, 0, flow.revert),
  priced(0xff, 0, 0, selfdestruct),
]
