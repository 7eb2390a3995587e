/** Public accounts seen and touched by private code (spec 02 §7.2). */
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import type { GenesisAccount } from '../../src/state/genesisAccount.ts'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { privateContractAddress } from '../../src/transaction/contractAddress.ts'
import type { AccountSketch } from '../state/stores.ts'
import {
  CALL,
  FIRST,
  GROUP,
  KA,
  OWNER,
  OneGroup,
  SECOND,
  USER3,
  groupWith,
  installing,
  returning,
  word,
  wordsOf,
} from './oneGroup.ts'

const PUBLIC: Hex = '0x00000000000000000000000000000000000900b1'
const OTHER: Hex = '0x00000000000000000000000000000000000900b2'
const EOA: Hex = '0x00000000000000000000000000000000000900e0'
const account = (code: string, rest: AccountSketch = {}): AccountSketch => ({
  nonce: 1n,
  code: fromHex(code.replaceAll(' ', '')),
  ...rest,
})
/** Runtime that calls an address with 100,000 gas and value, and returns its success and the gas that it cost. */
const measured = (target: Hex, value = '00', opcode = 'f1'): string =>
  returning(
    `5a 6000 6000 6000 6000 ${opcode === 'f1' ? `60${value}` : ''} 73${target.slice(2)} 620186a0 ${opcode} 90 5a 90 03 90`,
    2,
  )

async function measure(group: OneGroup, at: Hex): Promise<{ success: boolean; burnt: boolean }> {
  const { status, output } = await group.send({ to: at })
  expect(status).toBe(1)
  const [success, gas] = wordsOf(output).map((text) => BigInt(`0x${text}`))
  return { success: success === 1n, burnt: (gas ?? 0n) > 99_000n }
}

const BENEFICIARY = EOA.slice(2)
const attempts: readonly [string, string][] = [
  ['SSTORE', '6001600055 00'],
  ['CREATE', '600060006000f0 00'],
  ['CREATE2', '6000600060006000f5 00'],
  ['SELFDESTRUCT', `73${'beef'.padStart(40, '0')} ff`],
]

describe('changes of public accounts', () => {
  it.each(attempts)('FP-137 %s in public code ends the top level without a revert reason', async (_, code) => {
    const group = await groupWith([], { publicState: { [PUBLIC]: account(code) } })
    const before = group.root
    expect(await group.send({ to: PUBLIC })).toMatchObject({
      status: 0,
      output: '0x',
      revertReason: undefined,
      root: before,
    })
  })

  it.each(attempts)('%s in public code reverts the inner frame and gives the gas back', async (_, code) => {
    const group = await groupWith([measured(PUBLIC)], { publicState: { [PUBLIC]: account(code) } })
    expect(await measure(group, FIRST)).toEqual({ success: false, burnt: false })
  })

  it('SELFDESTRUCT of a private contract to a public account reverts', async () => {
    const group = await groupWith([`73${BENEFICIARY} ff`, measured(FIRST)], { publicState: { [EOA]: { balance: 1n } } })
    expect(await measure(group, SECOND)).toEqual({ success: false, burnt: false })
  })

  it.each(attempts)('%s in a static frame is a static violation: the gas is gone', async (_, code) => {
    const group = await groupWith([measured(PUBLIC, '', 'fa')], { publicState: { [PUBLIC]: account(code) } })
    expect(await measure(group, FIRST)).toEqual({ success: false, burnt: true })
  })

  it('a failed inner write of a public contract takes the caller’s writes along', async () => {
    const group = await groupWith([`6001600055 ${CALL(PUBLIC)} 50 6002600155 00`], {
      publicState: { [PUBLIC]: account('6001600055 00') },
    })
    expect(await group.send({ to: FIRST })).toMatchObject({ status: 1 })
    expect([group.slot(FIRST, 0n), group.slot(FIRST, 1n), group.nonce(OWNER)]).toEqual([
      `0x${word(0n)}`,
      `0x${word(2n)}`,
      2n,
    ])
  })

  it('a value transfer from a public contract halts the frame that is called', async () => {
    const inner = returning(`5a 6000 6000 6000 6000 6001 73${EOA.slice(2)} 620186a0 f1 90 5a 90 03 90`, 2)
    const group = await groupWith([], { publicState: { [PUBLIC]: account(inner, { balance: 9n }) } })
    expect(await measure(group, PUBLIC)).toEqual({ success: false, burnt: true })
  })

  it('a value transfer to a public account halts the frame; to a private one it moves', async () => {
    const rich: GenesisAccount = {
      address: OTHER,
      nonce: 1n,
      balance: 5n,
      code: fromHex(measured(EOA, '02').replaceAll(' ', '')),
      storage: new Map(),
    }
    const frozen = new OneGroup({ publicState: { [EOA]: { nonce: 1n } }, privateGenesis: () => [rich] })
    await frozen.create(KA)
    expect(await measure(frozen, OTHER)).toEqual({ success: false, burnt: true })
    const free = new OneGroup({ privateGenesis: () => [rich] })
    await free.create(KA)
    expect(await measure(free, OTHER)).toMatchObject({ success: true })
    expect([free.world.account(OTHER)?.balance, free.world.account(EOA)?.balance]).toEqual([3n, 2n])
  })

  it('a CALL with more value than there is makes no frame and drops nothing', async () => {
    const group = await groupWith([`6001600055 6000600060006000600173${EOA.slice(2)}5af1 60015500`])
    await group.send({ to: FIRST })
    expect([group.slot(FIRST, 0n), group.slot(FIRST, 1n)]).toEqual([`0x${word(1n)}`, `0x${word(0n)}`])
    expect(group.world.account(EOA)).toBeUndefined()
    expect(group.nonce(OWNER)).toBe(3n)
  })

  it('a creation at a public address halts, with balance only as well as with code', async () => {
    for (const existing of [{ balance: 1n }, account('00')]) {
      const target = toHex(privateContractAddress(OWNER, 1n, GROUP))
      const group = new OneGroup({ publicState: { [target]: existing } })
      await group.create(KA)
      expect(await group.send({ data: installing('00') })).toMatchObject({
        status: 0,
        kind: 'halt',
        revertReason: undefined,
      })
    }
  })
})

