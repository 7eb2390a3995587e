import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Hex, toHex } from '../../src/primitives/bytes.ts'
import { FlatBuffer } from '../../src/state/FlatBuffer.ts'
import type { WorldState } from '../../src/state/WorldState.ts'
import {
  BEFORE,
  type ModelAccount,
  type ModelState,
  accountStep,
  applyToAccount,
  applyToBuffer,
  copyAccount,
  expectChanges,
  freshAccount,
  modelBefore,
  shownBy,
  shownByModel,
} from './bufferModel.ts'
import { address, slot, value, worldOf } from './stores.ts'

const SENDER = address(0xa0)
const A = address(0xaa)
const B = address(0xbb)
const RIPEMD = address(3)

/** A state with contracts A and B, in which a transaction begins by counting up its sender's nonce. */
function begin(fresh = false): { buffer: FlatBuffer; world: WorldState } {
  const world = worldOf({
    ...(fresh ? {} : { [SENDER]: { nonce: 3n } }),
    [A]: { nonce: 1n, code: Uint8Array.of(1) },
    [B]: { nonce: 1n, code: Uint8Array.of(2) },
  })
  const buffer = new FlatBuffer(world)
  const account = buffer.load(SENDER) ?? buffer.create(SENDER)
  buffer.setNonce(SENDER, account.nonce + 1n)
  return { buffer, world }
}

/** The state after the changes. */
function result({ buffer, world }: { buffer: FlatBuffer; world: WorldState }): WorldState {
  world.apply(buffer.changes())
  return world
}

const slotsOf = (world: WorldState, of: Hex, ...numbers: number[]): string[] =>
  numbers.map((number) => toHex(world.slot(of, slot(number))))

