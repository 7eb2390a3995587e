import { expect, it } from 'vitest'
import { DerivedAnswers } from '../../src/state/DerivedAnswers.ts'
import { address, change, value, worldOf, slot } from './stores.ts'

it('derives an answer again only after one of its accounts has been written', () => {
  const answers = new DerivedAnswers()
  let asked = 0
  const ask = (name: string, ...accounts: number[]): number | undefined =>
    answers.get(name, accounts.map(address), () => Uint8Array.of(++asked))?.[0]
  expect([ask('a', 1, 2), ask('a', 1, 2), ask('b', 3), ask('b', 3)]).toEqual([1, 1, 2, 2])
  answers.written(address(4))
  expect([ask('a', 1, 2), ask('b', 3)]).toEqual([1, 2])
  answers.written(address(2))
  expect([ask('a', 1, 2), ask('a', 1, 2)]).toEqual([3, 3])
})

it('remembers that there is no answer', () => {
  const answers = new DerivedAnswers()
  let asked = 0
  const ask = (): Uint8Array | undefined => answers.get('a', [address(1)], () => void asked++)
  expect([ask(), ask(), asked]).toEqual([undefined, undefined, 1])
})

it('a world state tells of every account that it writes', () => {
  const world = worldOf({})
  const read = (): Uint8Array | undefined =>
    world.derived.get('slot', [address(1)], () => world.slot(address(1), slot(0)))
  expect(read()).toEqual(value(0))
  world.apply([change(address(1), { slots: { [slot(0)]: value(5) } })])
  expect(read()).toEqual(value(5))
  world.apply([change(address(2), { slots: { [slot(0)]: value(6) } })])
  expect(read()).toEqual(value(5))
  world.apply([{ address: address(1), deleted: true }])
  expect(read()).toEqual(value(0))
})
