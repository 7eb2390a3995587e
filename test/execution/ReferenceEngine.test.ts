import { describe, expect, it } from 'vitest'
import type { HardforkName } from '../../src/chain/hardfork.ts'
import { ReferenceEngine } from '../../src/execution/reference/ReferenceEngine.ts'
import { simulateCall } from '../../src/execution/processPrivateTransaction.ts'
import { eras } from '../../src/management/eras.ts'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import {
  CALL,
  COINBASE,
  FIRST,
  KA,
  OWNER,
  OneGroup,
  PROXY,
  SECOND,
  USER3,
  groupWith,
  returning,
  word,
  wordsOf,
} from './oneGroup.ts'

const padded = (bytes: Uint8Array): string => toHex(bytes).slice(2).padStart(64, '0')

describe('environment (spec 02 §6.3)', () => {
  it('has the values of the block and of the transaction', async () => {
    const group = await groupWith([returning('46 6001 43 03 40 48 44 45 42 43 41 34 3a 33 32', 12)])
    group.number = 9n
    const { output } = await group.send({ to: FIRST, gasPrice: 77n })
    const environment = group.environment
    expect(wordsOf(output)).toEqual([
      padded(OWNER),
      padded(OWNER),
      word(77n),
      word(0n),
      padded(COINBASE),
      word(9n),
      word(environment.timestamp),
      word(environment.gasLimit),
      word(7n),
      word(0n),
      group.parentHash.slice(2),
      word(1337n),
    ])
  })

  it('has PREVRANDAO instead of the difficulty from shanghai on', async () => {
    const group = await groupWith([returning('44', 1)], { fork: 'shanghai' })
    expect((await group.send({ to: FIRST })).output).toBe(`0x${'77'.repeat(32)}`)
  })

  it('has no blobs: base fee 0, hash 0 (cancun)', async () => {
    const group = await groupWith([returning('4a 6000 49', 2)], { fork: 'cancun' })
    expect(wordsOf((await group.send({ to: FIRST })).output)).toEqual([word(0n), word(0n)])
  })

  it('knows only hashes of the last 256 blocks', async () => {
    const group = await groupWith([returning('43 40 6101 01 43 03 40', 2)])
    group.number = 300n
    expect(wordsOf((await group.send({ to: FIRST })).output)).toEqual([word(0n), word(0n)])
  })

  it('has balance 0 and no fee in private state', async () => {
    const group = await groupWith([returning(`47 41 31 32 31`, 3)])
    expect(wordsOf((await group.send({ to: FIRST, gasPrice: 5n })).output)).toEqual([word(0n), word(0n), word(0n)])
    expect(group.world.account(toHex(COINBASE))).toBeUndefined()
  })

  it('starts with 2^63 - 1 gas, whatever the transaction says', async () => {
    const group = await groupWith([returning('5a', 1)])
    expect((await group.send({ to: FIRST })).output).toBe(`0x${word(0x7ffffffffffffffdn)}`)
  })

  const coldness = (push: string): string => returning(`5a ${push} 31 50 5a 90 03`, 1)
  it.each<[string, string, HardforkName, bigint]>([
    ['sender', '32', 'london', 100n + 2n + 2n + 2n],
    ['target', '30', 'london', 100n + 2n + 2n + 2n],
    ['a precompile', '6009', 'london', 100n + 3n + 2n + 2n],
    ['coinbase', '41', 'london', 2600n + 2n + 2n + 2n],
    ['coinbase after EIP-3651', '41', 'shanghai', 2600n + 2n + 2n + 2n],
    ['another address', `73${toHex(USER3).slice(2)}`, 'london', 2600n + 3n + 2n + 2n],
    ['an address before berlin', '32', 'istanbul', 700n + 2n + 2n + 2n],
  ])('access to %s costs what its warmth says', async (_, push, fork, cost) => {
    const group = await groupWith([coldness(push)], { fork })
    expect((await group.send({ to: FIRST })).output).toBe(`0x${word(cost)}`)
  })
})

