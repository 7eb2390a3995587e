import { describe, expect, it } from 'vitest'
import { fromHex, toBigInt } from '../../../src/primitives/bytes.ts'
import { address } from '../../state/stores.ts'
import { executeFast, executeReference, topOf } from './execute.ts'

const OTHER = address(0x1002)

describe('nested frames', () => {
  it('go 1024 deep below the first, and no deeper', async () => {
    // Returns 1 plus what the call of itself returns.
    const code = `6020 6000 6000 6000 6000 30 5a f1 50 6000 51 6001 01 6000 52 6020 6000 f3`
    const found = executeFast(code)
    expect(toBigInt(found.output)).toBe(1025n)
    expect(found).toEqual(await executeReference(code))
  })

  it('have memory of their own, empty at the beginning, also when frames were used before', () => {
    // The callee fills its memory and returns how much it had before.
    const accounts = { [OTHER]: { nonce: 1n, code: fromHex('600051590180600052' + '60ff6103e052' + '60206000f3') } }
    const call = `6020 6000 6000 6000 6000 73${OTHER.slice(2)} 5a f1 50`
    const once = topOf(`${call} 6000 51`, { accounts })
    expect(topOf(`${call} ${call} ${call} 6000 51`, { accounts })).toBe(once)
  })

  it('keep what they were given even if the caller’s memory changes afterwards', () => {
    // Identity copies a word; the caller overwrites the input and looks at the return data.
    const code = `602a 6000 52 6000 6000 6020 6000 6000 6004 5a f1 50 6000 6000 52 6020 6000 6020 3e 6020 51`
    expect(topOf(code)).toBe(42n)
  })

  it('leave nothing behind for the next execution', () => {
    const before = executeFast('6001 54 6001 5d', { fork: 'cancun' })
    expect(executeFast('6001 54 6001 5d', { fork: 'cancun' })).toEqual(before)
    expect(topOf('6001 5c', { fork: 'cancun' })).toBe(0n)
    expect(executeFast('5b 6000 56').kind).toBe('capped')
    expect(topOf('59')).toBe(0n)
  })
})
