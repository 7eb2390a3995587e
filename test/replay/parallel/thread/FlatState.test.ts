import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCoterieError } from '../../../../src/errors/CoterieError.ts'
import { type Hex, toHex, toScalar } from '../../../../src/primitives/bytes.ts'
import { FlatState } from '../../../../src/replay/parallel/thread/FlatState.ts'
import { type AccountChange, EMPTY_CODE_HASH } from '../../../../src/state/account.ts'
import type { ExecutableState } from '../../../../src/state/ExecutableState.ts'
import { WorldState, codeHashOf } from '../../../../src/state/WorldState.ts'
import { type AccountSketch, MapSource, address, change, slot, value, worldOf } from '../../../state/stores.ts'
import { thrownBy } from '../../../state/trie/trieModel.ts'

/** Few, so that changes meet. The last one is never deleted: nobody can delete all accounts of a group that has some. */
const ADDRESSES = [1, 2, 3].map(address)
const LASTING = address(3)
const SLOTS = [0, 1, 2].map(slot)
const CODES = [1, 2, 3].map((n) => new Uint8Array(n).fill(n))

const slots = fc.dictionary(
  fc.constantFrom(...SLOTS),
  fc.oneof(fc.constant(value(0)), fc.constant(value(1)), fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }).map(toScalar)),
)
const fields = {
  nonce: fc.bigInt({ min: 0n, max: 3n }),
  balance: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  slots,
}

/** Code: `'same'` as before, or none if there was no account; `'none'` is written as empty code. */
interface Written {
  readonly at: Hex
  readonly sketch: Omit<AccountSketch, 'code'>
  readonly code: Uint8Array | 'same' | 'none'
}
type Step = Extract<AccountChange, { deleted: true }> | Written

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ address: fc.constantFrom(...ADDRESSES), deleted: fc.constant(true as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      at: fc.constantFrom(...ADDRESSES),
      sketch: fc.record({ ...fields, storageCleared: fc.boolean() }),
      code: fc.oneof(fc.constantFrom('same' as const, 'none' as const), fc.constantFrom(...CODES)),
    }),
  },
)
const anySteps = fc.array(fc.record({ steps: fc.array(anyStep, { maxLength: 3 }), isTaken: fc.boolean() }), {
  maxLength: 10,
})
const anySketch: fc.Arbitrary<AccountSketch> = fc
  .record({ ...fields, code: fc.option(fc.constantFrom(...CODES), { nil: undefined }) })
  .map(({ code, ...sketch }) => (code === undefined ? sketch : { ...sketch, code }))
/** Empty, or some accounts. */
const anyAccounts: fc.Arbitrary<Record<Hex, AccountSketch>> = fc.oneof(
  fc.constant({}),
  fc.tuple(fc.dictionary(fc.constantFrom(...ADDRESSES), anySketch), anySketch).map(([some, lasting]) => ({
    ...(some as Record<Hex, AccountSketch>),
    [LASTING]: lasting,
  })),
)

/** A step as execution would write it on the state that it meets. */
function changeOf(step: Step, before: WorldState): AccountChange {
  if ('deleted' in step) return step
  const { at, sketch, code } = step
  if (code === 'same') {
    return { ...change(at, sketch), codeHash: before.account(at)?.codeHash ?? EMPTY_CODE_HASH } as AccountChange
  }
  return change(at, { ...sketch, code: code === 'none' ? value(0) : code })
}

/** Everything that can be asked of a state. */
const seen = (state: ExecutableState) => ({
  isEmpty: state.isEmpty,
  accounts: ADDRESSES.map((at) => {
    const account = state.account(at)
    if (account === undefined) return undefined
    const { nonce, balance, codeHash } = account
    return { nonce, balance, codeHash: toHex(codeHash), code: toHex(state.code(codeHash)) }
  }),
  slots: ADDRESSES.map((at) => SLOTS.map((key) => toHex(state.slot(at, key)))),
})

/** A world state with these accounts that reads them from its store. */
function storedWorld(accounts: Readonly<Record<Hex, AccountSketch>>): WorldState {
  const source = new MapSource()
  return new WorldState(source, worldOf(accounts, source).root())
}

