import { describe, expect, it } from 'vitest'
import { FrozenAccountError, InternalExecutionError } from '../../src/execution/executionErrors.ts'
import { ResolvedState } from '../../src/execution/ResolvedState.ts'
import { eras } from '../../src/management/eras.ts'
import { FlatBuffer } from '../../src/state/FlatBuffer.ts'
import { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import { type AccountSketch, address, slot, value, worldOf } from '../state/stores.ts'

const A = address(0xa)
const NEW = address(0xb)
const FULL: AccountSketch = { nonce: 2n, balance: 20n, code: Uint8Array.of(2), slots: { [slot(0)]: value(2) } }
const PUBLIC: AccountSketch = { nonce: 7n, balance: 70n, code: Uint8Array.of(7), slots: { [slot(0)]: value(7) } }

function resolved(privateAccount: AccountSketch | undefined, publicAccount: AccountSketch | undefined): ResolvedState {
  const buffer = new FlatBuffer(worldOf(privateAccount === undefined ? {} : { [A]: privateAccount }))
  return new ResolvedState(
    buffer,
    new JournaledBuffer(worldOf(publicAccount === undefined ? {} : { [A]: publicAccount })).view(),
  )
}

const read = (state: ResolvedState) => ({
  balance: state.read(A)?.balance,
  code: [...state.code(A)],
  slot: [...state.slot(A, slot(0))],
  original: [...state.originalSlot(A, slot(0))],
  size: state.codeSize(A),
})

describe('ResolvedState, reading (spec 02 §7.2)', () => {
  it.each<[string, AccountSketch | undefined, AccountSketch | undefined, ReturnType<typeof read>]>([
    ['private alone', FULL, undefined, { balance: 20n, code: [2], slot: [2], original: [2], size: 1 }],
    ['private shadows public as a whole', FULL, PUBLIC, { balance: 20n, code: [2], slot: [2], original: [2], size: 1 }],
    ['a nonce is enough to shadow', { nonce: 1n }, PUBLIC, { balance: 0n, code: [], slot: [], original: [], size: 0 }],
    [
      'an empty private account does not shadow',
      {},
      PUBLIC,
      { balance: 70n, code: [7], slot: [7], original: [7], size: 1 },
    ],
    [
      'storage does not make an account non-empty',
      { slots: { [slot(0)]: value(3) } },
      PUBLIC,
      { balance: 70n, code: [7], slot: [7], original: [7], size: 1 },
    ],
    ['public alone', undefined, PUBLIC, { balance: 70n, code: [7], slot: [7], original: [7], size: 1 }],
    ['nothing', undefined, undefined, { balance: undefined, code: [], slot: [], original: [], size: 0 }],
  ])('%s', (_, privateAccount, publicAccount, expected) => {
    expect(read(resolved(privateAccount, publicAccount))).toEqual(expected)
  })

  it('gives the size that management code has in Besu', () => {
    const state = resolved(undefined, undefined)
    state.buffer.setCode(A, Uint8Array.of(1), eras.v2.proxyCodeHash)
    expect(state.codeSize(A)).toBe(5600)
  })
})

describe('ResolvedState, writing (spec 02 §7.2)', () => {
  it.each<[string, AccountSketch | undefined, AccountSketch | undefined, string]>([
    ['a non-empty private account', FULL, PUBLIC, 'private'],
    ['an empty private account beside a non-empty public one', {}, PUBLIC, 'frozen'],
    ['a non-empty public account', undefined, PUBLIC, 'frozen'],
    ['a public account with balance only', undefined, { balance: 1n }, 'frozen'],
    ['an empty private account beside an empty public one', {}, {}, 'private'],
    ['an empty private account', {}, undefined, 'private'],
    ['an empty public account', undefined, {}, 'absent'],
    ['nothing', undefined, undefined, 'absent'],
  ])('%s', (_, privateAccount, publicAccount, expected) => {
    const state = resolved(privateAccount, publicAccount)
    expect(state.writeTarget(A)).toBe(expected)
    if (expected === 'frozen') expect(() => state.requireWritable(A)).toThrow(FrozenAccountError)
    else {
      state.requireWritable(A)
      expect(state.buffer.read(A)).toBeDefined()
    }
  })
})

describe('ResolvedState, the start of a call (spec 02 §6.5)', () => {
  it('creates a missing recipient, also for no value', () => {
    const state = resolved(FULL, undefined)
    state.transfer(A, NEW, 0n)
    expect(state.buffer.read(NEW)).toMatchObject({ nonce: 0n, balance: 0n })
  })

  it('creates nothing when the recipient is public', () => {
    const state = resolved(undefined, PUBLIC)
    state.transfer(NEW, A, 0n)
    expect(state.buffer.read(A)).toBeUndefined()
  })

  it('moves value between private accounts', () => {
    const state = resolved(FULL, undefined)
    state.transfer(A, NEW, 5n)
    expect([state.buffer.read(A)?.balance, state.buffer.read(NEW)?.balance]).toEqual([15n, 5n])
    state.transfer(A, A, 5n)
    expect(state.buffer.read(A)?.balance).toBe(15n)
  })

  it('moves no value from or to a public account', () => {
    const toPublic = resolved(undefined, PUBLIC)
    toPublic.buffer.setBalance(NEW, 9n)
    expect(() => toPublic.transfer(NEW, A, 1n)).toThrow(FrozenAccountError)
    expect(toPublic.buffer.read(NEW)?.balance).toBe(9n)
    expect(() => toPublic.transfer(A, NEW, 1n)).toThrow(FrozenAccountError)
  })

  it('has nothing to take from an account that does not exist', () => {
    expect(() => resolved(undefined, undefined).transfer(A, NEW, 1n)).toThrow(InternalExecutionError)
  })
})
