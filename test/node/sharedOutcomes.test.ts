/** Nodes that take over what others have executed must have stored what they would have stored alone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAccount } from '../../src/network/account.ts'
import type { Network } from '../../src/network/Network.ts'
import type { NetworkOptions } from '../../src/network/options.ts'
import type { ImportReport } from '../../src/node/ImportReport.ts'
import { type Hex, toHex } from '../../src/primitives/bytes.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { LOCK, PROXY, UNLOCK, founded, manualNetwork, submitted, submittedAdd, word } from './scenes.ts'

const NODES = ['alice', 'bob', 'carol', 'dave'] as const
type Name = (typeof NODES)[number]

/** A private transaction of a block; with what a member's enclave makes of its payload. */
const step = fc.record({
  kind: fc.constantFrom(
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
  ),
  group: fc.nat(1),
  value: fc.nat(3),
  tamperedBy: fc.option(fc.constantFrom(...NODES), { freq: 4 }),
  tampering: fc.constantFrom('missing', 'other', 'broken', 'sender'),
})
const script = fc.record({
  blocks: fc.array(
    fc.record({
      steps: fc.array(step, { maxLength: 4 }),
      /** Which nodes get the block, in which order; the others get it with a later one. */
      order: fc.shuffledSubarray([...NODES], { minLength: 1 }),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  strict: fc.option(fc.constantFrom(...NODES), { freq: 3, nil: undefined }),
  old: fc.option(fc.constantFrom(...NODES), { freq: 3, nil: undefined }),
})
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never

interface RecordedBlock {
  readonly rlp: Hex
  readonly order: readonly Name[]
  readonly payloads: readonly {
    readonly handle: string
    readonly texts: ReadonlyMap<Name, { payload: string; senderKey: string | null }>
  }[]
}

const optionsOf = ({ strict, old }: Script): NetworkOptions => ({
  nodes: Object.fromEntries(
    NODES.map((name) => [
      name,
      { ...(name === strict ? { strict: true } : {}), ...(name === old ? { besuVersion: '22.7' as const } : {}) },
    ]),
  ),
  seed: 'shared outcomes',
})

/** Makes the blocks with a network of its own. */
async function record(scene: Script): Promise<RecordedBlock[]> {
  await using network = await manualNetwork({ nodes: [...NODES], seed: 'shared outcomes' })
  const alice = network.node('alice')
  const groups = [
    await founded(alice, network, ['alice', 'bob', 'carol'], `${'A'.repeat(43)}=`),
    await founded(alice, network, ['alice', 'bob'], `${'B'.repeat(42)}A=`),
  ]
  const contracts: Hex[] = []
  for (const group of groups) contracts.push((await group.deploy({ bytecode: eventEmitter.creation })).address)
  await network.mine()
  const tampered = new Map<string, Script['blocks'][number]['steps'][number]>()
  const orders: (readonly Name[])[] = []
  for (const { steps, order } of scene.blocks) {
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
        else if (one.kind === 'lock') marker = await submitted(group, { to: PROXY, data: LOCK })
        else if (one.kind === 'unlock') marker = await submitted(group, { to: PROXY, data: UNLOCK })
        else if (one.kind === 'add') marker = await submittedAdd(group, [network.node('dave')])
        else marker = await submitted(group, { to, data: store, account: createAccount(`0x${'07'.repeat(32)}`) })
        tampered.set(marker, one)
      } catch {
        // The node knows better than to send it.
      }
    }
    await network.mine()
    orders[Number(network.head.number)] = order
  }
  const blocks: RecordedBlock[] = []
  for (let number = 1n; number <= network.head.number; number++) {
    const hash = alice.canonicalHash(number) ?? '0x'
    const payloads: RecordedBlock['payloads'][number][] = []
    for (const { marker, handle, historyHandle } of alice.markersOf(hash)) {
      const change = tampered.get(marker)
      payloads.push({ handle, texts: await textsOf(network, handle, change) })
      if (historyHandle !== undefined)
        payloads.push({ handle: historyHandle, texts: await textsOf(network, historyHandle) })
    }
    blocks.push({ rlp: network.blockRlp(hash), order: orders[Number(number)] ?? NODES, payloads })
  }
  return blocks
}

/** What the enclaves have under a handle; that of one node may have something else. */
async function textsOf(network: Network, handle: string, change?: Script['blocks'][number]['steps'][number]) {
  const texts = new Map<Name, { payload: string; senderKey: string | null }>()
  for (const name of NODES) {
    const found = await network
      .node(name)
      .enclave.receive(handle)
      .catch(() => undefined)
    if (found === undefined) continue
    const { payload, senderKey = null } = found
    if (change?.tamperedBy !== name) texts.set(name, { payload, senderKey })
    else if (change.tampering === 'broken') texts.set(name, { payload: 'AAAA', senderKey })
    else if (change.tampering === 'sender') texts.set(name, { payload, senderKey: network.node('dave').enclaveKey })
    else if (change.tampering === 'other') {
      const bytes = Buffer.from(payload, 'base64')
      // The last item is the version.
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
      texts.set(name, { payload: bytes.toString('base64'), senderKey })
    }
  }
  return texts
}

/** Delivers the blocks to these nodes, and says what came of them there. */
async function deliver(scene: Script, blocks: readonly RecordedBlock[], receivers: readonly Name[]) {
  await using network = await manualNetwork(optionsOf(scene))
  const reports: Record<string, unknown[]> = Object.fromEntries(NODES.map((name) => [name, []]))
  const note = (name: string, report: ImportReport | undefined): void => {
    if (report === undefined) return
    const { error, replays, ...rest } = report
    const timeless = replays.map(
      ({ milliseconds, ...replay }) => (expect(milliseconds).toBeGreaterThanOrEqual(0), replay),
    )
    reports[name]?.push({ ...rest, error: error?.message, replays: timeless })
  }
  const next = new Map<Name, number>()
  const catchUp = async (name: Name, last: number): Promise<void> => {
    for (let index = next.get(name) ?? 0; index <= last; index++) {
      const { reports: found } = await network.importBlock(blocks[index]?.rlp ?? '0x', [name])
      note(name, found.get(name))
      if (found.get(name)?.imported !== true) return
      next.set(name, index + 1)
    }
  }
  for (const [index, { order, payloads }] of blocks.entries()) {
    for (const { handle, texts } of payloads) {
      for (const name of NODES) {
        const text = texts.get(name)
        if (text !== undefined) await network.node(name).enclave.put({ handle, ...text })
      }
    }
    for (const name of order) if (receivers.includes(name)) await catchUp(name, index)
  }
  for (const name of receivers) await catchUp(name, blocks.length - 1)
  const contents: Record<string, Record<string, string>> = {}
  for (const [index, name] of NODES.entries()) {
    const entries = (await network.parts.stores.nodes[index]?.contents()) ?? []
    contents[name] = Object.fromEntries(entries.map(([key, value]) => [toHex(key), toHex(value)]))
  }
  return { reports, contents }
}

describe('SharedOutcomes', () => {
  it('leave nodes with what each would have found alone', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (scene) => {
        const blocks = await record(scene)
        const together = await deliver(scene, blocks, NODES)
        for (const name of NODES) {
          const alone = await deliver(scene, blocks, [name])
          expect(together.reports[name]).toEqual(alone.reports[name])
          expect(together.contents[name]).toEqual(alone.contents[name])
        }
      }),
      { numRuns: 12 },
    )
  })
})
