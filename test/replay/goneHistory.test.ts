/** Adds that are mined after a reorganisation which has taken away what their history names. */
import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const UNLOCKED = { result: 'refused', reason: 'add-while-unlocked' }

const heads = ({ nodes }: Network): Record<string, bigint> =>
  Object.fromEntries(nodes.map(({ name, head }) => [name, head.number]))

/** The lock and the add of charlie are abandoned, and the add is mined again without the lock. */
async function minedAgain(strict: boolean) {
  const cast = await openNetwork({ strict })
  const { network, alice } = cast
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const lock = await group.lock()
  const { marker } = await group.add('charlie')
  await network.reorg(2)
  network.dropTransaction(lock.marker)
  network.setMining('manual')
  const { reports } = await network.mine()
  return { ...cast, group, marker, reports }
}

describe('an add whose history names a marker that is gone', () => {
  it('is refused with its block, and all that follow, by Besu’s nodes that can read the history', async () => {
    const { network, reports } = await minedAgain(false)
    for (const name of ['alice', 'charlie']) {
      expect(reports.get(name)).toMatchObject({ imported: false, error: { code: 'HYDRATION_FAILED' } })
    }
    await network.mine()
    expect(heads(network)).toEqual({ alice: 3n, bob: 5n, charlie: 3n })
  })

  it('is refused by the gate of strict nodes, which go on', async () => {
    const { network, charlie, group, marker, reports } = await minedAgain(true)
    expect(heads(network)).toEqual({ alice: 4n, bob: 4n, charlie: 4n })
    for (const name of ['alice', 'bob', 'charlie']) {
      expect(reports.get(name)).toMatchObject({ imported: true, replays: [], markers: [{ marker, ...UNLOCKED }] })
    }
    expect(reports.get('alice')?.known).toEqual([marker])
    network.setMining('auto')
    await group.add('charlie')
    expect(await charlie.group(group.id).members()).toHaveLength(3)
    expect(charlie.history(group.id)).toEqual(group.history())
    expect(await network.divergence(group.id)).toBeUndefined()
  })

  it('leaves nothing on a strict newcomer', async () => {
    const { network, alice, charlie } = await openNetwork({ strict: true })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { marker } = await group.lock()
    network.setMining('manual')
    await group.add('charlie')
    await network.reorg(1)
    network.dropTransaction(marker)
    const maps = [0n, 1n, 2n].map((number) => charlie.headMap(number))
    const { reports } = await network.mine()
    expect(reports.get('charlie')).toMatchObject({ imported: true, replays: [], markers: [{ result: 'refused' }] })
    expect([charlie.groups(), charlie.addDataKey(group.id)]).toEqual([[], undefined])
    expect([0n, 1n, 2n].map((number) => charlie.headMap(number))).toEqual(maps)
  })
})
