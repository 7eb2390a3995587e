import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulateCall } from '../../src/execution/processPrivateTransaction.ts'
import { viewCalls } from '../../src/management/managementCalls.ts'
import { storedAnswer, storedOwner } from '../../src/management/storedMembership.ts'
import { MANAGEMENT_PROXY, ZERO_ADDRESS } from '../../src/primitives/addresses.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { WorldState } from '../../src/state/WorldState.ts'
import { encodeParticipants, encodeRemoveParticipant } from '../../src/transaction/participants.ts'
import { KA, LOCK, OWNER, OneGroup, PROXY, SECOND, UNLOCK, groupWith } from '../execution/oneGroup.ts'
import { MapSource } from '../state/stores.ts'

const QUESTIONS = Object.keys(viewCalls) as (keyof typeof viewCalls)[]

/** Expects the answers from storage to be those of the code. */
async function expectSameAnswers(group: OneGroup): Promise<void> {
  for (const question of QUESTIONS) {
    const call = { sender: ZERO_ADDRESS, to: MANAGEMENT_PROXY, data: viewCalls[question], gasPrice: 1000n }
    const outcome = await simulateCall(group.context, call)
    expect(outcome.kind).toBe('success')
    const stored = storedAnswer(group.world, question)
    expect(stored && toHex(stored)).toBe(toHex(outcome.output))
  }
}

describe('answers from the default contracts’ storage', () => {
  it.each(['v1', 'v2'] as const)('are those of the code, whatever happens to the group: %s', async (era) => {
    const lengths = era === 'v1' ? [32] : [0, 1, 30, 31, 32, 33, 64, 91]
    const key = fc
      .tuple(fc.constantFrom(...lengths), fc.nat(3))
      .map(([length, n]) => toEnclaveKey(new Uint8Array(length).fill(n + 1)))
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), keys: fc.array(key, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('remove' as const), key }),
      fc.record({ kind: fc.constantFrom('lock' as const, 'unlock' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const group = new OneGroup()
        await group.send({ to: PROXY, data: toHex(encodeParticipants([KA], era)) })
        for (const one of steps) {
          if (one.kind === 'add') await group.execute({ to: PROXY, data: LOCK })
          const data =
            one.kind === 'add'
              ? toHex(encodeParticipants(one.keys, era))
              : one.kind === 'remove'
                ? toHex(encodeRemoveParticipant(one.key, era))
                : one.kind === 'lock'
                  ? LOCK
                  : UNLOCK
          await group.execute({ to: PROXY, data })
          await expectSameAnswers(group)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('are those of the genesis', async () => {
    const group = new OneGroup()
    expect(await group.execute({ to: SECOND })).toMatchObject({ kind: 'refused' })
    const world = new WorldState(new MapSource())
    for (const question of QUESTIONS) expect(storedAnswer(world, question)).toBeUndefined()
  })

  it('name the owner', async () => {
    const group = await groupWith([])
    expect(toHex(storedOwner(group.world) ?? new Uint8Array(0))).toBe(toHex(OWNER))
    expect(storedOwner(new WorldState(new MapSource()))).toBeUndefined()
  })

  it('are not given where the proxy is upgraded or the code is another', async () => {
    const group = await groupWith(['6001600052602060 00f3'])
    const upgrade = `3659cfe6${'00'.repeat(12)}10f807f8a905da5bd319196da7523c6bd768690f`
    expect(await group.send({ to: PROXY, data: upgrade })).toMatchObject({ status: 1 })
    for (const question of QUESTIONS) expect(storedAnswer(group.world, question)).toBeUndefined()
  })
})