describe('rules of the fork (spec 02 §6.1)', () => {
  it.each<[string, string, HardforkName, HardforkName]>([
    ['CHAINID', '46', 'constantinoplefix', 'istanbul'],
    ['BASEFEE', '48', 'berlin', 'london'],
    ['PUSH0', '5f', 'london', 'shanghai'],
    ['TLOAD', '60005c', 'shanghai', 'cancun'],
  ])('%s', async (_, code, before, since) => {
    for (const [fork, status] of [
      [before, 0],
      [since, 1],
    ] as const) {
      const group = await groupWith([`${code}00`], { fork })
      expect(await group.send({ to: FIRST })).toMatchObject({ status })
    }
  })

  it('limits deployed code to 24576 bytes', async () => {
    const group = await groupWith([])
    const zeros = (length: number): string => `62${length.toString(16).padStart(6, '0')}6000f3`
    expect(await group.send({ data: zeros(24577) })).toMatchObject({ status: 0, revertReason: undefined })
    expect(await group.send({ data: zeros(24576) })).toMatchObject({ status: 1 })
  })

  it('refuses code that begins with EF since london', async () => {
    const data = '60ef60005360016000f3'
    expect(await (await groupWith([], { fork: 'berlin' })).send({ data })).toMatchObject({ status: 1 })
    expect(await (await groupWith([], { fork: 'london' })).send({ data })).toMatchObject({ status: 0 })
  })

  it('has no limit of init code at the top level, but inside (shanghai)', async () => {
    const group = await groupWith([returning('61c001 6000 6000 f0', 1)], { fork: 'shanghai' })
    expect(await group.send({ data: `00${'00'.repeat(50_000)}` })).toMatchObject({ status: 1 })
    expect(await group.send({ to: FIRST })).toMatchObject({ status: 0, revertReason: undefined })
  })

  it('rolls transient storage back with its frame (cancun)', async () => {
    const inner = '60076000 5d 60006000fd'
    const group = await groupWith(
      [inner, `60056000 5d 600060006000600073${FIRST.slice(2)}5af4 50 ${returning('60005c', 1)}`],
      {
        fork: 'cancun',
      },
    )
    expect((await group.send({ to: SECOND })).output).toBe(`0x${word(5n)}`)
    expect((await group.send({ to: SECOND })).output).toBe(`0x${word(5n)}`)
  })

  it('keeps no transient storage for the next transaction (cancun)', async () => {
    const group = await groupWith([`60005c 6000 55 60096000 5d 00`], { fork: 'cancun' })
    await group.send({ to: FIRST })
    await group.send({ to: FIRST })
    expect(group.slot(FIRST, 0n)).toBe(`0x${word(0n)}`)
  })
})

describe('management accounts (spec 08)', () => {
  it.each(['v1', 'v2'] as const)('show the size and hash of Besu’s code: %s', async (era) => {
    const group = new OneGroup()
    await group.send({ to: PROXY, data: toHex(encodeParticipants([KA], era)) })
    await group.deploy(returning('607b 3f 607b 3b 607c 3f 607c 3b', 4))
    const { output } = await group.send({ to: FIRST })
    const { proxyCodeHash, proxyCodeSize, managementCodeHash, managementCodeSize } = eras[era]
    expect(wordsOf(output)).toEqual([
      word(BigInt(proxyCodeSize)),
      toHex(proxyCodeHash).slice(2),
      word(BigInt(managementCodeSize)),
      toHex(managementCodeHash).slice(2),
    ])
  })

  it('show the hash of an ordinary account, and 0 for an empty one', async () => {
    const group = await groupWith(['00', returning(`6099 3f 73${FIRST.slice(2)} 3b 32 3f`, 3)])
    const [hash, size, nothing] = wordsOf((await group.send({ to: SECOND })).output)
    expect([hash, size, nothing]).toEqual([
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
      word(1n),
      word(0n),
    ])
  })
})

