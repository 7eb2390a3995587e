import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HARDFORKS } from '../../../src/chain/hardfork.ts'
import { createForkRules } from '../../../src/execution/fast/ForkRules.ts'
import { instructionTable } from '../../../src/execution/fast/instructionTable.ts'
import { instructions } from '../../../src/execution/fast/instructions.ts'
import { JUMPDEST_PRICE } from '../../../src/execution/fast/opcodes/sequences.ts'
import { ADDRESS_MASK, sequencePatterns } from '../../../src/execution/fast/sequencePatterns.ts'
import { FIRST_SEQUENCE, findSteps, sizeOf } from '../../../src/execution/fast/steps.ts'
import { fromHex } from '../../../src/primitives/bytes.ts'
import { address } from '../../state/stores.ts'
import { executeFast, executeReference, executeStepwise, pushing, returningTop } from './execute.ts'

const OTHER = address(0x1002)
const patterns = sequencePatterns.map(([, pattern]) => pattern)

/** Opcodes of a pattern. */
function opcodesOf(pattern: string): number[] {
  const opcodes: number[] = []
  for (let at = 0; at < pattern.length; at += 2 * sizeOf(opcodes.at(-1)!)) {
    opcodes.push(parseInt(pattern.slice(at, at + 2), 16))
  }
  return opcodes
}

/** A pattern whose operands are a destination, or a selector of four bytes. */
function filled(pattern: string, destination: number, selector = '00000007'): string {
  return pattern.replace('........', selector).replace('....', destination.toString(16).padStart(4, '0'))
}

describe('a sequence', () => {
  it.each(sequencePatterns)('%s %s has fixed prices on all forks, and jumps at its end at most', (_, pattern) => {
    const opcodes = opcodesOf(pattern)
    const rows = opcodes.map((opcode) => instructions.find((row) => row.opcode === opcode))
    expect(rows.every((row) => row !== undefined && row.price !== undefined && row.since === undefined)).toBe(true)
    // GAS would show what is paid for the instructions behind it.
    expect(opcodes).not.toContain(0x5a)
    for (const jump of [0x56, 0x57]) expect(opcodes.slice(0, -1)).not.toContain(jump)
    for (const fork of HARDFORKS) {
      const { prices } = instructionTable(createForkRules(fork))
      expect(prices[FIRST_SEQUENCE + patterns.indexOf(pattern)]).toBe(
        opcodes.reduce((sum, one) => sum + prices[one]!, 0),
      )
      expect(prices[0x5b]).toBe(JUMPDEST_PRICE)
    }
  })

  it('is found where an instruction begins, the longest first, and only as a whole', () => {
    const step = (pattern: string): number => FIRST_SEQUENCE + patterns.indexOf(pattern as (typeof patterns)[number])
    expect([...findSteps(fromHex('80156100005700'))]).toEqual([
      step('801561....57'),
      step('1561....57'),
      step('61....57'),
      0,
      0,
      0x57,
      0,
    ])
    expect(findSteps(fromHex(`${ADDRESS_MASK}16`))[0]).toBe(step(`${ADDRESS_MASK}16`))
    expect([...findSteps(fromHex('6261000056'))]).toEqual([0x62, 0x61, 0, 0, step('56')])
    expect([...findSteps(fromHex('610000'))]).toEqual([0x61, 0, 0])
  })
})

describe.each(patterns)('%s ends as its instructions do one by one', (pattern) => {
  const words = [0n, 1n, 7n, 8n, 2n ** 32n + 7n, 2n ** 160n + 5n, 2n ** 256n - 1n]

  it('whatever is on the stack, wherever it goes', async () => {
    for (const top of words) {
      for (const below of [top, 6n]) {
        const start = `${pushing(below)} ${pushing(top)}`.replaceAll(' ', '')
        const end = start.length / 2 + pattern.length / 2
        // Behind it a place to go to, and one byte further none.
        for (const destination of [end + 1, end + 2]) {
          const code = `${start}${filled(pattern, destination)}005b5a016000526020600020${returningTop('')}`
          const found = executeFast(code)
          expect(found).toEqual(executeStepwise(code))
          expect(found).toEqual(await executeReference(code))
        }
      }
    }
  })

  it.each([0, 1, 2, 3, 15, 1020, 1021, 1022, 1023, 1024])('with %i words on the stack', async (count) => {
    const start = '6005'.repeat(count)
    const code = `${start}${filled(pattern, start.length / 2 + pattern.length / 2)}5b5a60005260206000f3`
    const found = executeFast(code)
    expect(found).toEqual(executeStepwise(code))
    expect(found).toEqual(await executeReference(code))
  })

  it('with any gas', async () => {
    const start = '6000'.repeat(16)
    const inner = `${start}${filled(pattern, start.length / 2 + pattern.length / 2)}5b5a60005260206000f3`
    const accounts = { [OTHER]: { nonce: 1n, code: fromHex(inner) } }
    const calls = Array.from({ length: 60 }, (_, extra) => {
      const gas = (48 + extra).toString(16).padStart(4, '0')
      return `602060006000600060 00 73${OTHER.slice(2)} 61${gas} f1 600051 01 5a 01 01`.replaceAll(' ', '')
    })
    const code = returningTop(`6000${calls.join('')}`)
    const found = executeFast(code, { accounts })
    expect(found.kind).toBe('success')
    expect(found).toEqual(executeStepwise(code, { accounts }))
    expect(found).toEqual(await executeReference(code, { accounts }))
  })

  it('at the end of the code, cut off anywhere', async () => {
    const whole = filled(pattern, 0x0707)
    for (let end = 2; end <= whole.length; end += 2) {
      const code = `${'6000'.repeat(16)}${whole.slice(0, end)}`
      expect(executeFast(code)).toEqual(executeStepwise(code))
      expect(executeFast(code)).toEqual(await executeReference(code))
    }
  })
})

it('work is counted the same', () => {
  const loop = '6005 5b 6001 90 03 80 15 61 0011 57 61 0002 56 5b 00'
  const kinds = Array.from({ length: 16 }, (_, work) => {
    const found = executeFast(loop, { work })
    expect(found).toEqual(executeStepwise(loop, { work }))
    return found.kind
  })
  expect(new Set(kinds)).toEqual(new Set(['capped', 'success']))
})

it('code made of sequences ends as its instructions do one by one', () => {
  const piece = fc.oneof(
    fc.tuple(fc.constantFrom(...patterns), fc.nat(120), fc.constantFrom('00000000', '00000005', 'ffffffff')),
    fc.tuple(
      fc.constantFrom('5b', '50', '80', '81', '90', '5a', '6000', '6005', '6020', pushing(2n ** 200n)),
      fc.nat(0),
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 40, size: 'max' }), (pieces) => {
      const start = '6005'.repeat(6)
      const code = start + pieces.map(([text, to, selector]) => filled(text, to, selector)).join('')
      const ended = returningTop(`${code}5b5a01`)
      expect(executeFast(ended, { work: 300 })).toEqual(executeStepwise(ended, { work: 300 }))
    }),
    { numRuns: 400 },
  )
})