describe('what public code may do privately', () => {
  it('FP-135 FP-138 is read by private code, several levels deep', async () => {
    const reader = (target: Hex): string =>
      `60206000 6000 6000 73${target.slice(2)} 5a fa 50 60206000f3`.replaceAll(' ', '')
    const value = account('60005460005260206000f3', { slots: { [`0x${word(0n)}`]: Uint8Array.of(42) } })
    const group = await groupWith([reader(OTHER)], {
      publicState: { [PUBLIC]: value, [OTHER]: account(reader(PUBLIC)) },
    })
    expect(await group.send({ to: FIRST })).toMatchObject({ status: 1, output: `0x${word(42n)}` })
  })

  it('emits logs under its own address', async () => {
    const group = await groupWith([`${CALL(PUBLIC)} 00`], { publicState: { [PUBLIC]: account('60006000a000') } })
    const { logs } = await group.send({ to: FIRST })
    expect(logs.map(({ address }) => toHex(address))).toEqual([PUBLIC])
  })

  it('writes to the private caller by DELEGATECALL', async () => {
    const delegating = `600060006000600073${PUBLIC.slice(2)}5af400`
    const group = await groupWith([delegating], { publicState: { [PUBLIC]: account('600560005500') } })
    expect(await group.send({ to: FIRST })).toMatchObject({ status: 1 })
    expect(group.slot(FIRST, 0n)).toBe(`0x${word(5n)}`)
  })

  it('FP-136 cannot see private contracts', async () => {
    const group = await groupWith(['00'], { publicState: { [PUBLIC]: account('00') } })
    expect(group.publicView.account(FIRST)).toBeUndefined()
    expect(group.publicView.code(FIRST)).toHaveLength(0)
  })

  it('leaves no private account behind when it is called', async () => {
    const group = await groupWith([`${CALL(PUBLIC)} 50 ${CALL(EOA)} 00`], {
      publicState: { [PUBLIC]: account('00'), [EOA]: { balance: 1n } },
    })
    await group.send({ to: FIRST })
    expect([group.world.account(PUBLIC), group.world.account(EOA)]).toEqual([undefined, undefined])
  })

  it('has private inner addresses that do not depend on the group (spec 02 §6.6)', async () => {
    const group = await groupWith([returning('600060006000f0', 1)])
    const { output } = await group.send({ to: FIRST })
    // keccak(rlp([0x10f8…690f, 1])), the address that the same creator and nonce give anywhere.

    const inner = toHex(keccak256(fromHex(`d694${FIRST.slice(2)}01`)).subarray(12))
    expect(output).toBe(`0x${inner.slice(2).padStart(64, '0')}`)
    expect(group.world.account(inner)).toMatchObject({ nonce: 1n })
    expect(group.world.account(toHex(USER3))).toBeUndefined()
  })
})
