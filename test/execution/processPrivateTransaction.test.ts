import { describe, expect, it } from 'vitest'
import { processPrivateTransaction, simulateCall } from '../../src/execution/processPrivateTransaction.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { ZERO_ADDRESS } from '../../src/primitives/addresses.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import {
  CALL,
  FIRST,
  OWNER,
  SECOND,
  THIRD,
  USER2_KEY,
  USER3,
  USER3_KEY,
  groupWith,
  installing,
  word,
} from './oneGroup.ts'

const STORE = '60003560005500'

describe('validation (spec 02 §6.2)', () => {
  it.each([
    ['a nonce that is too low', { nonce: 1n }],
    ['a nonce that is too high', { nonce: 3n }],
    ['value', { value: 1n }],
    ['another chain id', { chainId: 1338n }],
  ])('FP-89 %s is invalid: status 2 and no trace', async (_, wrong) => {
    const group = await groupWith([STORE])
    const before = group.root
    expect(await group.send({ to: FIRST, data: word(5n), ...wrong })).toMatchObject({
      status: 2,
      kind: undefined,
      output: '0x',
      logs: [],
      revertReason: undefined,
      root: before,
    })
  })

  it('accepts a transaction without chain id', async () => {
    const group = await groupWith([STORE])
    expect(await group.send({ to: FIRST, data: word(5n), chainId: null })).toMatchObject({ status: 1 })
  })

  it('FP-89 makes a transaction invalid whose sender cannot be recovered', async () => {
    const group = await groupWith([STORE])
    const { transaction } = await group.envelope({ to: FIRST })
    // No point of the curve has this x coordinate.
    const broken = { ...transaction, signature: { ...transaction.signature, r: 5n } }
    const { receipt, outcome } = await processPrivateTransaction(group.context, broken)
    expect([receipt.status, outcome]).toEqual([2, undefined])
  })

  it('takes the nonce of the private account, not of the public one', async () => {
    const group = await groupWith([STORE], { publicState: { [toHex(USER3)]: { nonce: 9n, balance: 1n } } })
    expect(await group.send({ key: USER3_KEY, nonce: 0n, to: FIRST, data: word(1n) })).toMatchObject({ status: 1 })
    expect(group.nonce(USER3)).toBe(1n)
  })
})

describe('results (spec 02 §8)', () => {
  it('success: status 1, output, nonce', async () => {
    const group = await groupWith(['602a60005260206000f3'])
    expect(await group.send({ to: FIRST })).toMatchObject({
      status: 1,
      output: `0x${word(42n)}`,
      revertReason: undefined,
    })
    expect(group.nonce(OWNER)).toBe(3n)
  })

  it.each([
    ['REVERT with data', '602a60005260206000fd', `0x${word(42n)}`],
    ['REVERT without data', '60006000fd', '0x'],
    ['an invalid opcode', 'fe', undefined],
    ['a stack underflow', '01', undefined],
    ['a bad jump', '600056', undefined],
    ['an offset beyond all gas', '60017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff52', undefined],
  ])('FP-92 %s: status 0 and no nonce', async (_, runtime, revertReason) => {
    const group = await groupWith([runtime])
    const before = group.root
    expect(await group.send({ to: FIRST })).toMatchObject({
      status: 0,
      output: '0x',
      logs: [],
      revertReason,
      root: before,
    })
    expect(group.nonce(OWNER)).toBe(2n)
    expect(await group.send({ nonce: 2n, data: installing('00') })).toMatchObject({ status: 1 })
  })

  it('FP-114 broken init code: status 0', async () => {
    const group = await groupWith([])
    expect(await group.send({ data: 'fe' })).toMatchObject({ status: 0, revertReason: undefined })
  })

  it('a creation gives the runtime code and a contract with nonce 1', async () => {
    const group = await groupWith([])
    expect(await group.send({ data: installing(STORE) })).toMatchObject({ status: 1, output: `0x${STORE}` })
    expect(group.world.account(FIRST)).toMatchObject({ nonce: 1n, balance: 0n })
    expect(toHex(group.world.code(group.world.account(FIRST)?.codeHash ?? new Uint8Array()))).toBe(`0x${STORE}`)
  })

  it('an empty creation succeeds without code', async () => {
    const group = await groupWith([])
    expect(await group.send({})).toMatchObject({ status: 1, output: '0x' })
    expect(group.world.account(FIRST)).toMatchObject({ nonce: 1n })
  })

  it('an internal exception makes the transaction invalid', async () => {
    // The constructor reads its storage after a failed inner call has taken its account away.
    const group = await groupWith(['60006000fd'])
    expect(await group.send({ key: USER3_KEY, data: `${CALL(FIRST)} 50 600054` })).toMatchObject({
      status: 2,
      kind: 'internal',
    })
  })

  it('a call to nothing, to a precompile or to the privacy precompile succeeds (spec 02 §6.5)', async () => {
    const group = await groupWith([])
    for (const to of [THIRD, `0x${'04'.padStart(40, '0')}`, `0x${'7d'.padStart(40, '0')}`] as const) {
      expect(await group.send({ to, data: to.endsWith('04') ? '0102' : '' })).toMatchObject({ status: 1 })
      expect(group.world.account(to)).toMatchObject({ nonce: 0n, balance: 0n })
    }
    expect(await group.send({ to: `0x${'04'.padStart(40, '0')}`, data: '0102' })).toMatchObject({ output: '0x0102' })
  })
})

