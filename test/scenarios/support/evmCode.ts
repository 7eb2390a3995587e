import type { Hex } from '../../../src/index.ts'
import { concat, fromHex, padLeft, toHex, toScalar } from '../../../src/primitives/bytes.ts'

/** Init code that deploys runtime code of up to 64 KiB. */
export function initCode(runtime: string): Hex {
  const code = fromHex(runtime)
  return toHex(concat(fromHex(`61${word2(code.length)}80600c6000396000f3`), code))
}

/** Runtime code that writes 1 to slot 0. */
export const writesSlot: Hex = '0x600160005500'
/** Runtime code that deploys an empty contract. */
export const deploysContract: Hex = '0x600060006000f000'
/** Runtime code that destroys itself in favour of its caller. */
export const destroysItself: Hex = '0x33ff'
/** Runtime code that reverts without data. */
export const reverts: Hex = '0x60006000fd'
/** Runtime code that never ends. */
export const loops: Hex = '0x5b600056'

/** Runtime code that calls an address without data and reverts without data when the call fails. */
export function callsOrReverts(address: string): Hex {
  return `0x6000600060006000600073${digits(address)}5af160295760006000fd5b00`
}

/** Runtime code that returns the word which `value()` of another contract gives, whatever it is asked. */
export function relaysValue(address: string): Hex {
  return `0x633fa4f24560e01b600052602060006004600073${digits(address)}5afa5060206000f3`
}

/** Runtime code that answers each selector (8 hex digits) with fixed bytes (hex), and reverts for other ones. */
export function answering(answers: Readonly<Record<string, string>>): Hex {
  const entries = Object.entries(answers).map(([selector, answer]) => ({ selector, bytes: fromHex(answer) }))
  const dispatch = 6 + entries.length * 11 + 5
  const handler = 16
  let offset = dispatch + entries.length * handler
  let jumps = ''
  let handlers = ''
  let data = ''
  for (const [index, { selector, bytes }] of entries.entries()) {
    jumps += `8063${selector}1461${word2(dispatch + index * handler)}57`
    handlers += `5b61${word2(bytes.length)}61${word2(offset)}60003961${word2(bytes.length)}6000f3`
    data += digits(toHex(bytes))
    offset += bytes.length
  }
  return `0x60003560e01c${jumps}60006000fd${handlers}${data}`
}

const digits = (hex: string): string => hex.replace(/^0x/, '')
const word2 = (value: number): string => digits(toHex(padLeft(toScalar(BigInt(value)), 2)))
