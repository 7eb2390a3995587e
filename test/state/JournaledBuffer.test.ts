import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Hex, toHex } from '../../src/primitives/bytes.ts'
import { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import { EMPTY_CODE_HASH } from '../../src/state/account.ts'
import {
  ADDRESSES,
  BEFORE,
  type ModelAccount,
  type ModelState,
  accountStep,
  applyToAccount,
  applyToBuffer,
  copyState,
  expectChanges,
  freshAccount,
  modelBefore,
  shownBy,
  shownByModel,
} from './bufferModel.ts'
import { address, slot, value, worldOf } from './stores.ts'

const A = address(0x10)

describe('JournaledBuffer against a naive model', () => {
  it('undoes what a failed frame did and nothing else, and keeps every view as it was', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: accountStep },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at: fc.constantFrom(...ADDRESSES) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('transaction' as const) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const buffer = new JournaledBuffer(worldOf(BEFORE))
        let model: ModelState = modelBefore()
        let saved: ModelState[] = []
        const views: [shown: () => unknown, expected: unknown][] = []
        const writable = (at: Hex): ModelAccount => {
          let account = model.get(at)
          if (account === undefined) model.set(at, (account = freshAccount()))
          return account
        }
        for (const one of steps) {
          if (one.kind === 'checkpoint') {
            buffer.checkpoint()
            saved.push(copyState(model))
          } else if (one.kind === 'flush' || one.kind === 'drop') {
            const before = saved.pop()
            // The EVM ends only frames that it has begun.
            if (before === undefined) continue
            if (one.kind === 'flush') buffer.flush()
            else {
              buffer.drop()
              model = before
            }
          } else if (one.kind === 'transaction') {
            buffer.beginTransaction()
            saved = []
            const view = buffer.view()
            const shown = (): unknown => shownBy(view, (at) => view.account(at))
            views.push([shown, shown()])
          } else if (one.kind === 'delete') {
            buffer.delete(one.at)
            model.delete(one.at)
          } else {
            applyToBuffer(buffer, one)
            if (one.kind === 'create') model.set(one.at, freshAccount())
            else if (one.kind !== 'load') applyToAccount(one, writable)
          }
          expect(shownBy(buffer, (at) => buffer.read(at))).toEqual(shownByModel((at) => model.get(at)))
        }
        expectChanges(buffer, model)
        for (const [shown, expected] of views) expect(shown()).toEqual(expected)
      }),
      { numRuns: 400 },
    )
  })

  it('knows the value of each slot at the beginning of the transaction', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('slot' as const), number: fc.constantFrom(0, 1), word: fc.nat(3).map(value) }),
      fc.record({
        kind: fc.constantFrom('checkpoint' as const, 'end' as const, 'transaction' as const),
        fails: fc.boolean(),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const buffer = new JournaledBuffer(worldOf(BEFORE))
        const now = (): string[] => [0, 1].map((number) => toHex(buffer.slot(A, slot(number))))
        let originals = now()
        let depth = 0
        for (const one of steps) {
          if (one.kind === 'slot') buffer.setSlot(A, slot(one.number), one.word)
          else if (one.kind === 'checkpoint') {
            buffer.checkpoint()
            depth++
          } else if (one.kind === 'end' && depth > 0) {
            if (one.fails) buffer.drop()
            else buffer.flush()
            depth--
          } else if (one.kind === 'transaction') {
            buffer.beginTransaction()
            originals = now()
            depth = 0
          }
          expect([0, 1].map((number) => toHex(buffer.originalSlot(A, slot(number))))).toEqual(originals)
        }
      }),
    )
  })
})

describe('JournaledBuffer', () => {
  it('keeps a successful inner frame only if its caller succeeds', () => {
    const buffer = new JournaledBuffer(worldOf(BEFORE))
    buffer.checkpoint()
    buffer.setSlot(A, slot(0), value(1))
    buffer.checkpoint()
    buffer.setSlot(A, slot(1), value(2))
    buffer.flush()
    expect(buffer.slot(A, slot(1))).toEqual(value(2))
    buffer.drop()
    expect([buffer.slot(A, slot(0)), buffer.slot(A, slot(1))]).toEqual([value(9), value(0)])
  })

  it('gives back an account that a failed frame deleted, code and storage included', () => {
    const buffer = new JournaledBuffer(worldOf(BEFORE))
    buffer.setCode(A, Uint8Array.of(7))
    buffer.checkpoint()
    buffer.delete(A)
    buffer.create(A)
    expect(buffer.code(A)).toHaveLength(0)
    buffer.drop()
    expect(buffer.code(A)).toEqual(Uint8Array.of(7))
    expect(buffer.slot(A, slot(0))).toEqual(value(9))
  })

  it('shows overridden accounts in a view, and only there', () => {
    const buffer = new JournaledBuffer(worldOf(BEFORE))
    const view = buffer.view(new Map([[A, { nonce: 9n, balance: 1n, codeHash: EMPTY_CODE_HASH }]]))
    expect(view.account(A)).toMatchObject({ nonce: 9n, balance: 1n })
    expect(buffer.read(A)).toMatchObject({ nonce: 1n, balance: 5n })
    expect(view.account(address(0x99))).toBeUndefined()
    expect(view.code(address(0x99))).toHaveLength(0)
    expect(view.slot(address(0x99), slot(0))).toHaveLength(0)
  })

  it('shows nothing of a deleted account in a view', () => {
    const buffer = new JournaledBuffer(worldOf(BEFORE))
    buffer.delete(A)
    buffer.beginTransaction()
    const view = buffer.view()
    buffer.create(A)
    expect([view.account(A), view.code(A).length, view.slot(A, slot(0)).length]).toEqual([undefined, 0, 0])
  })
})
