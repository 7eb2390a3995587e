import { describe, expect, it } from 'vitest'
import { executeInReplay, executeMarker } from '../../src/execution/executeMarker.ts'
import type { GenesisAccount } from '../../src/state/genesisAccount.ts'
import { fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import { CALL, FIRST, GROUP, KA, KB, KC, OWNER, OneGroup, PROXY, SECOND, groupWith, word } from './oneGroup.ts'

const PLUGIN: GenesisAccount = {
  address: '0x1000000000000000000000000000000000000001',
  nonce: 3n,
  balance: 1n,
  code: fromHex('42'),
  storage: new Map([[toHex(toWord(5n)), Uint8Array.of(9)]]),
}
const add = (...keys: (typeof KA)[]) => ({ to: PROXY, data: toHex(encodeParticipants(keys, 'v2')) })

describe('executeMarker (spec 02 §3)', () => {
  it('forgets a genesis that no successful transaction followed, and applies it again (§14 item 39)', async () => {
    const group = new OneGroup()
    expect(await group.execute({ to: FIRST })).toEqual({ kind: 'refused', reason: 'locked' })
    expect(await group.execute({ ...add(KB) })).toEqual({ kind: 'refused', reason: 'not-a-member' })
    expect(group.root).toBe(toHex(EMPTY_ROOT))
    expect(await group.send({ ...add(KA), nonce: 1n })).toMatchObject({ status: 2, root: toHex(EMPTY_ROOT) })
    expect(await group.create(KA)).toMatchObject({
      status: 1,
      root: '0x025e7ebcf1c1d42da20dc659b5a6250b4417ce83143882fdc3927aa8ce1aaf30',
    })
  })

  it('creates the era that the first transaction calls', async () => {
    const [v1, v2] = await Promise.all(
      (['v1', 'v2'] as const).map(async (era) => {
        const group = new OneGroup()
        await group.execute({ to: PROXY, data: toHex(encodeParticipants([KA], era)) })
        return toHex(group.world.account(PROXY)?.codeHash ?? new Uint8Array())
      }),
    )
    expect(v1).toBe('0x7a9bb334295399d495e5d95bb8fd747550402e43be94c92e119c9c3550f9e1e5')
    expect(v2).toBe('0xb5a5a8a6c0f3e768bef8085d7478e6f99207c29670a980ff5de8c9f89fedc1aa')
  })

  it('asks the private genesis with group and block number, before the management accounts', async () => {
    const asked: [string, bigint][] = []
    const overwritten: GenesisAccount = { ...PLUGIN, address: PROXY }
    const group = new OneGroup({
      privateGenesis: (id, number) => {
        asked.push([toHex(id), number])
        return [PLUGIN, overwritten]
      },
    })
    group.number = 12n
    await group.create(KA)
    await group.send({ to: FIRST })
    expect(asked).toEqual([[toHex(GROUP), 12n]])
    expect(group.world.account(PLUGIN.address)).toMatchObject({ nonce: 3n, balance: 1n })
    expect(group.slot(PLUGIN.address, 5n)).toBe(`0x${word(9n)}`)
    expect(group.world.account(PROXY)).toMatchObject({ nonce: 0n, balance: 0n })
    expect(group.slot(PROXY, 5n)).toBe(`0x${word(0n)}`)
  })

  it('executes nothing that the further condition refuses', async () => {
    const group = await groupWith([])
    const envelope = await group.envelope({ to: FIRST })

    const context = { ...group.context, mayExecute: async () => 'locked-for-owner' as const }
    expect(await executeMarker(context, envelope)).toEqual({ kind: 'refused', reason: 'locked-for-owner' })
  })

  it('records a success that changes nothing with the same root (§14 item 40)', async () => {
    const group = await groupWith(['60006000fd', `${CALL(FIRST)} 00`])
    const before = group.root
    const outcome = await group.execute({ to: SECOND })
    expect(outcome.kind === 'executed' && outcome.root && toHex(outcome.root)).toBe(before)
  })

  it('makes an add of existing and new members that is refused only by the contract a failure', async () => {
    const group = await groupWith([])
    await group.send({ to: PROXY, data: 'f83d08ba' })
    const stranger = fromHex('ae6ae8e5ccbfb04590405997ee2d52d2b330726137b875053c36d94e974d162f')
    const { status, revertReason } = await group.send({ ...add(KC), key: stranger })
    expect(status).toBe(0)
    expect(Buffer.from((revertReason ?? '0x').slice(138), 'hex').toString()).toContain('Origin not the owner.')
  })
})

describe('executeInReplay (spec 02 §13.3 step 5b)', () => {
  const replay = async (group: OneGroup, request: Parameters<OneGroup['envelope']>[0]) => {
    const { transaction } = await group.envelope(request)
    const { receipt, root } = await executeInReplay(group.context, transaction)
    return { status: receipt.status, root: toHex(root) }
  }

  it('asks no gate', async () => {
    const group = new OneGroup()
    const stranger = await replay(group, { ...add(KB), privateFrom: KC, version: `0x${'11'.repeat(32)}` })
    expect(stranger.status).toBe(1)
    expect(await replay(group, { to: FIRST, nonce: 1n, privateFrom: KC })).toMatchObject({ status: 1 })
  })

  it('applies the genesis to an empty state, also before a failing transaction', async () => {
    const group = new OneGroup()
    expect(await replay(group, { ...add(KA), nonce: 9n })).toMatchObject({ status: 2 })
    expect(group.world.account(PROXY)).toBeDefined()
  })

  it('keeps what a failed transaction has flushed', async () => {
    const group = await groupWith(['600760075500', `${CALL(FIRST)} 50 6001600155 60006000fd`])
    expect(await replay(group, { to: SECOND, nonce: 3n })).toMatchObject({ status: 0 })
    expect(group.slot(FIRST, 7n)).toBe(`0x${word(7n)}`)
    expect(group.slot(SECOND, 1n)).toBe(`0x${word(0n)}`)
    expect(group.nonce(OWNER)).toBe(4n)
  })

  it('gives the root of live execution for a success', async () => {
    const live = await groupWith(['60003560005500'])
    const replayed = await groupWith(['60003560005500'])
    const { root } = await live.send({ to: FIRST, data: word(7n) })
    expect(await replay(replayed, { to: FIRST, nonce: 2n, data: word(7n) })).toEqual({ status: 1, root })
  })
})
