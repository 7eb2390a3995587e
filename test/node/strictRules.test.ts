/** The rules of strict mode about execution: what Besu does, and what a strict node does instead. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rulesInForce, strictRules } from '../../src/execution/strictRules.ts'
import type { Network } from '../../src/network/Network.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { fromBase64, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { toEnclaveKey, toGroupVersion } from '../../src/primitives/identifiers.ts'
import { encodeEnvelope } from '../../src/transaction/envelope.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import {
  GET_PARTICIPANTS,
  LOCK,
  PROXY,
  UNLOCK,
  founded,
  installing,
  manualNetwork,
  mined,
  nextReport,
  plant,
  sendMarker,
  submitted,
  submittedAdd,
  word,
} from './scenes.ts'

const NODES = ['alice', 'bob', 'carol']
const roots = (network: Network, id: string): (string | undefined)[] => network.nodes.map((node) => node.stateRoot(id))
const UNKNOWN = toHex(EMPTY_ROOT)

describe('journaled-state (items 4 to 8)', () => {
  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: ['alice'], strict })
    const alice = network.node('alice')
    const group = await founded(alice, network, ['alice'])
    const reverting = await group.deploy({ bytecode: installing('60006000fd') }, { check: false })
    await network.mine()
    const call = `6000600060006000600073${reverting.address.slice(2)}5af1`
    const caller = await group.deploy({ bytecode: installing(`6001600055 ${call} 50 6002600155 00`) }, { check: false })
    await network.mine()
    const nonce = alice.privateNonce(group.id, alice.address)
    await mined(network, group, { to: caller.address })
    const slots = [0n, 1n].map((slot) => alice.privateStorage(group.id, caller.address, word(slot)))
    return { slots, nonceMoved: alice.privateNonce(group.id, alice.address) - nonce }
  }

  it('Besu: a failed inner frame takes the caller’s writes and the nonce with it', async () => {
    expect(await run(false)).toEqual({ slots: [word(0n), word(2n)], nonceMoved: 0n })
  })

  it('strict: a failed inner frame undoes its own changes only', async () => {
    expect(await run(true)).toEqual({ slots: [word(1n), word(2n)], nonceMoved: 1n })
  })
})

describe('skip-malformed-payloads (item 17)', () => {
  const envelope = (network: Network, recipients: Uint8Array, payload: Uint8Array): string => {
    const alice = network.node('alice')
    const transaction = signPrivateTransaction(
      {
        nonce: 0n,
        gasPrice: 0n,
        gasLimit: 0n,
        to: fromHex(PROXY) as Parameters<typeof signPrivateTransaction>[0]['to'],
        value: 0n,
        payload,
        chainId: undefined,
        privateFrom: toEnclaveKey(fromBase64(alice.enclaveKey)),
        recipients: { kind: 'group', groupId: recipients },
        restriction: 'restricted',
      },
      fromHex(alice.account.privateKey),
    )
    return toBase64(encodeEnvelope({ transaction, version: toGroupVersion(new Uint8Array(32)) }))
  }
  const ADD_OF_MANY = fromHex(`965a25ef${word(32n).slice(2)}${word(1000n).slice(2)}${word(0n).slice(2)}`)
  const cases: readonly [string, (network: Network) => string, ('none' | undefined)?][] = [
    ['no base64', () => 'not base64!'],
    ['no RLP', () => toBase64(Uint8Array.of(1, 2, 3))],
    ['a group id of 31 bytes', (network) => envelope(network, new Uint8Array(31).fill(1), new Uint8Array(0))],
    ['a participant count out of range', (network) => envelope(network, new Uint8Array(32).fill(1), ADD_OF_MANY)],
    ['no sender key', (network) => envelope(network, new Uint8Array(32).fill(1), ADD_OF_MANY), 'none'],
  ]

  it.each(cases)('Besu: a payload with %s refuses the block on its recipients only', async (_, payload, sender) => {
    const network = await manualNetwork({ nodes: NODES })
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const key = sender === 'none' ? null : alice.enclaveKey
    await sendMarker(network, await plant(payload(network), [alice, bob], key))
    const { reports } = await network.mine()
    expect([...reports.values()].map(({ error }) => error?.code)).toEqual([
      'BLOCK_PROCESSING_FAILED',
      'BLOCK_PROCESSING_FAILED',
      undefined,
    ])
    expect(network.nodes.map(({ head }) => head.number)).toEqual([0n, 0n, 1n])
  })

  it.each(cases)('strict: a payload with %s is skipped and reported', async (_, payload, sender) => {
    const network = await manualNetwork({ nodes: NODES, strict: true })
    const alice = network.node('alice')
    const key = sender === 'none' ? null : alice.enclaveKey
    const marker = await sendMarker(network, await plant(payload(network), [alice], key))
    const report = await nextReport(network, 'alice')
    expect(report).toMatchObject({
      imported: true,
      markers: [{ marker, result: 'skipped', reason: 'malformed-payload' }],
    })
    expect(alice.privateReceipt(marker)).toBeUndefined()
  })
})

describe('skip-unanswering-groups (item 18)', () => {
  /** Answers calls with arguments by true and fails for all questions. */
  const MUTE = '3660041060 0c57 60006000fd 5b 6001600052 60206000f3'

  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'], strict })
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    const mute = await group.deploy({ bytecode: installing(MUTE) }, { check: false })
    await network.mine()
    await group.upgrade(mute.address, { check: false })
    await submitted(group, { to: mute.address })
    return { network, group, ...(await network.mine()) }
  }

  it('Besu: the block is refused on every member', async () => {
    const { reports } = await run(false)
    expect([...reports.values()].map(({ error }) => error?.code)).toEqual([
      'BLOCK_PROCESSING_FAILED',
      'BLOCK_PROCESSING_FAILED',
    ])
  })

  it('strict: the marker is skipped and reported', async () => {
    const { reports, network, group } = await run(true)
    for (const { markers, imported } of reports.values()) {
      expect(imported).toBe(true)
      expect(markers.map(({ status, reason }) => status ?? reason)).toEqual([1, 'unanswering-group'])
    }
    expect(new Set(roots(network, group.id)).size).toBe(1)
  })
})

