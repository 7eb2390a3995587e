import { afterEach, expect, it } from 'vitest'
import { StageClock, setStageClock, stageClock } from '../../src/primitives/stageClock.ts'

afterEach(() => setStageClock(undefined))

it('a stage inside another one takes its time away from that one', () => {
  let now = 0
  const clock = new StageClock(() => now)
  now += 1
  const outer = clock.enter('trie')
  now += 10
  const inner = clock.enter('keccak')
  now += 100
  clock.leave(inner)
  now += 1000
  clock.leave(outer)
  now += 2
  expect(clock.read()).toMatchObject({
    other: { milliseconds: 3, entries: 0 },
    trie: { milliseconds: 1010, entries: 1 },
    keccak: { milliseconds: 100, entries: 1 },
    evm: { milliseconds: 0, entries: 0 },
  })
})

it('there is no clock until somebody sets one', () => {
  expect(stageClock()).toBeUndefined()
  const clock = new StageClock(() => 0)
  setStageClock(clock)
  expect(stageClock()).toBe(clock)
})