describe('strict frames (journaled)', () => {
  it('undo their own changes and nothing else', async () => {
    const outer = `6001600055 ${CALL(FIRST)} 60100160015500`
    const group = await groupWith(['600560055560006000fd', outer], { journaled: true })
    expect(await group.send({ key: USER3_KEY, to: SECOND })).toMatchObject({ status: 1 })
    expect([group.slot(SECOND, 0n), group.slot(SECOND, 1n)]).toEqual([`0x${word(1n)}`, `0x${word(0x10n)}`])
    expect(group.slot(FIRST, 5n)).toBe(`0x${word(0n)}`)
    expect(group.nonce(USER3)).toBe(1n)
  })

  it('take an inner success back when the caller fails', async () => {
    const inner = `${CALL(FIRST)} 50 60006000fd`
    const group = await groupWith(['600760075500', inner, `${CALL(SECOND)} 50 00`], { journaled: true })
    await group.send({ to: THIRD })
    expect(group.slot(FIRST, 7n)).toBe(`0x${word(0n)}`)
  })

  it('leave nothing of a failed transaction', async () => {
    const group = await groupWith([`6001600055 60006000fd`], { journaled: true })
    const before = group.root
    expect(await group.send({ to: FIRST })).toMatchObject({ status: 0, root: before })
  })

  it('give the same roots where no inner frame fails', async () => {
    const roots = await Promise.all(
      [true, false].map(async (journaled) => {
        const group = await groupWith([STORE, `${CALL(FIRST)} 50 6001600155 00`], { journaled })
        await group.send({ to: FIRST, data: word(3n) })
        await group.send({ key: USER2_KEY, to: SECOND })
        return group.root
      }),
    )
    expect(roots[0]).toBe(roots[1])
  })
})

describe('simulation (spec 02 §11.2)', () => {
  it('changes nothing and sees the caller that it is given', async () => {
    const group = await groupWith(['6001600055 33 60005260206000f3'])
    const before = group.root
    const call = { to: toAddress(fromHex(FIRST)), data: new Uint8Array(0), gasPrice: 0n }
    const outcome = await simulateCall(group.context, { ...call, sender: USER3 })
    expect([outcome.kind, toHex(outcome.output)]).toEqual(['success', `0x${toHex(USER3).slice(2).padStart(64, '0')}`])
    expect((await simulateCall(group.context, { ...call, sender: ZERO_ADDRESS })).kind).toBe('success')
    expect(group.root).toBe(before)
    expect(group.slot(FIRST, 0n)).toBe(`0x${word(0n)}`)
  })
})