describe('FlatState', () => {
  it('answers as a world state with the same changes, and notes all of them', () => {
    fc.assert(
      fc.property(anyAccounts, anySteps, (accounts, parts) => {
        const [base, model, follower] = [storedWorld(accounts), storedWorld(accounts), storedWorld(accounts)]
        const root = toHex(base.root())
        const flat = new FlatState(base)
        expect(seen(flat)).toEqual(seen(model))
        const isNew = Object.keys(accounts).length === 0
        let applied: AccountChange[] = []
        let memory = 0
        for (const { steps, isTaken } of parts) {
          const allowed = steps.filter((step) => isNew || !('deleted' in step) || step.address !== LASTING)
          for (const step of allowed) {
            const one = changeOf(step, model)
            applied.push(one)
            model.apply([one])
            // Whatever can be gone through once.
            flat.apply([one].values())
            expect(seen(flat)).toEqual(seen(model))
            expect(flat.memory).toBeGreaterThanOrEqual(memory)
            memory = flat.memory
          }
          if (!isTaken) continue
          const taken = flat.takeApplied()
          expect(taken).toHaveLength(applied.length)
          for (const [index, one] of taken.entries()) expect(one).toBe(applied[index])
          follower.apply(taken)
          expect(toHex(follower.root())).toBe(toHex(model.root()))
          applied = []
        }
        follower.apply(flat.takeApplied())
        expect(flat.takeApplied()).toEqual([])
        expect(toHex(follower.root())).toBe(toHex(model.root()))
        expect([toHex(base.root()), base.hasUncollected]).toEqual([root, false])
      }),
      { numRuns: 400 },
    )
  })

  it('answers so when several changes come at a time', () => {
    fc.assert(
      fc.property(anyAccounts, fc.array(anyStep, { maxLength: 8 }), (accounts, steps) => {
        const [model, flat] = [storedWorld(accounts), new FlatState(storedWorld(accounts))]
        const allowed = steps.filter((step) => !('deleted' in step) || step.address !== LASTING)
        const changes: AccountChange[] = []
        for (const step of allowed) {
          const one = changeOf(step, model)
          changes.push(one)
          model.apply([one])
        }
        flat.apply(changes)
        expect(seen(flat)).toEqual(seen(model))
        expect(flat.takeApplied()).toEqual(changes)
      }),
      { numRuns: 100 },
    )
  })

  it('has no storage of before in an account that was deleted and came back, or was cleared', () => {
    const before = { nonce: 1n, slots: { [slot(0)]: value(5), [slot(1)]: value(6) } }
    const flat = new FlatState(storedWorld({ [address(1)]: before, [address(2)]: before, [address(3)]: before }))
    flat.apply([{ address: address(1), deleted: true }])
    expect([flat.account(address(1)), flat.slot(address(1), slot(0))]).toEqual([undefined, value(0)])
    flat.apply([change(address(1), { slots: { [slot(1)]: value(7) } })])
    flat.apply([change(address(2), { storageCleared: true, slots: { [slot(1)]: value(8) } })])
    flat.apply([change(address(2), { slots: { [slot(2)]: value(9) } })])
    flat.apply([change(address(3), { slots: { [slot(1)]: value(0) } })])
    const stored = ADDRESSES.map((at) => SLOTS.map((key) => flat.slot(at, key)[0] ?? 0))
    expect(stored).toEqual([
      [0, 7, 0],
      [0, 8, 9],
      [5, 0, 0],
    ])
  })

  it('reads the code of before and its own', () => {
    const [before, own] = [Uint8Array.of(1), Uint8Array.of(2)]
    const flat = new FlatState(storedWorld({ [address(1)]: { code: before } }))
    flat.apply([change(address(2), { code: own })])
    for (const code of [before, own, value(0)]) expect(flat.code(codeHashOf(code))).toEqual(code)
    expect(flat.code(EMPTY_CODE_HASH.slice())).toHaveLength(0)
    const missing = thrownBy(() => flat.code(codeHashOf(Uint8Array.of(3))))
    expect(isCoterieError(missing, 'STATE_INCONSISTENT')).toBe(true)
  })

  it('counts the memory of accounts, slots and code that are written', () => {
    const base = storedWorld({ [address(1)]: { slots: { [slot(0)]: value(1) }, code: new Uint8Array(5000) } })
    const flat = new FlatState(base)
    const grows = (...changes: readonly AccountChange[]): number => {
      const before = flat.memory
      flat.apply(changes)
      return flat.memory - before
    }
    expect(flat.memory).toBe(0)
    flat.slot(address(1), slot(0))
    flat.code(flat.account(address(1))?.codeHash ?? EMPTY_CODE_HASH)
    // What is only read is the memory of the state before.
    expect(flat.memory).toBe(0)
    const account = grows(change(address(1)))
    expect(account).toBeGreaterThan(0)
    expect(grows(change(address(1), { nonce: 1n }))).toBe(0)
    expect(grows(change(address(2)), change(address(3)))).toBe(2 * account)
    const one = grows(change(address(1), { slots: { [slot(0)]: value(1) } }))
    expect(one).toBeGreaterThan(0)
    expect(
      grows(change(address(1), { slots: { [slot(0)]: value(2), [slot(1)]: value(2), [slot(2)]: value(0) } })),
    ).toBe(2 * one)
    expect(grows(change(address(2), { code: new Uint8Array(777) }))).toBe(777)
  })
})
