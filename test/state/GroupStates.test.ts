import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import type { StateRoot } from '../../src/primitives/identifiers.ts'
import { GroupStates } from '../../src/state/GroupStates.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { group } from './metadata.ts'
import type { WorldState } from '../../src/state/WorldState.ts'
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
    const reader = states.reader(group(1), first)
    states.at(group(1), first).apply([change(address(1), { nonce: 5n })])
    expect(reader.account(address(1))?.nonce).toBe(1n)
    expect(states.reader(group(1), first)).toBe(reader)
  })

  it('gives readers what execution has in memory, without a look at the source', () => {
    const { source } = withRoots(0)
    const reads: string[] = []
    const get = (hash: Uint8Array): Uint8Array | undefined => {
      reads.push(toHex(hash))
      return source.get(hash)
    }
    const states = new GroupStates({ get, code: (hash) => source.code(hash) })
    const live = states.at(group(1), EMPTY_ROOT)
    live.apply([1, 2, 3].map((n) => change(address(n), { nonce: BigInt(n) })))
    const root = live.root()
    states.collect(group(1), source)
    const reader = states.reader(group(1), root)
    live.apply([change(address(2), { nonce: 9n })])
    expect([1, 2, 3].map((n) => reader.account(address(n))?.nonce)).toEqual([1n, 2n, 3n])
    expect(toHex(reader.root())).toBe(toHex(root))
    expect(reads).toEqual([])
  })

  it('does not give readers what may still be discarded', () => {
    const { states, roots } = withRoots(1)
    const [first] = roots as [StateRoot]
    const live = states.at(group(1), first)
    live.apply([change(address(2), { nonce: 9n })])
    live.apply([{ address: address(2), deleted: true }])
    const reader = states.reader(group(1), live.root())
    expect(reader.account(address(1))?.nonce).toBe(1n)
    expect(reader.hasUncollected).toBe(false)
  })

  it('bounds the number of readers and still answers for old roots', () => {
    const { states, roots } = withRoots(40)
    const readers = roots.map((one) => states.reader(group(1), one))
    expect(states.reader(group(1), roots[0] as StateRoot)).not.toBe(readers[0])
    expect(roots.map((one) => states.reader(group(1), one).account(address(1))?.nonce)).toEqual(
      roots.map((_, n) => BigInt(n + 1)),
    )
  })

  it('forgets the states used least recently when all together take too much memory, but nothing uncollected', () => {
    const source = new MapSource()
    const states = new GroupStates(source, 100_000)
    const filled = (n: number): WorldState => {
      const state = states.at(group(n), EMPTY_ROOT)
      state.apply(Array.from({ length: 30 }, (_, i) => change(address(100 * n + i), { nonce: 1n })))
      state.root()
      return state
    }
    const [first, second, uncollected] = [filled(1), filled(2), filled(3)]
    for (const n of [1, 2]) states.collect(group(n), source)
    expect(states.at(group(2), second.root())).toBe(second)
    const last = filled(4)
    states.collect(group(4), source)
    expect(states.at(group(4), last.root())).toBe(last)
    expect(states.at(group(3), uncollected.root())).toBe(uncollected)
    const reopened = states.at(group(1), first.root())
    expect(reopened).not.toBe(first)
    expect(reopened.account(address(100))?.nonce).toBe(1n)
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
