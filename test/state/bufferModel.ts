/** Arbitrary use of an execution buffer, and what the naive models of both buffers have in common. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import type { ExecutionBuffer } from '../../src/state/ExecutionBuffer.ts'
import { codeHashOf } from '../../src/state/WorldState.ts'
import { type AccountSketch, address, slot, value, worldOf } from './stores.ts'

/** An account of a model with everything in it. */
export interface ModelAccount {
  nonce: bigint
  balance: bigint
  code: string
  slots: Map<Hex, string>
}
/** A state of a model. */
export type ModelState = Map<Hex, ModelAccount>

export const copyAccount = (account: ModelAccount): ModelAccount => ({ ...account, slots: new Map(account.slots) })
export const copyState = (state: ModelState): ModelState =>
  new Map([...state].map(([key, account]) => [key, copyAccount(account)]))
export const freshAccount = (): ModelAccount => ({ nonce: 0n, balance: 0n, code: '0x', slots: new Map() })

/** 0x…03 is the address with the quirk. */
export const ADDRESSES = [3, 0x10, 0x11].map(address)
export const SLOTS = [0, 1].map(slot)

/** What the world holds before: an empty 0x…03 with storage, a contract with storage; one account is missing. */
export const BEFORE: Readonly<Record<Hex, AccountSketch>> = {
  [address(3)]: { slots: { [slot(1)]: value(8) } },
  [address(0x10)]: { nonce: 1n, balance: 5n, code: Uint8Array.of(0xfe), slots: { [slot(0)]: value(9) } },
}
export const modelBefore = (): ModelState =>
  new Map(
    (Object.entries(BEFORE) as [Hex, AccountSketch][]).map(([key, { nonce = 0n, balance = 0n, code, slots = {} }]) => [
      key,
      {
        nonce,
        balance,
        code: toHex(code ?? new Uint8Array(0)),
        slots: new Map((Object.entries(slots) as [Hex, Uint8Array][]).map(([at, word]) => [at, toHex(word)])),
      },
    ]),
  )

/** One step on one account. */
export type AccountStep =
  | { readonly kind: 'load' | 'create' | 'clear' | 'delete'; readonly at: Hex }
  | { readonly kind: 'nonce' | 'balance'; readonly at: Hex; readonly amount: bigint }
  | { readonly kind: 'code'; readonly at: Hex; readonly code: Uint8Array }
  | { readonly kind: 'slot'; readonly at: Hex; readonly slot: Hex; readonly value: Uint8Array }

const at = fc.constantFrom(...ADDRESSES)

export const accountStep: fc.Arbitrary<AccountStep> = fc.oneof(
  fc.record({ kind: fc.constantFrom('load' as const, 'create' as const), at }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('nonce' as const, 'balance' as const),
      at,
      amount: fc.bigInt(0n, 3n),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('slot' as const),
      at,
      slot: fc.constantFrom(...SLOTS),
      value: fc.nat(3).map(value),
    }),
  },
  fc.record({ kind: fc.constant('code' as const), at, code: fc.constantFrom(Uint8Array.of(1), Uint8Array.of(2, 2)) }),
  fc.record({ kind: fc.constant('clear' as const), at }),
)

export function applyToBuffer(buffer: ExecutionBuffer, step: AccountStep): void {
  if (step.kind === 'load') buffer.load(step.at)
  else if (step.kind === 'create') buffer.create(step.at)
  else if (step.kind === 'clear') buffer.clearStorage(step.at)
  else if (step.kind === 'nonce') buffer.setNonce(step.at, step.amount)
  else if (step.kind === 'balance') buffer.setBalance(step.at, step.amount)
  else if (step.kind === 'code') buffer.setCode(step.at, step.code)
  else if (step.kind === 'slot') buffer.setSlot(step.at, step.slot, step.value)
}

/** @param writable gives the account that the step changes, made if it is missing. */
export function applyToAccount(step: AccountStep, writable: (at: Hex) => ModelAccount): void {
  if (step.kind === 'clear') writable(step.at).slots.clear()
  else if (step.kind === 'nonce') writable(step.at).nonce = step.amount
  else if (step.kind === 'balance') writable(step.at).balance = step.amount
  else if (step.kind === 'code') writable(step.at).code = toHex(step.code)
  else if (step.kind === 'slot') {
    const { slots } = writable(step.at)
    if (step.value.length === 0) slots.delete(step.slot)
    else slots.set(step.slot, toHex(step.value))
  }
}

/** What a buffer or a view shows, in comparable form. */
export function shownBy(
  state: Pick<ExecutionBuffer, 'slot' | 'code'>,
  read: (at: Hex) => { nonce: bigint; balance: bigint; codeHash: Uint8Array } | undefined,
): unknown {
  return ADDRESSES.map((key) => {
    const account = read(key)
    if (account === undefined) return undefined
    const { nonce, balance, codeHash } = account
    const slots = SLOTS.map((number) => toHex(state.slot(key, number)))
    return { nonce, balance, codeHash: toHex(codeHash), code: toHex(state.code(key)), slots }
  })
}

/** The same of a model. */
export function shownByModel(read: (at: Hex) => ModelAccount | undefined): unknown {
  return ADDRESSES.map((key) => {
    const account = read(key)
    if (account === undefined) return undefined
    const { nonce, balance, code } = account
    const slots = SLOTS.map((number) => account.slots.get(number) ?? '0x')
    return { nonce, balance, codeHash: toHex(codeHashOf(fromHex(code))), code, slots }
  })
}

/** Expects the buffer's changes to bring the world to the model's state. */
export function expectChanges(buffer: ExecutionBuffer, model: ModelState): void {
  const world = worldOf(BEFORE)
  world.apply(buffer.changes())
  const expected = worldOf(
    Object.fromEntries(
      [...model].map(([key, { nonce, balance, code, slots }]): [Hex, AccountSketch] => [
        key,
        {
          nonce,
          balance,
          ...(code === '0x' ? {} : { code: fromHex(code) }),
          slots: Object.fromEntries([...slots].map(([number, word]) => [number, fromHex(word)])),
        },
      ]),
    ),
  )
  expect(toHex(world.root())).toBe(toHex(expected.root()))
  for (const [key, { code }] of model) {
    expect(toHex(world.code(world.account(key)?.codeHash ?? codeHashOf(new Uint8Array(0))))).toBe(code)
  }
}
