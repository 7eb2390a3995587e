import { describe, expect, it } from 'vitest'
import type { HardforkName } from '../../../src/chain/hardfork.ts'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { fromHex, toBigInt, toHex, toWord } from '../../../src/primitives/bytes.ts'
import { address, slot } from '../../state/stores.ts'
import { COINBASE, SENDER, TARGET, executeFast, executeReference, returningTop } from './execute.ts'

const CALLEE = address(0x1002)
const callee = CALLEE.slice(2)
/** Returns its first call data word plus 1, after writing it to slot 0. */
const CALLEE_CODE = fromHex('6000356001018060005560005260206000f3')
const REVERTING = address(0x1003)
/** Reverts with two bytes. */
const REVERTING_CODE = fromHex('61abcd6000526002601efd')
const HUGE = `7f${'ff'.repeat(32)}`

const surroundings = {
  data: fromHex(`0102${'00'.repeat(30)}ff`),
  slots: { [slot(1)]: Uint8Array.of(0x12, 0x34) },
  balance: 5n,
  accounts: {
    [CALLEE]: { nonce: 1n, balance: 3n, code: CALLEE_CODE },
    [REVERTING]: { nonce: 1n, code: REVERTING_CODE },
  },
}

type Case = [code: string, top: bigint, fork?: HardforkName]

/** Calls the callee with the word in memory 0 and takes its answer to memory 32; leaves the success. */
const calling = (opcode: string, value: string): string => `6020 6020 6020 6000 ${value} 73${callee} 5a ${opcode}`

const families: Readonly<Record<string, readonly Case[]>> = {
  keccak: [
    ['6000 6000 20', toBigInt(keccak256(new Uint8Array(0)))],
    ['6001 6000 52 6040 6000 20', toBigInt(keccak256(new Uint8Array([...toWord(1n), ...new Uint8Array(32)])))],
    ['6001 6000 52 6020 6001 20', toBigInt(keccak256(new Uint8Array([...toWord(1n).subarray(1), 0])))],
  ],
  environment: [
    ['30', BigInt(TARGET)],
    ['30 31', 5n],
    ['32', BigInt(SENDER)],
    ['33', BigInt(SENDER)],
    ['34', 0n],
    ['6000 35', 2n ** 248n + 2n ** 241n],
    ['6020 35', 0xffn << 248n],
    ['6021 35', 0n],
    [`${HUGE} 35`, 0n],
    ['36', 33n],
    ['6022 6000 6000 37 6001 51', (0x02n << 248n) + 0xffn],
    [`6020 ${HUGE} 6000 37 6000 51`, 0n],
    ['38', 9n],
    ['6004 6000 6000 39 6000 51', 0x60046000n << 224n],
    ['3a', 77n],
    [`73${callee} 3b`, BigInt(CALLEE_CODE.length)],
    [`6005 6001 6000 73${callee} 3c 6000 51`, toBigInt(CALLEE_CODE.subarray(1, 6)) << 216n],
    [`73${callee} 3f`, toBigInt(keccak256(CALLEE_CODE))],
    ['6099 3f', 0n],
    ['3d', 0n],
    ['47', 5n],
    [`7fff${'00'.repeat(11)}${callee} 31`, 3n],
  ],
  block: [
    ['61012c 40', 0n],
    ['61012b 40', BigInt(`0x${'2b'.repeat(32)}`)],
    ['602c 40', BigInt(`0x${'2c'.repeat(32)}`)],
    ['602b 40', 0n],
    ['41', BigInt(COINBASE)],
    ['42', 1_700_000_000n],
    ['43', 300n],
    ['44', 7n],
    ['44', BigInt(`0x${'77'.repeat(32)}`), 'shanghai'],
    ['45', 30_000_000n],
    ['46', 1337n],
    ['48', 9n],
    ['6000 49', 0n, 'cancun'],
    ['4a', 0n, 'cancun'],
  ],
  stack: [
    ['5f', 0n, 'shanghai'],
    ['6001 6002 50', 1n],
    ['6001 6002 6003 82', 1n],
    ['6001 6002 6003 91', 1n],
    ['6001 6002 90 03', 2n ** 256n - 1n],
    ['58', 0n],
    ['6001 50 58', 3n],
    [`7f${'12'.repeat(32)}`, BigInt(`0x${'12'.repeat(32)}`)],
    ['64 0102030405', 0x0102030405n],
  ],
  memory: [
    ['59', 0n],
    ['6001 601f 52 59', 64n],
    ['61abcd 6005 53 6000 51', 0xcdn << 208n],
    ['6001 6020 52 6001 51', 0n],
    ['6001 6020 52 6020 51', 1n],
    ['61abcd 6000 52 6020 6000 6001 5e 6001 51', 0xabcdn, 'cancun'],
    [`6000 ${HUGE} ${HUGE} 5e 59`, 0n, 'cancun'],
  ],
  storage: [
    ['6001 54', 0x1234n],
    ['6002 54', 0n],
    ['6007 6001 55 6001 54', 7n],
    ['6000 6001 55 6001 54', 0n],
    [`6009 ${HUGE} 55 ${HUGE} 54`, 9n],
    ['6007 6001 5d 6001 5c 6002 5c 01', 7n, 'cancun'],
  ],
  flow: [
    ['6001 6006 57 fe 5b 6003', 3n],
    ['6000 6000 57 6004', 4n],
    ['6003 56 5b 6005', 5n],
    // Counts down from 5 and adds up.
    ['6000 6005 5b 80 91 01 90 6001 90 03 80 6004 57 50', 15n],
  ],
  calls: [
    [`6009 6000 52 ${calling('f1', '6000')} 6020 51 01`, 11n],
    [`6009 6000 52 ${calling('f1', '6002')} 50 73${callee} 31`, 5n],
    [`6009 6000 52 ${calling('f1', '6006')}`, 0n],
    [`6009 6000 52 ${calling('f2', '6000')} 50 6000 54`, 10n],
    [`6009 6000 52 ${calling('f4', '')} 50 6000 54`, 10n],
    [`6009 6000 52 ${calling('fa', '')}`, 0n],
    [`6000 6000 6000 6000 6000 73${REVERTING.slice(2)} 5a f1 3d 01`, 2n],
    [`6002 6000 6000 6000 6000 73${REVERTING.slice(2)} 5a f1 50 6000 51`, 0xabcdn << 240n],
    [`6000 6000 6000 6000 6000 73${REVERTING.slice(2)} 5a f1 50 6002 6000 6001 3e 6001 51`, 0xabcdn << 240n],
    ['6020 6020 6020 6000 6000 6004 5a f1 6020 51 01', 1n],
  ],
  creation: [
    ['6000 6000 6000 f0 3b', 0n],
    // Installs one byte.
    ['6960016000536001 6000f3 6000 52 600a 6016 6000 f0 3b', 1n],
    ['6960016000536001 6000f3 6000 52 6007 600a 6016 6000 f5 3b', 1n],
    ['6000 6000 6009 f0', 0n],
  ],
}