describe('the execution cap (spec 02 §14 item 12)', () => {
  const capped = { status: 0, kind: 'capped', output: '0x', revertReason: undefined } as const
  const bomb = (target: Hex): string => `${CALL(target)} 50 ${CALL(target)} 50 00`

  it.each([
    ['EXP', `7f${'ff'.repeat(32)}60020a00`, 99],
    ['SSTORE and SLOAD', '6001600055600054', 16],
    ['CREATE and its frame', '600060006000f000', 506],
    ['init code', '604060006000f000', 511],
    ['memory that grows', '600161100052', 67],
    ['memory that grows in small steps', '6001600052600160205260016040526001606052', 5],
    ['what is logged', '60806000a0', 17],
    ['code before a jump', `${'5b'.repeat(61)}6040565b00`, 7],
    [
      'code before and between jumps that are not taken',
      `${'5b'.repeat(27)}6000600057${'5b'.repeat(27)}600060005700`,
      8,
    ],
    ['code that leads to no jump', `${'5b'.repeat(128)}00`, 5],
    ['a precompile', '6000600060006000600060015af100', 36],
    ['divisions', '600160010460016001055060016001066001600160010900', 7],
    ['a hash', '600060002000', 4],
    ['looks at accounts', '30313b3f60006000600030 3c00'.replace(' ', ''), 23],
    ['BLOCKHASH', '600140', 23],
  ])('counts %s for more than a jump', async (_name, code, units) => {
    const group = await groupWith([code])
    const run = (work: number) =>
      simulateCall(
        { ...group.context, cap: { ...group.context.cap, work } },
        { sender: OWNER, to: toAddress(fromHex(FIRST)), data: new Uint8Array(0), gasPrice: 0n },
      )
    expect((await run(units - 1)).kind).toBe('capped')
    expect((await run(units)).kind).toBe('success')
  })

  it('ends an endless loop', async () => {
    const group = await groupWith(['5b600056'], { cap: { work: 1000 } })
    const before = group.root
    expect(await group.send({ to: FIRST })).toMatchObject({ ...capped, root: before })
  })

  it('ends an endless loop of conditional jumps, and one in a constructor', async () => {
    const group = await groupWith(['5b6001600057'], { cap: { work: 1000 } })
    expect(await group.send({ to: FIRST })).toMatchObject(capped)
    expect(await group.send({ data: '5b600056' })).toMatchObject(capped)
  })

  it('ends a recursion bomb', async () => {
    const group = await groupWith([bomb(FIRST)], { cap: { work: 5000 } })
    expect(await group.send({ to: FIRST })).toMatchObject(capped)
  })

  it('ends a recursion that takes memory in each frame', async () => {
    const group = await groupWith([`600162ffffe052 ${CALL(FIRST)} 00`.replaceAll(' ', '')], {
      cap: { work: 1_000_000 },
    })
    expect(await group.send({ to: FIRST })).toMatchObject(capped)
  })

  it('ends a bomb of creations', async () => {
    // Init code that creates itself twice.
    const group = await groupWith([], { cap: { work: 500 } })
    expect(await group.send({ data: '38600060003938600060 00f05038600060 00f000'.replaceAll(' ', '') })).toMatchObject(
      capped,
    )
  })

  it.each([
    ['MSTORE', '6001632000000052'],
    ['RETURN', '63200000016000f3'],
    ['CALLDATACOPY', '632000000160006000 37'],
    ['KECCAK256', '632000000160002000'],
    ['LOG0', '63200000016000a0'],
    ['CREATE', '632000000160006000f0'],
    ['CALL', '63200000016000600060006000305af1'],
  ])('ends huge memory: %s', async (_, code) => {
    const group = await groupWith([code.replaceAll(' ', '')])
    expect(await group.send({ to: FIRST })).toMatchObject(capped)
  })

  it('counts jumps, taken or not, and frames; what is below it is not changed', async () => {
    const group = await groupWith(['6064 5b 6001 90 03 80 6002 57 60005260206000f3', returning(`${CALL(FIRST)}`, 1)])
    const run = (work: number, to: Hex) =>
      simulateCall(
        { ...group.context, cap: { ...group.context.cap, work } },
        { sender: OWNER, to: toAddress(fromHex(to)), data: new Uint8Array(0), gasPrice: 0n },
      )
    const wide = await run(5_000_000, FIRST)
    expect(wide.kind).toBe('success')
    expect(await run(103, FIRST)).toEqual(wide)
    expect((await run(102, FIRST)).kind).toBe('capped')
    expect((await run(106, SECOND)).kind).toBe('success')
    expect((await run(105, SECOND)).kind).toBe('capped')
  })

  it('limits memory a frame', async () => {
    const group = await groupWith(['6001611000 52 00'.replaceAll(' ', '')], { cap: { memory: 4096 } })
    expect(await group.send({ to: FIRST })).toMatchObject(capped)
    const enough = await groupWith(['6001611000 52 00'.replaceAll(' ', '')], { cap: { memory: 4128 } })
    expect(await enough.send({ to: FIRST })).toMatchObject({ status: 1 })
  })
})

describe('one engine for everything', () => {
  it('works on after every kind of end', async () => {
    const engine = new ReferenceEngine()
    const group = await groupWith(['5b600056', '60003560005500'], { engine, cap: { work: 1000 } })
    const fresh = await groupWith(['5b600056', '60003560005500'], { cap: { work: 1000 } })
    expect(await group.send({ to: FIRST })).toMatchObject({ kind: 'capped' })
    expect(await group.send({ data: 'fe' })).toMatchObject({ kind: 'halt' })
    expect(await group.send({ data: '60006000fd' })).toMatchObject({ kind: 'revert' })
    expect(await group.send({ data: `${CALL(`0x${'7b'.padStart(40, '0')}`)} 50 600054` })).toMatchObject({
      kind: 'internal',
    })
    expect((await group.send({ to: SECOND, data: word(7n) })).root).toBe(
      (await fresh.send({ to: SECOND, data: word(7n) })).root,
    )
  })

  it('runs executions of different groups, forks and blocks at the same time', async () => {
    const engine = new ReferenceEngine()
    const forks = ['istanbul', 'london', 'cancun', 'london', 'london'] as const
    const outputs = await Promise.all(
      forks.map(async (fork, i) => {
        const group = await groupWith([returning('43 46', 2)], { engine, fork })
        group.number = BigInt(100 + i)
        return wordsOf((await group.send({ to: FIRST })).output)
      }),
    )
    expect(outputs).toEqual(forks.map((_, i) => [word(1337n), word(BigInt(100 + i))]))
  })

  it('names itself', () => {
    expect(new ReferenceEngine().name).toBe('reference')
  })

  it('does not warm addresses for the next execution', async () => {
    const group = await groupWith([returning(`5a 73${toHex(USER3).slice(2)} 31 50 5a 90 03`, 1)])
    const first = (await group.send({ to: FIRST })).output
    expect((await group.send({ to: FIRST })).output).toBe(first)
  })
})
