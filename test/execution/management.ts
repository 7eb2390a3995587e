/** Management contracts that answer as a test wants. */
import { MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { change } from '../state/stores.ts'
import type { OneGroup } from './oneGroup.ts'

/** What the proxy answers to each question, hex; `revert` or `none` (nothing at all). */
export interface Answers {
  readonly canExecute: Hex | 'revert'
  readonly getVersion: Hex | 'revert'
  readonly getParticipants: Hex | 'revert'
}

const SELECTORS = { canExecute: '78b90337', getVersion: '0d8e6e2c', getParticipants: '5aa68ac0' } as const

const two = (n: number): string => n.toString(16).padStart(4, '0')

/** Runtime code that looks at the selector and gives the answer. */
export function answering(answers: Answers): Uint8Array {
  const questions = ['canExecute', 'getVersion', 'getParticipants'] as const
  // 6 bytes of beginning, 11 bytes a comparison, 4 bytes for everything else; then 17 bytes a body; then the data.
  const bodies = 6 + questions.length * 11 + 5
  const bodyLength = 18
  let data = bodies + questions.length * bodyLength
  let comparisons = ''
  let code = ''
  let tail = ''
  for (const [i, question] of questions.entries()) {
    const answer = answers[question]
    const bytes = answer === 'revert' ? '' : answer.slice(2)
    const size = bytes.length / 2
    comparisons += `8063${SELECTORS[question]}1461${two(bodies + i * bodyLength)}57`
    const end = answer === 'revert' ? 'fd' : 'f3'
    code += `5b61${two(size)}61${two(data)}60003961${two(size)}6000${end}`.padEnd(bodyLength * 2, '0')
    tail += bytes
    data += size
  }
  return fromHex(`60003560e01c${comparisons}60006000fd${code}${tail}`)
}

/** Puts such a contract in place of the proxy. */
export function install(group: OneGroup, answers: Answers): void {
  group.world.apply([change(toHex(MANAGEMENT_PROXY), { code: answering(answers) })])
}

/** ABI encoding of `bytes[]` as the contract returns it; `count` may lie. */
export function listOf(keys: readonly Uint8Array[], count = keys.length): Hex {
  const word = (n: number): string => n.toString(16).padStart(64, '0')
  const space = 64
  const offsets = Array.from({ length: count }, (_, i) => word(32 * count + i * space)).join('')
  return `0x${word(32)}${word(count)}${offsets}${keys.map((key) => word(key.length) + toHex(key).slice(2)).join('')}`
}
