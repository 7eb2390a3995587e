import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import type { StateRoot } from '../../src/primitives/identifiers.ts'
import { GroupStates } from '../../src/state/GroupStates.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { group } from './metadata.ts'
import { MapSource, address, change, worldOf } from './stores.ts'

function withRoots(count: number): { states: GroupStates; source: MapSource; roots: StateRoot[] } {
  const source = new MapSource()
  const roots = Array.from({ length: count }, (_, n) =>
    worldOf({ [address(1)]: { nonce: BigInt(n + 1) } }, source).root(),
  )
  return { states: new GroupStates(source), source, roots }
}

describe('GroupStates', () => {
  it('goes on with the state in memory while the root is the same', () => {
    const { states, source } = withRoots(0)
    const live = states.at(group(1), EMPTY_ROOT)
    live.apply([change(address(1), { nonce: 1n })])
    states.collect(group(1), source)
    expect(states.at(group(1), live.root())).toBe(live)
    expect(states.at(group(2), live.root())).not.toBe(live)
  })

  it('opens the state anew at another root, so that unwanted changes are gone', () => {
    const { states, roots } = withRoots(2)
    const [first, second] = roots as [StateRoot, StateRoot]
    const live = states.at(group(1), first)
    live.apply([change(address(2), { nonce: 9n })])
    const again = states.at(group(1), first)
    expect(again.account(address(2))).toBeUndefined()
    expect(toHex(again.root())).toBe(toHex(first))
    expect(states.at(group(1), second).account(address(1))?.nonce).toBe(2n)
  })

  it('gives readers that execution does not change', () => {
    const { states, roots } = withRoots(1)
    const [first] = roots as [StateRoot]
    const reader = states.reader(first)
    states.at(group(1), first).apply([change(address(1), { nonce: 5n })])
    expect(reader.account(address(1))?.nonce).toBe(1n)
    expect(states.reader(first)).toBe(reader)
  })

  it('bounds the number of readers and still answers for old roots', () => {
    const { states, roots } = withRoots(40)
    const readers = roots.map((one) => states.reader(one))
    expect(states.reader(roots[0] as StateRoot)).not.toBe(readers[0])
    expect(roots.map((one) => states.reader(one).account(address(1))?.nonce)).toEqual(
      roots.map((_, n) => BigInt(n + 1)),
    )
  })

  it('forgets what was not written', () => {
    const { states, source } = withRoots(0)
    const live = states.at(group(1), EMPTY_ROOT)
    live.apply([change(address(1), { nonce: 1n })])
    live.root()
    states.forget()
    states.collect(group(1), source)
    expect(source.nodes.size).toBe(0)
    expect(states.at(group(1), EMPTY_ROOT)).not.toBe(live)
  })
})
