/** Nodes that take over what others have executed must have stored what they would have stored alone. */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { ForeignPayload } from '../../src/enclave/ForeignPayload.ts'
import { createAccount } from '../../src/network/account.ts'
import type { NetworkOptions } from '../../src/network/options.ts'
import type { PrivateGenesis } from '../../src/network/privateGenesis.ts'
import type { Hex } from '../../src/primitives/bytes.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { type Delivery, altered, expectAsAlone, recorded } from './delivery.ts'
import { LOCK, PROXY, UNLOCK, founded, manualNetwork, submitted, submittedAdd, word } from './scenes.ts'

const NODES = ['alice', 'bob', 'carol', 'dave'] as const
type Name = (typeof NODES)[number]

const KINDS = [
  'store',
  'store',
  'store',
  'store',
  'fail',
  'nonce',
  'create',
  'lock',
  'unlock',
  'add',
  'stranger',
] as const
/** What these give depends on the block that they are in. */
const KINDS_OF_BLOCK = ['number', 'genesis'] as const
type Kind = (typeof KINDS | typeof KINDS_OF_BLOCK)[number]

/** A private transaction of a block; with what a member's enclave makes of its payload. */
const step = (kinds: readonly Kind[]) =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    group: fc.nat(1),
    value: fc.nat(3),
    tamperedBy: fc.option(fc.constantFrom(...NODES), { freq: 4 }),
    tampering: fc.constantFrom('missing', 'other', 'broken', 'sender'),
  })
type Step = ReturnType<typeof step> extends fc.Arbitrary<infer T> ? T : never

/**
 * @param abandoned how many blocks a heavier branch replaces before a block; their transactions wait again.
 * @param genesis whether groups start with an account, which also depends on the block that they come into being in.
 */
const script = (kinds: readonly Kind[], abandoned: fc.Arbitrary<number>, genesis: fc.Arbitrary<boolean>) =>
  fc.record({
    blocks: fc.array(
      fc.record({
        steps: fc.array(step(kinds), { maxLength: 4 }),
        /** Which nodes get the block, in which order; the others get it with a later one. */
        order: fc.shuffledSubarray([...NODES], { minLength: 1 }),
        abandoned,
      }),
      { minLength: 2, maxLength: 6 },
    ),
    strict: fc.option(fc.constantFrom(...NODES), { freq: 3, nil: undefined }),
    old: fc.option(fc.constantFrom(...NODES), { freq: 3, nil: undefined }),
    genesis,
  })
type Script = ReturnType<typeof script> extends fc.Arbitrary<infer T> ? T : never

const oneBranch = script(KINDS, fc.constant(0), fc.constant(false))
const severalBranches = script(
  [...KINDS, ...KINDS_OF_BLOCK],
  fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3, nil: 0 }),
  fc.boolean(),
)

/** Creates an account that has the number of the block in slot 0. */
const NOTES_NUMBER: Hex = '0x43600055'
const GENESIS_ACCOUNT: Hex = '0x1000000000000000000000000000000000000001'
const privateGenesis: PrivateGenesis = (_, number) => ({
  [GENESIS_ACCOUNT]: { balance: 1000, code: eventEmitter.runtime, storage: { '0x9': `0x${number.toString(16)}` } },
})

const networkOf = ({ genesis }: Script): NetworkOptions => ({
  nodes: [...NODES],
  seed: 'shared outcomes',
  ...(genesis ? { privateGenesis } : {}),
})

const optionsOf = (scene: Script): NetworkOptions => ({
  ...networkOf(scene),
  nodes: Object.fromEntries(
    NODES.map((name) => [
      name,
      {
        ...(name === scene.strict ? { strict: true } : {}),
        ...(name === scene.old ? { besuVersion: '22.7' as const } : {}),
      },
    ]),
  ),
})