describe('FlatBuffer, the situations of spec 02 §7.1', () => {
  it('loses the caller’s writes and the sender’s nonce when an inner frame fails; later writes survive', () => {
    const state = begin()
    state.buffer.setSlot(A, slot(0), value(1))
    state.buffer.checkpoint()
    state.buffer.drop()
    state.buffer.setSlot(A, slot(1), value(2))
    state.buffer.flush()
    expect(slotsOf(result(state), A, 0, 1)).toEqual(['0x', '0x02'])
    expect(state.world.account(SENDER)?.nonce).toBe(3n)
  })

  it('keeps everything up to a successful inner frame; what lies between it and a failing one is lost', () => {
    const state = begin()
    state.buffer.setSlot(A, slot(0), value(1))
    state.buffer.flush()
    state.buffer.setSlot(A, slot(1), value(2))
    state.buffer.drop()
    state.buffer.setSlot(A, slot(2), value(3))
    state.buffer.flush()
    expect(slotsOf(result(state), A, 0, 1, 2)).toEqual(['0x01', '0x', '0x03'])
    expect(state.world.account(SENDER)?.nonce).toBe(4n)
  })

  it('keeps what was flushed inside a frame that fails in the end', () => {
    const state = begin()
    state.buffer.setSlot(A, slot(9), value(9))
    state.buffer.setSlot(B, slot(7), value(7))
    state.buffer.flush()
    state.buffer.setSlot(A, slot(10), value(10))
    state.buffer.drop()
    state.buffer.flush()
    expect(slotsOf(result(state), A, 9, 10)).toEqual(['0x09', '0x'])
    expect(slotsOf(state.world, B, 7)).toEqual(['0x07'])
  })

  it('leaves a fresh sender absent when an inner frame fails', () => {
    const state = begin(true)
    state.buffer.drop()
    state.buffer.setSlot(A, slot(0), value(1))
    state.buffer.flush()
    expect(result(state).account(SENDER)).toBeUndefined()
    expect(slotsOf(state.world, A, 0)).toEqual(['0x01'])
  })

  it('leaves a constructor’s contract with nonce 0 when an inner frame fails', () => {
    const state = begin()
    const created = address(0xcc)
    state.buffer.create(created)
    state.buffer.setNonce(created, 1n)
    state.buffer.clearStorage(created)
    state.buffer.setSlot(created, slot(0), value(1))
    state.buffer.drop()
    expect(state.buffer.read(created)).toBeUndefined()
    state.buffer.create(created)
    state.buffer.setCode(created, Uint8Array.of(0))
    state.buffer.flush()
    expect(result(state).account(created)?.nonce).toBe(0n)
    expect(slotsOf(state.world, created, 0)).toEqual(['0x'])
    expect(state.world.account(SENDER)?.nonce).toBe(3n)
  })

  it('gives the creator its nonce back when a CREATE fails', () => {
    const { buffer } = begin()
    buffer.setNonce(A, 2n)
    buffer.create(address(0xcc))
    buffer.drop()
    expect(buffer.read(A)?.nonce).toBe(1n)
  })

  it('removes an empty 0x…03 that was touched when a frame fails', () => {
    const state = begin()
    state.world.apply(worldChanges(RIPEMD))
    state.buffer.load(RIPEMD)
    state.buffer.drop()
    state.buffer.flush()
    expect(result(state).account(RIPEMD)).toBeUndefined()
  })

  it('removes 0x…03 also after it was flushed, but only until the next drop', () => {
    const touched = begin()
    touched.buffer.create(RIPEMD)
    touched.buffer.flush()
    touched.buffer.drop()
    touched.buffer.flush()
    expect(result(touched).account(RIPEMD)).toBeUndefined()
    const dropped = begin()
    dropped.world.apply(worldChanges(RIPEMD))
    dropped.buffer.drop()
    dropped.buffer.flush()
    expect(result(dropped).account(RIPEMD)).toBeDefined()
  })

  it('keeps 0x…03 when it is not empty, and every other empty account', () => {
    const rich = begin()
    rich.buffer.setBalance(RIPEMD, 1n)
    rich.buffer.flush()
    rich.buffer.drop()
    expect(result(rich).account(RIPEMD)?.balance).toBe(1n)
    const other = begin()
    other.buffer.create(address(4))
    other.buffer.flush()
    other.buffer.drop()
    expect(result(other).account(address(4))).toBeDefined()
  })

  it('brings a removed 0x…03 back when it is touched again', () => {
    const state = begin()
    state.world.apply(worldChanges(RIPEMD))
    state.buffer.load(RIPEMD)
    state.buffer.drop()
    expect(state.buffer.load(RIPEMD)).toBeUndefined()
    state.buffer.create(RIPEMD)
    state.buffer.flush()
    expect(result(state).account(RIPEMD)).toBeDefined()
  })

  it('forgets the storage that 0x…03 had before it was removed and came back', () => {
    const world = worldOf({ [RIPEMD]: { slots: { [slot(0)]: value(5) } } })
    const buffer = new FlatBuffer(world)
    buffer.load(RIPEMD)
    buffer.drop()
    buffer.create(RIPEMD)
    buffer.flush()
    expect(buffer.slot(RIPEMD, slot(0))).toHaveLength(0)
    world.apply(buffer.changes())
    expect(slotsOf(world, RIPEMD, 0)).toEqual(['0x'])
  })

  it('hands nothing over that was not flushed', () => {
    const { buffer } = begin()
    buffer.setSlot(A, slot(0), value(1))
    expect([...buffer.changes()]).toEqual([])
    buffer.flush()
    expect([...buffer.changes()]).toHaveLength(2)
  })

  it('takes flushing again as nothing new', () => {
    const { buffer } = begin()
    buffer.setSlot(A, slot(0), value(1))
    buffer.flush()
    const once = [...buffer.changes()].map((one) =>
      JSON.stringify(one, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v)),
    )
    buffer.flush()
    const twice = [...buffer.changes()].map((one) =>
      JSON.stringify(one, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v)),
    )
    expect(twice).toEqual(once)
  })

  it('rewrites unchanged touched accounts identically (spec 02 §7.3)', () => {
    const { buffer, world } = begin()
    buffer.drop()
    const before = toHex(world.root())
    buffer.load(A)
    buffer.setNonce(A, 1n)
    buffer.flush()
    world.apply(buffer.changes())
    expect(toHex(world.root())).toBe(before)
  })
})

