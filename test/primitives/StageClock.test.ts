import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { STAGES, type Stage, StageClock, setStageClock, stageClock } from '../../src/primitives/StageClock.ts'

function clockBy(): { clock: StageClock; pass: (milliseconds: number) => void } {
  let now = 1000
  return { clock: new StageClock(() => now), pass: (milliseconds) => void (now += milliseconds) }
}

afterEach(() => setStageClock(undefined))

it('a stage inside another one takes its time away from it', () => {
  const { clock, pass } = clockBy()
  pass(1)
  clock.enter('evm')
  pass(2)
  clock.enter('keccak')
  pass(4)
  clock.enter('keccak')
  pass(8)
  clock.leave('keccak')
  clock.leave('keccak')
  pass(16)
  clock.leave('evm')
  pass(32)
  const read = clock.read()
  expect(read.evm).toEqual({ milliseconds: 18, calls: 1 })
  expect(read.keccak).toEqual({ milliseconds: 12, calls: 2 })
  expect(read.other).toEqual({ milliseconds: 33, calls: 0 })
  clock.enter('evm')
  pass(5)
  expect([read.evm.calls, clock.read().evm]).toEqual([1, { milliseconds: 23, calls: 2 }])
})

it('a stage that is left while another one goes on takes only itself away', () => {
  const { clock, pass } = clockBy()
  clock.enter('storage')
  pass(1)
  clock.enter('evm')
  pass(2)
  clock.leave('storage')
  pass(4)
  clock.leave('evm')
  clock.leave('trie')
  pass(8)
  const { storage, evm, other } = clock.read()
  expect([storage.milliseconds, evm.milliseconds, other.milliseconds]).toEqual([1, 6, 8])
})

it('times add up to the time that has passed, whatever is entered and left', () => {
  const step = fc.record({
    stage: fc.constantFrom<Stage>(...STAGES),
    enters: fc.boolean(),
    milliseconds: fc.nat({ max: 100 }),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { clock, pass } = clockBy()
      for (const { stage, enters, milliseconds } of steps) {
        if (enters) clock.enter(stage)
        else clock.leave(stage)
        pass(milliseconds)
      }
      const total = Object.values(clock.read()).reduce((sum, { milliseconds }) => sum + milliseconds, 0)
      expect(total).toBe(steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0))
    }),
  )
})

it('there is no clock unless somebody sets one', () => {
  expect(stageClock).toBeUndefined()
  const { clock } = clockBy()
  setStageClock(clock)
  expect(stageClock).toBe(clock)
})