describe('lock-before-add (item 22)', () => {
  const lockAndAdd = async (strict: Partial<Record<string, boolean>>) => {
    const nodes = Object.fromEntries(NODES.map((name) => [name, { strict: strict[name] ?? false }]))
    const network = await manualNetwork({ nodes })
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    const lock = await submitted(group, { to: PROXY, data: LOCK })
    return { network, group, lock }
  }

  it('Besu: the newcomer is left out of sync', async () => {
    const { network, group } = await lockAndAdd({})
    await submittedAdd(group, [network.node('carol')])
    const { reports } = await network.mine()
    expect(reports.get('alice')?.markers.map(({ status }) => status)).toEqual([1, 1])
    expect(reports.get('carol')?.markers.at(-1)).toMatchObject({ result: 'refused', reason: 'add-while-unlocked' })
    const [alice, bob, carol] = roots(network, group.id)
    expect(bob).toBe(alice)
    expect(carol).not.toBe(alice)
    expect(carol).not.toBe(UNKNOWN)
  })

  it('strict: the node does not take the add before the lock is mined', async () => {
    const { network, group } = await lockAndAdd({ alice: true })
    await expect(submittedAdd(group, [network.node('carol')])).rejects.toMatchObject({ code: 'GROUP_NOT_LOCKED' })
    await network.mine()
    await expect(submittedAdd(group, [network.node('carol')])).resolves.toBeDefined()
    await network.mine()
    expect(new Set(roots(network, group.id)).size).toBe(1)
  })

  it('strict: an add that another node let through is not executed', async () => {
    const { network, group, lock } = await lockAndAdd({ bob: true, carol: true })
    const add = await submittedAdd(group, [network.node('carol')])
    const { reports } = await network.mine({ transactions: [lock, add] })
    expect(reports.get('bob')?.markers).toMatchObject([
      { status: 1 },
      { result: 'refused', reason: 'locked-in-this-block' },
    ])
    expect(await network.node('bob').groupState(group.id)).toMatchObject({ locked: true })
    expect(network.node('carol').groups()).toEqual([])
  })
})

describe('lock-for-owner (items 24 and 37)', () => {
  const run = async (strict: boolean) => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'], strict })
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    await mined(network, group, { to: PROXY, data: LOCK })
    const before = network.node('alice').stateRoot(group.id)
    const ofBob = network.node('bob').group(group.id)
    await submitted(ofBob, { to: PROXY, data: GET_PARTICIPANTS })
    const report = await nextReport(network, 'alice')
    return { network, group, report, moved: network.node('alice').stateRoot(group.id) !== before }
  }

  it('Besu: any member may move the root while the group is locked', async () => {
    const { report, moved } = await run(false)
    expect(report.markers).toMatchObject([{ result: 'executed', status: 1 }])
    expect(moved).toBe(true)
  })

  it('strict: only the owner acts, by adding or unlocking', async () => {
    const { network, group, report, moved } = await run(true)
    expect(report.markers).toMatchObject([{ result: 'refused', reason: 'locked-for-owner' }])
    expect(moved).toBe(false)
    const unlock = await submitted(network.node('bob').group(group.id), { to: PROXY, data: UNLOCK })
    const query = await submitted(group, { to: PROXY, data: GET_PARTICIPANTS })
    const refused = await nextReport(network, 'bob', [unlock, query])
    expect(refused.markers.map(({ reason }) => reason)).toEqual(['locked-for-owner', 'locked-for-owner'])
    await submitted(group, { to: PROXY, data: UNLOCK })
    expect((await nextReport(network, 'bob')).markers).toMatchObject([{ status: 1 }])
  })

  it('strict: while unlocked nothing is different', async () => {
    const network = await manualNetwork({ nodes: ['alice', 'bob'], strict: true })
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    await submitted(network.node('bob').group(group.id), { to: PROXY, data: GET_PARTICIPANTS })
    expect((await nextReport(network, 'alice')).markers).toMatchObject([{ status: 1 }])
  })
})

describe('the table of rules', () => {
  it('is in force as a whole or not at all', () => {
    expect([...rulesInForce(true)]).toEqual(Object.keys(strictRules))
    expect(rulesInForce(false).size).toBe(0)
  })

  it('describes both behaviours and names items of spec 02 §14', () => {
    for (const { items, besu, strict } of Object.values(strictRules)) {
      expect(besu.length).toBeGreaterThan(20)
      expect(strict.length).toBeGreaterThan(20)
      for (const item of items) expect(item > 0 && item <= 45).toBe(true)
    }
  })

  it('is the table of src/execution/README.md', () => {
    const readme = readFileSync(new URL('../../src/execution/README.md', import.meta.url), 'utf8')
    const rows = [...readme.matchAll(/^\| `([a-z-]+)` *\| ([^|]*)\|[^|]*\|[^|]*\| strict *\|$/gm)]
    const items = (text = ''): number[] => (text.match(/\d+/g) ?? []).map(Number)
    expect(rows.map(([, name, numbers]) => [name, items(numbers)])).toEqual(
      Object.entries(strictRules).map(([name, rule]) => [name, [...rule.items]]),
    )
  })
})
