import { describe, expect, it } from 'vitest'
import { isCoterieError } from '../../src/errors/CoterieError.ts'
import { eraOfGroup, readLocked, readMembers, readVersion } from '../../src/execution/askManagement.ts'
import { gate, includes } from '../../src/execution/gate.ts'
import type { EraRule } from '../../src/management/managementCalls.ts'
import { type Hex, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import type { EnclaveKey } from '../../src/primitives/identifiers.ts'
import { WorldState } from '../../src/state/WorldState.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import { MapSource, change } from '../state/stores.ts'
import { type Answers, install, listOf } from './management.ts'
import { EA, FIRST, KA, KB, KC, LOCK, OneGroup, PROXY, UNLOCK, type Request, word } from './oneGroup.ts'

const VERSION: Hex = `0x${'ab'.repeat(32)}`
const OLD: Hex = `0x${'cd'.repeat(32)}`
const LOCKED: Hex = `0x${word(0n)}`
const UNLOCKED: Hex = `0x${word(1n)}`
const addOf = (...keys: EnclaveKey[]): string => toHex(encodeParticipants(keys, 'v2'))

async function ask(answers: Partial<Answers>, request: Request, era: EraRule = 'auto') {
  const group = new OneGroup({ era })
  install(group, { canExecute: UNLOCKED, getVersion: VERSION, getParticipants: listOf([KA, KB]), ...answers })
  const envelope = await group.envelope({ version: VERSION, nonce: 0n, ...request })
  return gate({ context: group.context, envelope, era })
}

async function failureOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('the gate, order of refusals (FP-90, spec 02 §4)', () => {
  it('FP-90 (1) refuses an add while unlocked before anything else', async () => {
    const request = { to: PROXY, data: addOf(KC), version: OLD, privateFrom: KC }
    expect(await ask({ canExecute: UNLOCKED, getParticipants: 'revert', getVersion: 'revert' }, request)).toBe(
      'add-while-unlocked',
    )
  })

  it('FP-90 (2) refuses everything but the proxy while locked', async () => {
    const request = { to: FIRST, version: OLD, privateFrom: KC }
    expect(await ask({ canExecute: LOCKED, getVersion: 'revert' }, request)).toBe('locked')
    expect(await ask({ canExecute: LOCKED }, { data: '00' })).toBe('locked')
    expect(await ask({ canExecute: LOCKED }, { to: FIRST, data: addOf(KC) })).toBe('locked')
  })

  it('FP-90 (3) refuses another version', async () => {
    expect(await ask({ getParticipants: 'revert' }, { to: FIRST, version: OLD, privateFrom: KC })).toBe('version')
    expect(await ask({ canExecute: LOCKED }, { to: PROXY, data: UNLOCK, version: OLD })).toBe('version')
  })

  it('FP-90 (4) refuses who is no member', async () => {
    expect(await ask({}, { to: FIRST, privateFrom: KC })).toBe('not-a-member')
    expect(await ask({ canExecute: LOCKED }, { to: PROXY, data: addOf(KC), privateFrom: KC })).toBe('not-a-member')
  })

  it('lets members through: to contracts while unlocked, to the proxy always, with an add while locked', async () => {
    expect(await ask({}, { to: FIRST, privateFrom: KB })).toBeUndefined()
    expect(await ask({}, { data: '00' })).toBeUndefined()
    expect(await ask({}, { to: PROXY, data: LOCK })).toBeUndefined()
    expect(await ask({ canExecute: LOCKED }, { to: PROXY, data: '78b90337' })).toBeUndefined()
    expect(await ask({ canExecute: LOCKED }, { to: PROXY, data: addOf(KC) })).toBeUndefined()
  })

  it('sees no add in call data that goes elsewhere or is too short', async () => {
    expect(await ask({}, { to: FIRST, data: addOf(KC) })).toBeUndefined()
    expect(await ask({}, { to: PROXY, data: '965a25' })).toBeUndefined()
  })

  it('treats any non-zero answer as unlocked', async () => {
    expect(await ask({ canExecute: `0x${'00'.repeat(31)}02` }, { to: FIRST })).toBeUndefined()
    expect(await ask({ canExecute: `0x80${'00'.repeat(31)}` }, { to: FIRST })).toBeUndefined()
  })
})

describe('the gate, groups without members (spec 02 §4 step 5)', () => {
  const memberless: Partial<Answers> = { canExecute: LOCKED, getParticipants: '0x' }

  it('accepts an add that names the sender', async () => {
    expect(await ask(memberless, { to: PROXY, data: addOf(KB, KA) })).toBeUndefined()
  })

  it('refuses an add that does not name the sender', async () => {
    expect(await ask(memberless, { to: PROXY, data: addOf(KB, KC) })).toBe('not-a-member')
  })

  it('refuses everything else', async () => {
    expect(await ask(memberless, { to: PROXY, data: LOCK })).toBe('not-a-member')
    expect(await ask({ ...memberless, canExecute: UNLOCKED }, { to: FIRST })).toBe('not-a-member')
  })

  it('FP-111b FP-111c refuses an add whose list decodes to nothing', async () => {
    expect(await ask(memberless, { to: PROXY, data: addOf(KA, EA) })).toBe('not-a-member')
    expect(await ask(memberless, { to: PROXY, data: `965a25ef${word(32n)}` })).toBe('not-a-member')
  })

  it('fails for an add whose count leads outside its call data', async () => {
    const error = await failureOf(ask(memberless, { to: PROXY, data: `965a25ef${word(32n)}${word(50n)}${word(0n)}` }))
    expect(isCoterieError(error, 'DECODE_FAILED')).toBe(true)
  })
})

describe('the gate, FP-88 malformed answers about members', () => {
  it.each<[string, Hex | 'revert']>([
    ['a failing query', 'revert'],
    ['an empty answer', '0x'],
    ['fewer than 64 bytes', `0x${word(32n)}${word(1n).slice(2)}`],
    ['an empty list', `0x${word(32n)}${word(0n)}`],
    ['a count that is larger than its content', listOf([KA], 2)],
    ['a count that is smaller than its content', `0x${word(32n)}${word(1n)}${listOf([KA, KB]).slice(130)}`],
    [
      'a wrong length of the key',
      listOf([KA]).replace(word(32n) + toHex(KA).slice(2), word(64n) + toHex(KA).slice(2)) as Hex,
    ],
    ['a list without the sender', listOf([KB, KC])],
    ['keys of mixed sizes', toHex(encodeParticipants([KA, EA], 'v2')).replace('0x965a25ef', '0x') as Hex],
  ])('skips the transaction: %s', async (_, getParticipants) => {
    expect(await ask({ getParticipants }, { to: FIRST })).toBe('not-a-member')
  })
})

describe('the gate, answers that stop the block (spec 02 §14 item 18)', () => {
  it.each<[string, Partial<Answers>]>([
    ['canExecute reverts', { canExecute: 'revert' }],
    ['canExecute is empty', { canExecute: '0x' }],
    ['canExecute is longer than 32 bytes', { canExecute: `0x${'00'.repeat(33)}` }],
    ['getVersion reverts', { getVersion: 'revert' }],
    ['getVersion is shorter than 32 bytes', { getVersion: `0x${'ab'.repeat(31)}` }],
    ['getVersion is longer than 32 bytes', { getVersion: `0x${'ab'.repeat(64)}` }],
  ])('fails when %s', async (_, answers) => {
    const error = await failureOf(ask(answers, { to: FIRST }))
    expect(isCoterieError(error, 'BLOCK_PROCESSING_FAILED')).toBe(true)
  })
})

describe('the gate and eras (spec 08)', () => {
  const add = toHex(encodeParticipants([KC], 'v1'))

  it('recognises adds of the group’s era unless it is told another', async () => {
    expect(await ask({}, { to: PROXY, data: add })).toBeUndefined()
    expect(await ask({}, { to: PROXY, data: addOf(KC) })).toBe('add-while-unlocked')
    expect(await ask({}, { to: PROXY, data: add }, 'v1')).toBe('add-while-unlocked')
    expect(await ask({}, { to: PROXY, data: add }, 'v2')).toBeUndefined()
    expect(await ask({}, { to: PROXY, data: addOf(KC) }, 'v1')).toBeUndefined()
  })
})

describe('asking the management contract', () => {
  it('has no answers in a state without a group', async () => {
    const context = { ...new OneGroup().context, world: new WorldState(new MapSource()) }
    expect([await readMembers(context), await readLocked(context), await readVersion(context)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(eraOfGroup(context.world)).toBeUndefined()
  })

  it('reads a new group and leaves its root alone', async () => {
    const group = new OneGroup()
    await group.create(KA, KB)
    const { root } = group
    expect((await readMembers(group.context))?.map(toBase64)).toEqual([KA, KB].map(toBase64))
    expect(await readLocked(group.context)).toBe(false)
    expect(await readVersion(group.context)).toHaveLength(32)
    expect(group.root).toBe(root)
    expect(eraOfGroup(group.world)).toBe('v2')
  })

  it('asks with the zero address and gas price 1000 (spec 02 §4)', async () => {
    const group = new OneGroup()
    await group.create(KA)
    // Unlocked only if ORIGIN, CALLER and GASPRICE are what Besu uses; the answer is 32 bytes.
    const code = fromHex('3215331516 3a6103e81416 600052 60206000f3'.replaceAll(' ', ''))
    group.world.apply([change(PROXY, { code })])
    expect(await readLocked(group.context)).toBe(false)
  })

  it('compares keys by content', () => {
    expect(includes([KA], Uint8Array.from(KA))).toBe(true)
    expect(includes([KA, KB], KC)).toBe(false)
  })
})
