import { describe, expect, it } from 'vitest'
import { FastEngine } from '../../src/execution/fast/FastEngine.ts'
import { runDifferential } from './differential/runDifferential.ts'

describe('random programs end the same on both engines: kind, output, logs, gas, changes, root', () => {
  it.each([1, 2, 3])('seed %i', async (seed) => {
    const { ran, kinds, differences } = await runDifferential(seed, 250)
    expect(differences).toEqual([])
    expect(ran).toBe(250)
    expect(Object.keys(kinds)).toEqual(expect.arrayContaining(['success', 'revert', 'halt', 'capped']))
  })
})

describe('an engine that is wrong is found out', () => {
  it.each([
    ['SUB', 0x03],
    ['SSTORE', 0x55],
    ['GAS', 0x5a],
    ['RETURN', 0xf3],
  ])('%s does nothing', async (_, opcode) => {
    const broken = new FastEngine((handlers) => (handlers[opcode] = () => undefined))
    const { differences } = await runDifferential(1, 300, 0, broken)
    expect(differences[0]).toMatch(/^case \d+ of seed 1: .* reference .* fast /s)
  })
})
