import { describe, expect, it } from 'vitest'
import { readMembers, readVersion } from '../../src/execution/askManagement.ts'
import { type Hex, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import {
  CALL,
  EA,
  EB,
  FIRST,
  KA,
  KB,
  KC,
  LOCK,
  OWNER,
  OneGroup,
  PROXY,
  SECOND,
  THIRD,
  USER2,
  USER3,
  USER3_KEY,
  groupWith,
  installing,
  removeOf,
  word,
} from './oneGroup.ts'

const CONTRACT: Hex = `0x${'7b'.padStart(40, '0')}`
const version = async (group: OneGroup): Promise<Hex> => toHex((await readVersion(group.context)) ?? new Uint8Array(0))

describe('spec 01 §12.1, creating a group', () => {
  it('gives the version, root, output and logs of [KA, KB]', async () => {
    const group = new OneGroup()
    const result = await group.create(KA, KB)
    expect(result).toMatchObject({
      status: 1,
      output: `0x${word(1n)}`,
      root: '0x5c93c85ac11f9235eaf46aa7c5d141d37d346a0d1a7f39d0abb5206ad76a80e6',
    })
    expect(await version(group)).toBe('0xdf467ed1308418eefaeee6883a174d06aac847add1cd8d20347b9afb8a04a32a')
    expect(result.logs).toHaveLength(2)
    const [first] = result.logs
    expect(first && toHex(first.address)).toBe(CONTRACT)
    expect(first?.topics.map(toHex)).toEqual(['0x1673b13ca99fc5f5d54f8ebc163339b3c03f5f661cec3f5dfe506fdbd2602de6'])
    const text = Buffer.from('Member account added successfully').toString('hex').padEnd(128, '0')
    const words = [1n, 0x60n, 0xa0n, 0x20n].map(word).join('')
    expect(first && toHex(first.data)).toBe(`0x${words}${toHex(KA).slice(2)}${word(0x21n)}${text}`)
  })

  it('gives the root of [KA]', async () => {
    const result = await new OneGroup().create(KA)
    expect(result.root).toBe('0x025e7ebcf1c1d42da20dc659b5a6250b4417ce83143882fdc3927aa8ce1aaf30')
  })

  it('gives the version and root of two 91-byte keys', async () => {
    const group = new OneGroup()
    const result = await group.create(EA, EB)
    expect(result.root).toBe('0xe9a9f5c8603ee0ecd26ba9a0277b9c0c258c841aca6f9e8a94616473033a6f68')
    expect(await version(group)).toBe('0xd082d4895cb056a0fa1124f7f494360f219c03613ff0a199341b61aa145623ea')
    expect((await readMembers(group.context))?.map(toBase64)).toEqual([EA, EB].map(toBase64))
  })
})

describe('spec 01 §12.2, the life of that group', () => {
  it('has the versions and roots after each block', async () => {
    const group = new OneGroup()
    await group.create(KA, KB)
    const created = await version(group)
    const steps = [
      {
        parent: '0xccf2b0d00bf6e5f27d3671187d35051b5767cd8854adac390b602f0cd13c6685',
        request: { nonce: 1n, data: installing('60003560005500') },
        version: created,
        root: '0x3352374e2d73714b9e498905d07d713041e44e3110e06c93ea8c7cf2a5fbbd64',
      },
      {
        parent: '0xadbbae378a1af1c49b23aa8065d01f27b846143eff53fc2d77dadeeefa248acb',
        request: { key: USER3_KEY, nonce: 0n, to: FIRST, data: word(7n), privateFrom: KB },
        version: created,
        root: '0x06af66c8bc0df508eab92f28039d5a1d167ac0fdde86f528895e77099e3f6f6c',
      },
      {
        parent: '0x7b96e58d0b75dc6f5f83a523500b6d38bef4678ad59e1a0ad38f1bb56101652b',
        request: { nonce: 2n, to: PROXY, data: LOCK },
        version: created,
        root: '0x4feaa10318265f99146dc33b68941ab2092a4274aa304eecd7caa99e230cbc80',
      },
      {
        parent: '0xf5ec9dd047b51fa3f314aaea47b7b2b7cdeb8d04a24cba7fa8f8cb95c2266ab6',
        request: { nonce: 3n, to: PROXY, data: toHex(encodeParticipants([KC], 'v2')) },
        version: '0xfcde0e0a3b4cd688c55cd29c24688f5f30e43263e4a84f0ae3889503b32ca6ba',
        root: '0x14497c6774c804e5897f70658143fa9c67c46402355a670aa32c0468d9c0117a',
      },
      {
        parent: '0x516b6e6339ebb09fce130b306b0b59a021c667b97cbcf217b5baa6edba865a8f',
        request: { nonce: 4n, to: PROXY, data: removeOf(KB) },
        version: '0x76187ed8936be0f5f2dd4838405c4a951c9a3d30d1cef33bbcde9b4d53e5c0e3',
        root: '0xc7eb7631edd3ad8704a31f1eab61213876681564d489d6b25a80830ded4bdc29',
      },
    ] as const
    for (const { parent, request, version: expected, root } of steps) {
      group.parentHash = parent
      group.number++
      const result = await group.send(request)
      expect(result).toMatchObject({ status: 1, root })
      expect(await version(group)).toBe(expected)
      if (request.data === installing('60003560005500')) expect(result.output).toBe('0x60003560005500')
    }
    expect((await readMembers(group.context))?.map(toBase64)).toEqual([KA, KC].map(toBase64))
    expect(group.slot(CONTRACT, '0xaa0092597c712b1e395c2811a96953323839d8c1d22ebcddf2f3a04239bda03b')).toBe(
      `0x${word(1n)}`,
    )
    expect(group.slot(CONTRACT, '0x6e88599d6e2678107f1df65eb09d52afdb0f0426058f86a16245927776ebcf25')).toBe(
      `0x${word(2n)}`,
    )
    expect(group.slot(CONTRACT, '0x040899ee89a8435c59fd3b5529f1df36b6b6b7a659fa55e6b6c84eacf3b1c7e4')).toBe(
      `0x${word(0n)}`,
    )
    const before = group.root
    expect(await group.send({ nonce: 5n, to: PROXY, data: 'deadbeef' })).toMatchObject({
      status: 0,
      revertReason: '0x',
      output: '0x',
      root: before,
    })
    expect(group.nonce(OWNER)).toBe(5n)
  })
})

const R_N1 = '600560055560006000fd'
const K = '600760075500'

interface Vector {
  readonly id: string
  readonly runtimes: readonly string[]
  readonly before: Hex
  readonly after: Hex
  readonly nonces: readonly [before: bigint, after: bigint]
}

const VECTORS: readonly Vector[] = [
  {
    id: 'N1 inner revert',
    runtimes: [R_N1, `6001600055 ${CALL(FIRST)} 60100160015500`],
    before: '0x67069547283f7b673fab16e60ad54991e6d1428db84bd5dfe7b7e1ee4190b390',
    after: '0xb311117d87fff78883522cc6534991f8de380ec92fdbc2b11eb78f8f149df422',
    nonces: [3n, 3n],
  },
  {
    id: 'N2 success, then revert',
    runtimes: [R_N1, K, `6001600055 ${CALL(SECOND)} 50 6002600155 ${CALL(FIRST)} 50 6003600255 00`],
    before: '0x234a5c879cfb6a25ade94436caece6301043b30ebce374ea70c38b605f2ddd06',
    after: '0x650e49f15c7932152b85ec6fd65efae15974feb317ca12bb8f057d2a28fa7e78',
    nonces: [4n, 5n],
  },
  {
    id: 'N3 success inside a reverting frame',
    runtimes: [K, `6009600955 ${CALL(FIRST)} 50 600a600a55 60006000fd`, `6001600055 ${CALL(SECOND)} 50 00`],
    before: '0x64fd4753aefde7c1c681b81044285f3d0dd05d97bdfad42fd0eb9ef2ce0b78a6',
    after: '0x328a610cc9608d305414a466caeca7ae55bc371a33b4553f67f73bab04d43b58',
    nonces: [4n, 5n],
  },
  {
    id: 'N4 empty accounts',
    runtimes: [`${CALL(`0x${'deadbeef'.padStart(40, '0')}`)} 50 ${CALL(`0x${'04'.padStart(40, '0')}`)} 50 00`],
    before: '0xbf16e66c47d71706eab80b4a80845d53d04d47f3bfd9c27e76e5a0a096ddf8ee',
    after: '0x84067eb37316c20ee18512295dc0ddec576d8445cd08b61b54959e86bad069e5',
    nonces: [2n, 3n],
  },
  {
    id: 'N5 self-destruct',
    runtimes: ['73 00000000000000000000000000000000beef0001 ff'],
    before: '0x3d4540b3294d298658281bcc247794d3e18d509c449cabc406aaddea825ba057',
    after: '0xa66aec917c2c8f3cef7d6536f44c5d0cca7690dd24e40d3a8352752872e39372',
    nonces: [2n, 3n],
  },
  {
    id: 'N7 gas',
    runtimes: ['5a6000555a60015500'],
    before: '0xd5762c57119cb2a2b8f15db5691f1afa580fd8539376d66a825f84265bfe9e5b',
    after: '0xfd11dfbac4f3082fac9449e2c3b0832c43d9c3c2dcffd70052e5dc0f1a105009',
    nonces: [2n, 3n],
  },
  {
    id: 'C1 failed, then good CREATE',
    runtimes: ['6460006000fd6000526005601b6000f0600055600060206000f060015500'],
    before: '0x41067ca7c4c5459e19afb7ee03f5e4d92f09357dcb494caced1c70c2f0ab2085',
    after: '0xdb0b3bd3dec9190b9c7effb109f03f1d106c804a5e70da9c486e67e433cbe124',
    nonces: [2n, 2n],
  },
  {
    id: 'C2 logs around a revert',
    runtimes: ['60006000a060006000fd', `60006000a0 ${CALL(FIRST)} 50 60006000a000`],
    before: '0x4eb53f95e30958c997f554e8000732d80b25141f05004279d461896622568da5',
    after: '0x4eb53f95e30958c997f554e8000732d80b25141f05004279d461896622568da5',
    nonces: [3n, 3n],
  },
]

const called = (runtimes: readonly string[]): Hex => [FIRST, SECOND, THIRD][runtimes.length - 1] ?? FIRST

describe('spec 02 §15, the flat buffer', () => {
  it.each(VECTORS)('$id', async ({ runtimes, before, after, nonces }) => {
    const group = await groupWith(runtimes)
    expect([group.root, group.nonce(OWNER)]).toEqual([before, nonces[0]])
    expect(await group.send({ to: called(runtimes) })).toMatchObject({ status: 1, root: after })
    expect(group.nonce(OWNER)).toBe(nonces[1])
  })

  it('N1 continued: a fresh account that calls stays absent', async () => {
    const { runtimes, after } = VECTORS[0] as Vector
    const group = await groupWith(runtimes)
    await group.send({ to: SECOND })
    expect(await group.send({ key: USER3_KEY, to: SECOND })).toMatchObject({ status: 1, root: after })
    expect(group.world.account(toHex(USER3))).toBeUndefined()
    expect([group.slot(SECOND, 0n), group.slot(SECOND, 1n)]).toEqual([`0x${word(0n)}`, `0x${word(0x10n)}`])
  })

  it('N4 continued: both called addresses are empty accounts now', async () => {
    const { runtimes } = VECTORS[3] as Vector
    const group = await groupWith(runtimes)
    await group.send({ to: FIRST })
    for (const last of ['deadbeef', '04']) {
      expect(group.world.account(`0x${last.padStart(40, '0')}`)).toMatchObject({ nonce: 0n, balance: 0n })
    }
  })

  it('N5 continued: the contract can be called again', async () => {
    const { runtimes } = VECTORS[4] as Vector
    const group = await groupWith(runtimes)
    await group.send({ to: FIRST })
    expect(await group.send({ to: FIRST })).toMatchObject({
      status: 1,
      root: '0x957389362456d3c2bf96502458b423a3aa29d90937ec460fb53ee02cd2c30198',
    })
    expect(group.nonce(OWNER)).toBe(4n)
  })

  it('N6 constructor with inner revert, and the collision of its repetition', async () => {
    const group = await groupWith(['60006000fd'])
    expect(group.root).toBe('0xa194b38e76f2fd88e9032f16553a667e521dd7bc7e333e95eaa11f28fa19a341')
    const creation = { key: USER3_KEY, data: `6001600055 ${CALL(FIRST)} 50 6001601ff3` }
    expect(await group.send(creation)).toMatchObject({
      status: 1,
      root: '0xf0063f8a1ec648d676bfa31aba0dc1a860040c7915190baf8361ef600d574f55',
    })
    const contract = group.world.account('0xf15739113a48036f860658b8e9a309833d029d6b')
    expect(contract?.nonce).toBe(0n)
    expect(toHex(group.world.code(contract?.codeHash ?? new Uint8Array(32)))).toBe('0x00')
    expect(group.world.account(toHex(USER3))).toBeUndefined()
    expect(await group.send(creation)).toMatchObject({ status: 0, revertReason: undefined })
  })

  it('N7 continued: the slots hold the gas', async () => {
    const group = await groupWith((VECTORS[5] as Vector).runtimes)
    await group.send({ to: FIRST })
    expect([group.slot(FIRST, 0n), group.slot(FIRST, 1n)]).toEqual([
      `0x${word(0x7ffffffffffffffdn)}`,
      `0x${word(0x7fffffffffffa9a4n)}`,
    ])
  })

  it('C1 continued: the second CREATE has the nonce of the first', async () => {
    const group = await groupWith((VECTORS[6] as Vector).runtimes)
    await group.send({ to: FIRST })
    expect(group.slot(FIRST, 0n)).toBe(`0x${word(0n)}`)
    const created: Hex = `0x${group.slot(FIRST, 1n).slice(26)}`
    expect(group.world.account(created)).toMatchObject({ nonce: 1n })
    expect(group.world.account(FIRST)?.nonce).toBe(2n)
  })

  it('C2 continued: the receipt has the logs of the frames that succeeded', async () => {
    const group = await groupWith((VECTORS[7] as Vector).runtimes)
    const { logs } = await group.send({ to: SECOND })
    expect(logs.map(({ address }) => toHex(address))).toEqual([SECOND, SECOND])
  })

  it('runs a successful transaction again as long as its nonce is given back (spec 02 §14 item 6)', async () => {
    const counter = `${CALL(FIRST)} 50 6000 54 6001 01 6000 55 00`
    const group = await groupWith(['60006000fd', counter])
    const request = { nonce: 3n, to: SECOND }
    for (let i = 0; i < 3; i++) expect(await group.send(request)).toMatchObject({ status: 1 })
    expect([group.slot(SECOND, 0n), group.nonce(OWNER)]).toEqual([`0x${word(3n)}`, 3n])
  })
})

describe('spec 02 §15, public values', () => {
  it('reads public balances of others, and the private balance of an account that acts in the group', async () => {
    const group = await groupWith(
      [`73${toHex(USER2).slice(2)} 31 6000 55 32 31 6001 55 45 6002 55 41 6003 55 46 6004 55 6001 43 03 40 6005 55 00`],
      { publicState: { [toHex(USER2)]: { balance: 2000n }, [toHex(OWNER)]: { balance: 1000n } } },
    )
    await group.send({ to: FIRST })
    expect([0n, 1n, 2n, 3n, 4n, 5n].map((slot) => group.slot(FIRST, slot))).toEqual([
      `0x${word(2000n)}`,
      `0x${word(0n)}`,
      `0x${word(group.environment.gasLimit)}`,
      `0x${'0c01bb'.padStart(64, '0')}`,
      `0x${word(1337n)}`,
      toHex(fromHex(group.parentHash)),
    ])
  })
})