for (const [family, cases] of Object.entries(families)) {
  describe(`${family}: as expected, and as on the reference engine`, () => {
    it.each<Case>(cases)('%s', async (code, top, fork = 'london') => {
      const found = executeFast(returningTop(code), { ...surroundings, fork })
      expect({ kind: found.kind, output: toHex(found.output) }).toEqual({ kind: 'success', output: toHex(toWord(top)) })
      expect(found).toEqual(await executeReference(returningTop(code), { ...surroundings, fork }))
    })
  })
}

describe('what ends a frame, as on the reference engine', () => {
  it.each([
    ['INVALID', 'fe', 'halt'],
    ['an unknown opcode', '0c', 'halt'],
    ['a jump into the data of a PUSH', '6003 56 605b 00', 'halt'],
    ['a jump behind the code', '60ff 56', 'halt'],
    ['a jump far away', `${HUGE} 56`, 'halt'],
    ['too little on the stack', '01', 'halt'],
    ['too much on the stack', '5b 6001 6000 56', 'halt'],
    ['return data that is not there', '6001 6000 6000 3e', 'halt'],
    ['memory without end', `6001 ${HUGE} 52`, 'capped'],
    ['STOP', '00', 'success'],
    ['the end of the code', '6001', 'success'],
    ['the end of the code within a PUSH', '7f01', 'success'],
    ['RETURN', '6002 6000 f3', 'success'],
    ['REVERT', '6002 6000 fd', 'revert'],
    ['SELFDESTRUCT', '6099 ff', 'success'],
  ] as const)('%s', async (_, code, kind) => {
    const found = executeFast(code)
    expect(found.kind).toBe(kind)
    expect(found).toEqual(await executeReference(code))
  })
})

describe('logs', () => {
  it.each([0, 1, 2, 3, 4])('with %i topics', async (topics) => {
    const pushes = Array.from({ length: topics }, (_, i) => `60${(topics - i).toString(16).padStart(2, '0')}`).join('')
    const code = `61abcd 6000 52 ${pushes} 6002 601e a${topics}`
    const { logs } = executeFast(code)
    expect(logs).toEqual([
      {
        address: fromHex(TARGET),
        topics: Array.from({ length: topics }, (_, i) => toWord(BigInt(i + 1))),
        data: fromHex('abcd'),
      },
    ])
    expect(logs).toEqual((await executeReference(code)).logs)
  })

  it('of a failed frame are gone', () => {
    // The callee logs and reverts.
    const accounts = { [CALLEE]: { nonce: 1n, code: fromHex('60006000a060006000fd') } }
    const call = `6000 6000 6000 6000 6000 73${callee} 5a f1`
    const { logs } = executeFast(`6001 6000 6000 a1 ${call} 6002 6000 6000 a1`, { accounts })
    expect(logs.map(({ topics }) => toBigInt(topics[0] ?? new Uint8Array(0)))).toEqual([1n, 2n])
  })
})
