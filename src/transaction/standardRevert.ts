import type { Revert } from '../errors/RevertError.ts'
import { type Hex, fromHex, toBigInt } from '../primitives/bytes.ts'

/** Selectors of the two errors that every Solidity contract has. */
const ERROR = '0x08c379a0'
const PANIC = '0x4e487b71'

/** What the codes mean that Solidity's compiler gives. */
const panics: Readonly<Record<string, string>> = {
  '0x0': 'inserted by the compiler',
  '0x1': 'an assertion failed',
  '0x11': 'arithmetic overflow or underflow',
  '0x12': 'division or modulo by zero',
  '0x21': 'a value that the enum does not have',
  '0x22': 'a byte array in storage that is encoded wrongly',
  '0x31': 'pop of an empty array',
  '0x32': 'array index out of bounds',
  '0x41': 'too much memory allocated, or an array too large',
  '0x51': 'call of an internal function that was never set',
}

/** Decodes `Error(string)` and `Panic(uint256)`; `undefined` for other revert data. */
export function standardRevert(data: Hex): Revert | undefined {
  const bytes = fromHex(data)
  if (data.startsWith(ERROR) && bytes.length >= 68) {
    const text = textOf(bytes)
    return { name: 'Error', signature: 'Error(string)', args: [text], description: text }
  }
  if (data.startsWith(PANIC) && bytes.length >= 36) {
    const code = toBigInt(bytes.subarray(4, 36))
    return { name: 'Panic', signature: 'Panic(uint256)', args: [code], description: describePanic(code) }
  }
  return undefined
}

/** What is there of the text, should it end early. */
function textOf(bytes: Uint8Array): string {
  const length = Number(toBigInt(bytes.subarray(36, 68)))
  return Buffer.from(bytes.subarray(68, 68 + Math.min(length, bytes.length))).toString('utf8')
}

function describePanic(code: bigint): string {
  const hex = code.toString(16)
  const meaning = panics[`0x${hex}`]
  return `Panic(0x${hex.padStart(2, '0')})${meaning === undefined ? '' : `: ${meaning}`}`
}