/** Makes the blocks with a network of its own. */
async function record(scene: Script): Promise<Delivery[]> {
  await using network = await manualNetwork(networkOf(scene))
  const hashes: Hex[] = []
  network.on('block', ({ hash }) => hashes.push(hash))
  const alice = network.node('alice')
  const groups = [
    await founded(alice, network, ['alice', 'bob', 'carol'], `${'A'.repeat(43)}=`),
    await founded(alice, network, ['alice', 'bob'], `${'B'.repeat(42)}A=`),
  ]
  const contracts: Hex[] = []
  for (const group of groups) contracts.push((await group.deploy({ bytecode: eventEmitter.creation })).address)
  await network.mine()
  const tampered = new Map<string, Step & { readonly tamperedBy: Name }>()
  const orders = new Map<Hex, readonly Name[]>()
  for (const { steps, order, abandoned } of scene.blocks) {
    const before = hashes.length
    if (abandoned > 0) await network.reorg(Math.min(abandoned, Number(network.head.number)))
    for (const one of steps) {
      const [group, to] = [groups[one.group], contracts[one.group]]
      if (group === undefined || to === undefined) continue
      const store = `0x6057361d${word(BigInt(one.value)).slice(2)}` as Hex
      try {
        let marker: Hex
        if (one.kind === 'store') marker = await submitted(group, { to, data: store })
        else if (one.kind === 'fail') marker = await submitted(group, { to, data: '0xffffffff' })
        else if (one.kind === 'nonce') marker = await submitted(group, { to, data: store, nonce: 99n })
        else if (one.kind === 'create') marker = await submitted(group, { data: eventEmitter.creation })
        else if (one.kind === 'number') marker = await submitted(group, { data: NOTES_NUMBER })
        else if (one.kind === 'lock') marker = await submitted(group, { to: PROXY, data: LOCK })
        else if (one.kind === 'unlock') marker = await submitted(group, { to: PROXY, data: UNLOCK })
        else if (one.kind === 'add') marker = await submittedAdd(group, [network.node('dave')])
        else if (one.kind === 'genesis') marker = await submitted(group, { to: GENESIS_ACCOUNT, data: store })
        else marker = await submitted(group, { to, data: store, account: createAccount(`0x${'07'.repeat(32)}`) })
        const { tamperedBy } = one
        if (tamperedBy !== null) tampered.set(marker, { ...one, tamperedBy })
      } catch {
        // The node knows better than to send it.
      }
    }
    await network.mine()
    for (const hash of hashes.slice(before)) orders.set(hash, order)
  }
  const deliveries: Delivery[] = []
  for (const hash of hashes) {
    let delivery: Delivery = { ...(await recorded(network, hash)), order: orders.get(hash) ?? NODES }
    for (const { marker, handle } of alice.markersOf(hash)) {
      const change = tampered.get(marker)
      if (change === undefined) continue
      const sender = network.node('dave').enclaveKey
      delivery = altered(delivery, change.tamperedBy, handle, (payload) => tamper(payload, change.tampering, sender))
    }
    deliveries.push(delivery)
  }
  return deliveries
}

function tamper(payload: ForeignPayload, how: Step['tampering'], senderKey: string): ForeignPayload | undefined {
  if (how === 'missing') return undefined
  if (how === 'broken') return { ...payload, payload: 'AAAA' }
  if (how === 'sender') return { ...payload, senderKey }
  const bytes = Buffer.from(payload.payload, 'base64')
  // The last item is the version.
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
  return { ...payload, payload: bytes.toString('base64') }
}

describe('SharedOutcomes', () => {
  it.each([
    ['leave nodes with what each would have found alone', oneBranch],
    ['leave nodes on several branches with what each would have found alone', severalBranches],
  ])('%s', async (_, scripts) => {
    await fc.assert(
      fc.asyncProperty(scripts, async (scene) => {
        await expectAsAlone({ options: optionsOf(scene) }, await record(scene), NODES)
      }),
      { numRuns: 12 },
    )
  })
})