describe('FlatBuffer, the original value of a slot', () => {
  it('is that of the last flush', () => {
    const world = worldOf({ [A]: { nonce: 1n, slots: { [slot(0)]: value(1) } } })
    const buffer = new FlatBuffer(world)
    buffer.setSlot(A, slot(0), value(2))
    expect(buffer.originalSlot(A, slot(0))).toEqual(value(1))
    buffer.flush()
    expect(buffer.originalSlot(A, slot(0))).toEqual(value(2))
    buffer.setSlot(A, slot(0), value(3))
    expect([buffer.originalSlot(A, slot(0)), buffer.slot(A, slot(0))]).toEqual([value(2), value(3)])
  })

  it('is zero for an account made or cleared in the buffer', () => {
    const world = worldOf({ [A]: { nonce: 1n, slots: { [slot(0)]: value(1) } } })
    const buffer = new FlatBuffer(world)
    buffer.clearStorage(A)
    expect(buffer.originalSlot(A, slot(0))).toHaveLength(0)
    buffer.drop()
    expect(buffer.originalSlot(A, slot(0))).toEqual(value(1))
  })
})

describe('FlatBuffer against a naive model', () => {
  it('keeps code that was set before the account was dropped from the buffer and its storage cleared', () => {
    const world = worldOf({})
    const buffer = new FlatBuffer(world)
    buffer.setCode(A, Uint8Array.of(1))
    buffer.flush()
    buffer.drop()
    buffer.clearStorage(A)
    buffer.flush()
    expect(buffer.code(A)).toEqual(Uint8Array.of(1))
    world.apply(buffer.changes())
    expect(world.code(world.account(A)?.codeHash ?? new Uint8Array(32))).toEqual(Uint8Array.of(1))
  })

  it('tells many accounts apart', () => {
    const { buffer, world } = begin()
    const many = Array.from({ length: 40 }, (_, i) => address(0x100 + i))
    for (const [i, of] of many.entries()) {
      if (i === 20) buffer.flush()
      if (i === 30) buffer.drop()
      buffer.setBalance(of, BigInt(i + 1))
      buffer.setSlot(of, slot(1), value(i + 1))
    }
    const kept = (i: number): boolean => i < 20 || i >= 30
    for (const [i, of] of many.entries()) {
      expect(buffer.read(of)?.balance).toBe(kept(i) ? BigInt(i + 1) : undefined)
      expect(buffer.slot(of, slot(1))).toEqual(value(kept(i) ? i + 1 : 0))
    }
    buffer.flush()
    world.apply(buffer.changes())
    for (const [i, of] of many.entries()) expect(world.account(of)?.balance).toBe(kept(i) ? BigInt(i + 1) : undefined)
  })

  it('shows and hands over what a buffer of full copies does', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: accountStep },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const buffer = new FlatBuffer(worldOf(BEFORE))
        const working: ModelState = modelBefore()
        const buffered: ModelState = new Map()
        const load = (at: Hex): ModelAccount | undefined => {
          const known = buffered.get(at) ?? working.get(at)
          if (known === undefined) return undefined
          if (!buffered.has(at)) buffered.set(at, copyAccount(known))
          return buffered.get(at)
        }
        const create = (at: Hex): ModelAccount => {
          const created = freshAccount()
          buffered.set(at, created)
          return created
        }
        for (const one of steps) {
          if (one.kind === 'flush') {
            buffer.flush()
            for (const [at, account] of buffered) working.set(at, copyAccount(account))
          } else if (one.kind === 'drop') {
            buffer.drop()
            const ripemd = buffered.get(RIPEMD)
            const empty = ripemd !== undefined && ripemd.nonce === 0n && ripemd.balance === 0n && ripemd.code === '0x'
            buffered.clear()
            if (empty) working.delete(RIPEMD)
          } else {
            applyToBuffer(buffer, one)
            if (one.kind === 'load') load(one.at)
            else if (one.kind === 'create') create(one.at)
            else applyToAccount(one, (at) => load(at) ?? create(at))
          }
          expect(shownBy(buffer, (at) => buffer.read(at))).toEqual(
            shownByModel((at) => buffered.get(at) ?? working.get(at)),
          )
          expectChanges(buffer, working)
        }
      }),
      { numRuns: 400 },
    )
  })
})

/** An empty account as the world holds it. */
function* worldChanges(of: Hex) {
  const source = new FlatBuffer(worldOf({}))
  source.create(of)
  source.flush()
  yield* source.changes()
}
