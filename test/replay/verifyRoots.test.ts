/** What a root that differs is put down to, in each way to join. */
import { afterEach, describe, expect, it } from 'vitest'
import type { NetworkOptions } from '../../src/network/options.ts'
import { toBase64 } from '../../src/primitives/bytes.ts'
import { LOCK, PROXY, founded, installing, manualNetwork, mined, submitted, submittedAdd } from '../node/scenes.ts'
import { joinScene, rewrite, waitingAdd, withWrongRoots } from './join/joinScene.ts'

const WAYS: Readonly<Record<string, NetworkOptions>> = {
  replay: {},
  'replay-final': { join: 'replay-final' },
  'replay-final, block by block': { join: 'replay-final', joinCheck: 'block' },
  snapshot: { join: 'snapshot', checkpointEvery: 4 },
}
const RIGHT_BEFORE = { mismatch: { sameStateBefore: true }, message: expect.stringMatching(/as recorded/) as string }
const OTHER_BEFORE = { mismatch: { sameStateBefore: false }, message: expect.stringMatching(/differs/) as string }

/** Without input: answers slot 0. With: stores 1 there. */
const PUBLIC_CELL = installing('3615600c57600160005500005b60005460005260206000f3')
/** Stores in slot 1 what a public contract answers. */
const readerOf = (address: string) => installing(`6020600060006000600073${address.slice(2)}5af15060005160015500`)

let close: () => Promise<void>
afterEach(() => close())

describe.each(Object.entries(WAYS))('a root that differs, joined by %s', (_, options) => {
  // The first of all, one at the end of a block, one with others of its block behind it, and all of the last blocks.
  it.each([0, 2, 3, 4, 12])('FP-155 from position %i on: the state before it was as recorded', async (position) => {
    const scene = await joinScene(options)
    close = () => scene.network.close()
    const handle = await waitingAdd(scene, scene.bob)
    await rewrite(
      scene.bob,
      handle,
      withWrongRoots((candidate) => candidate >= position),
    )
    const report = (await scene.network.mine()).reports.get('bob')
    expect(report?.error).toMatchObject(RIGHT_BEFORE)
  })

  it('FP-155 because private code has read public state of its own block: so was it then', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'], ...options })
    close = () => network.close()
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const cell = await alice.sendPublicTransaction({ data: PUBLIC_CELL })
    const group = await founded(alice, network, ['alice'])
    const address = network.publicReceipt(cell.hash)?.contractAddress ?? '0x'
    const reader = await group.deploy({ bytecode: readerOf(address) })
    await network.mine()
    const change = await bob.sendPublicTransaction({ to: address, data: '0x01' })
    const marker = await submitted(group, { to: reader.address })
    await network.mine({ transactions: [change.hash, marker] })
    await mined(network, group, { to: PROXY, data: LOCK })
    // No checkpoint is behind it.
    Object.assign(bob.context.settings.join, { checkpointEvery: 1000 })
    await submittedAdd(group, [bob])
    const report = (await network.mine()).reports.get('bob')
    expect(report?.error).toMatchObject(RIGHT_BEFORE)
    expect(report?.error).toMatchObject({ mismatch: { transaction: marker } })
    expect(report?.error?.message).toContain(`network.divergence('${group.id}')`)
  })

  it('FP-162 because the node has an older group with the id: it was another state', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'], ...options })
    close = () => network.close()
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const id = toBase64(new Uint8Array(32).fill(3))
    await founded(bob, network, ['bob'], id)
    const group = await founded(alice, network, ['alice'], id)
    await mined(network, group, { to: PROXY, data: LOCK })
    await submittedAdd(group, [bob])
    const report = (await network.mine()).reports.get('bob')
    expect(report?.error).toMatchObject(OTHER_BEFORE)
  })
})

it('FP-155 a wrong root that is found by completion: the state before it was as recorded', async () => {
  const { network, bob, group, ...rest } = await joinScene({ join: 'snapshot', checkpointEvery: 4 })
  close = () => network.close()
  const handle = await waitingAdd({ network, bob, group, ...rest }, bob)
  await rewrite(
    bob,
    handle,
    withWrongRoots((position) => position === 5),
  )
  expect((await network.mine()).reports.get('bob')).toMatchObject({ imported: true })
  await expect(bob.completeHistory(group.id)).rejects.toMatchObject(RIGHT_BEFORE)
})
