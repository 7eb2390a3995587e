import { Hardfork } from '@ethereumjs/common'
import { decodeAbiParameters, encodeErrorResult, encodeFunctionData, parseAbi } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import { managementBytecode } from '../../src/management/bytecode.ts'
import { type Hex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { managementContractV2, managementProxyV2 } from '../fixtures/contracts.ts'
import {
  GENERATIONS,
  NACL_KEYS,
  SELECTORS,
  callData,
  encodeAdded,
  encodeKey,
  encodeKeys,
  versionOf,
} from './generations.ts'
import { CONTRACT, type CallOptions, ManagementEvm, OWNER, PROXY, STRANGER, hashOfBlock } from './managementEvm.ts'

const TRUE = toHex(toWord(1n))
const ZERO = toHex(toWord(0n))
/** Slot 0 of an unlocked group of {@link OWNER}: the flag at byte 20, then the owner. */
const UNLOCKED_OWNED: Hex = `0x000000000000000000000001${OWNER.slice(2)}`
const LOCKED_OWNED: Hex = `0x000000000000000000000000${OWNER.slice(2)}`
/** Where the tests put a second management contract. */
const NEXT: Hex = '0x00000000000000000000000000000000000c0de2'
const NOBODY: Hex = '0x000000000000000000000000000000000000dead'

const revertOf = (message: string) => ({
  result: 'revert',
  output: encodeErrorResult({ abi: parseAbi(['error Error(string)']), errorName: 'Error', args: [message] }),
  logs: [],
})
const EMPTY_REVERT = { result: 'revert', output: '0x', logs: [] }
const NOT_THE_OWNER = revertOf('Origin not the owner.')
const LOCKED = revertOf('The contract is locked.')
const SAME_CONTRACT = revertOf('The contract to upgrade to has to be different from the current management contract.')
const MAY_NOT_UPGRADE = revertOf('Not allowed to upgrade the management contract.')

describe('FP-50 encodings', () => {
  const [key = '0x'] = NACL_KEYS

  it('FP-50 call data of the contract are the documented ones', () => {
    const { abi } = managementContractV2
    const word = (value: bigint): string => toHex(toWord(value)).slice(2)
    expect(encodeFunctionData({ abi, functionName: 'addParticipants', args: [[key]] })).toBe(
      `0x965a25ef${word(32n)}${word(1n)}${word(32n)}${word(32n)}${key.slice(2)}`,
    )
    expect(encodeFunctionData({ abi, functionName: 'removeParticipant', args: [key] })).toBe(
      `0x1f52a8ee${word(32n)}${word(32n)}${key.slice(2)}`,
    )
  })

  it.each(['getParticipants', 'lock', 'unlock', 'canExecute', 'getVersion', 'canUpgrade'] as const)(
    'FP-50 selector of %s',
    (functionName) => {
      expect(encodeFunctionData({ abi: managementContractV2.abi, functionName })).toBe(SELECTORS[functionName])
      expect(encodeFunctionData({ abi: managementProxyV2.abi, functionName })).toBe(SELECTORS[functionName])
    },
  )
})

describe.each(GENERATIONS)('$title', (generation) => {
  const { era, keyType, addedTopic, removedTopic } = generation
  const [key1 = '0x', key2 = '0x', key3 = '0x'] = generation.keys
  const addition = (...keys: Hex[]): Hex => callData(generation.addSelector, encodeKeys(generation, keys))
  const removal = (key: Hex): Hex => callData(generation.removeSelector, encodeKey(generation, key))
  const upgrade = (to: Hex): Hex => callData(SELECTORS.upgradeTo, `0x${to.slice(2).padStart(64, '0')}`)
  let group: ManagementEvm

  /** Calls and demands success; returns the output. */
  async function succeed(data: Hex, options?: CallOptions): Promise<Hex> {
    const { result, output } = await group.call(data, options)
    expect(result).toBe('ok')
    return output
  }
  const participants = async (to: Hex = PROXY): Promise<readonly Hex[]> =>
    decodeAbiParameters([{ type: `${keyType}[]` }], await succeed(SELECTORS.getParticipants, { to }))[0]
  const version = (): Promise<Hex> => succeed(SELECTORS.getVersion)
  const unlocked = async (): Promise<boolean> => (await succeed(SELECTORS.canExecute)) === TRUE
  const added = (success: boolean, key: Hex, message: string, address: Hex = CONTRACT) => ({
    address,
    topics: [addedTopic],
    data: encodeAdded(generation, success, key, message),
  })
  const isNew = (key: Hex, address?: Hex) => added(true, key, 'Member account added successfully', address)

  beforeEach(async () => {
    group = await ManagementEvm.create(era, Hardfork.Petersburg)
  })

  it('FP-51 a fresh group is locked, without version, participants and owner', async () => {
    expect(await participants()).toEqual([])
    expect(await succeed(SELECTORS.canExecute)).toBe(ZERO)
    expect(await version()).toBe(ZERO)
    expect(await succeed(SELECTORS.canUpgrade)).toBe(ZERO)
    for (const slot of [0n, 1n, 2n, 3n]) expect(await group.slot(CONTRACT, slot)).toBe(ZERO)
    for (const data of [SELECTORS.unlock, SELECTORS.lock, removal(key1)]) {
      expect(await group.call(data)).toEqual(data === SELECTORS.unlock ? NOT_THE_OWNER : EMPTY_REVERT)
    }
  })

  it('FP-52 the origin of the first addition becomes the owner, and the group is unlocked', async () => {
    expect(await succeed(addition(key1, key2))).toBe(TRUE)
    expect(await participants()).toEqual([key1, key2])
    expect(await unlocked()).toBe(true)
    expect(await group.slot(CONTRACT, 0n)).toBe(UNLOCKED_OWNED)
    expect(await succeed(SELECTORS.canUpgrade)).toBe(TRUE)
    expect(await succeed(SELECTORS.canUpgrade, { from: STRANGER })).toBe(ZERO)
  })

  it('FP-52 an empty addition creates a group without participants', async () => {
    expect(await group.call(addition())).toEqual({ result: 'ok', output: TRUE, logs: [] })
    expect(await group.slot(CONTRACT, 0n)).toBe(UNLOCKED_OWNED)
    expect(await version()).toBe(versionOf(generation, hashOfBlock(0n), []))
  })

  it('FP-53 an addition while unlocked reverts with empty data', async () => {
    await succeed(addition(key1))
    expect(await group.call(addition(key2))).toEqual(EMPTY_REVERT)
    expect(await group.call(addition(key2), { from: STRANGER })).toEqual(EMPTY_REVERT)
    expect(await participants()).toEqual([key1])
  })

  it('FP-54 after a lock keys can be added again, at the end of the list', async () => {
    await succeed(addition(key1, key3))
    await succeed(SELECTORS.lock)
    expect(await succeed(addition(key2))).toBe(TRUE)
    expect(await participants()).toEqual([key1, key3, key2])
    expect(await unlocked()).toBe(true)
  })

  it('FP-55 a second lock reverts with empty data', async () => {
    await succeed(addition(key1))
    expect(await group.call(SELECTORS.lock)).toEqual({ result: 'ok', output: '0x', logs: [] })
    expect(await unlocked()).toBe(false)
    expect(await group.slot(CONTRACT, 0n)).toBe(LOCKED_OWNED)
    expect(await group.call(SELECTORS.lock)).toEqual(EMPTY_REVERT)
  })

  it('FP-56 a participant can be removed', async () => {
    await succeed(addition(key1, key2))
    expect(await succeed(removal(key2))).toBe(TRUE)
    expect(await participants()).toEqual([key1])
  })

  it('FP-57 every change of members changes the version; lock and unlock do not', async () => {
    await succeed(addition(key1))
    const first = await version()
    await succeed(SELECTORS.lock)
    expect(await version()).toBe(first)
    await succeed(SELECTORS.unlock)
    expect(await version()).toBe(first)
    await succeed(SELECTORS.lock)
    group.blockNumber = 2n
    await succeed(addition(key2))
    const second = await version()
    group.blockNumber = 3n
    await succeed(removal(key2))
    expect(new Set([ZERO, first, second, await version()]).size).toBe(4)
  })

  describe('upgrade', () => {
    beforeEach(async () => {
      await group.setCode(NEXT, managementBytecode[era].contract)
    })

    it('FP-58 an upgrade by anyone but the owner reverts', async () => {
      await succeed(addition(key1, key2))
      expect(await group.call(upgrade(NEXT), { from: STRANGER })).toEqual(MAY_NOT_UPGRADE)
    })

    it('FP-59 an upgrade by the owner keeps the participants and makes the upgrader the owner', async () => {
      await succeed(addition(key1, key2))
      const before = await Promise.all([0n, 1n, 2n].map((slot) => group.slot(CONTRACT, slot)))
      group.blockNumber = 9n
      expect(await group.call(upgrade(NEXT))).toEqual({
        result: 'ok',
        output: '0x',
        logs: [isNew(key1, NEXT), isNew(key2, NEXT)],
      })
      expect(await group.slot(PROXY, 0n)).toBe(`0x${NEXT.slice(2).padStart(64, '0')}`)
      expect(await succeed(SELECTORS.implementation)).toBe(`0x${NEXT.slice(2).padStart(64, '0')}`)
      expect(await participants()).toEqual([key1, key2])
      expect(await group.slot(NEXT, 0n)).toBe(UNLOCKED_OWNED)
      expect(await version()).toBe(versionOf(generation, hashOfBlock(8n), [key1, key2]))
      expect(await Promise.all([0n, 1n, 2n].map((slot) => group.slot(CONTRACT, slot)))).toEqual(before)
    })

    it('FP-59 the way back needs a lock of the old contract', async () => {
      await succeed(addition(key1, key2))
      await succeed(upgrade(NEXT))
      expect(await group.call(upgrade(CONTRACT))).toEqual(EMPTY_REVERT)
      expect(await succeed(SELECTORS.implementation)).toBe(`0x${NEXT.slice(2).padStart(64, '0')}`)
      await succeed(SELECTORS.lock, { to: CONTRACT })
      const { result, logs } = await group.call(upgrade(CONTRACT))
      expect(result).toBe('ok')
      expect(logs).toEqual([key1, key2].map((key) => added(false, key, 'Account is already a Member')))
      expect(await participants()).toEqual([key1, key2])
    })

    it('FP-60 an upgrade of a locked group or to the same contract is refused, in this order', async () => {
      await succeed(addition(key1))
      expect(await group.call(upgrade(CONTRACT))).toEqual(SAME_CONTRACT)
      expect(await group.call(upgrade(CONTRACT), { from: STRANGER })).toEqual(SAME_CONTRACT)
      await succeed(SELECTORS.lock)
      expect(await group.call(upgrade(CONTRACT), { from: STRANGER })).toEqual(LOCKED)
      expect(await group.call(upgrade(NEXT))).toEqual(LOCKED)
    })

    it('FP-60 a failure of the new contract is passed on and undoes the upgrade', async () => {
      await succeed(addition(key1))
      expect(await group.call(upgrade(NOBODY))).toEqual(EMPTY_REVERT)
      await succeed(addition(key2), { to: NEXT, from: STRANGER })
      expect(await group.call(upgrade(NEXT))).toEqual(EMPTY_REVERT)
      await succeed(SELECTORS.lock, { to: NEXT, from: STRANGER })
      expect(await group.call(upgrade(NEXT))).toEqual(NOT_THE_OWNER)
      expect(await succeed(SELECTORS.implementation)).toBe(`0x${CONTRACT.slice(2).padStart(64, '0')}`)
      expect(await participants()).toEqual([key1])
    })
  })

  it('FP-61 the last participant moves into the place of the removed one', async () => {
    await succeed(addition(key1, key2, key3))
    await succeed(removal(key1))
    expect(await participants()).toEqual([key3, key2])
    await succeed(removal(key3))
    expect(await participants()).toEqual([key2])
  })

  it('FP-62 adding a participant again succeeds, returns false, unlocks and changes the version', async () => {
    await succeed(addition(key1))
    await succeed(SELECTORS.lock)
    group.blockNumber = 2n
    expect(await group.call(addition(key1))).toEqual({
      result: 'ok',
      output: ZERO,
      logs: [added(false, key1, 'Account is already a Member')],
    })
    expect(await participants()).toEqual([key1])
    expect(await version()).toBe(versionOf(generation, hashOfBlock(1n), [key1]))
    expect(await unlocked()).toBe(true)
  })

  it('FP-62 of a new key, a participant and a key given twice the new ones are added once', async () => {
    await succeed(addition(key1))
    await succeed(SELECTORS.lock)
    expect(await group.call(addition(key2, key1, key3, key3))).toEqual({
      result: 'ok',
      output: ZERO,
      logs: [
        isNew(key2),
        added(false, key1, 'Account is already a Member'),
        isNew(key3),
        added(false, key3, 'Account is already a Member'),
      ],
    })
    expect(await participants()).toEqual([key1, key2, key3])
  })

  it('FP-63 every new participant gives one event of the contract at 0x7b', async () => {
    const { logs } = await group.call(addition(key1, key2))
    expect(logs).toEqual([isNew(key1), isNew(key2)])
  })

  it('FP-64 the proxy emits an event for the removal of a participant', async () => {
    await succeed(addition(key1, key2))
    expect(await group.call(removal(key1))).toEqual({
      result: 'ok',
      output: TRUE,
      logs: [{ address: PROXY, topics: [removedTopic], data: encodeKey(generation, key1) }],
    })
  })

  it('FP-64 the removal of a key that is no participant changes nothing but the version', async () => {
    await succeed(addition(key1, key2))
    group.blockNumber = 2n
    expect(await group.call(removal(key3))).toEqual({ result: 'ok', output: ZERO, logs: [] })
    expect(await participants()).toEqual([key1, key2])
    expect(await version()).toBe(versionOf(generation, hashOfBlock(1n), [key1, key2]))
    expect(await unlocked()).toBe(true)
  })

  it('FP-64 a removal past the proxy gives no event', async () => {
    await succeed(addition(key1, key2))
    expect(await group.call(removal(key1), { to: CONTRACT })).toEqual({ result: 'ok', output: TRUE, logs: [] })
    expect(await participants()).toEqual([key2])
  })

  it('FP-65 a removal while locked reverts and changes nothing', async () => {
    await succeed(addition(key1, key2))
    await succeed(SELECTORS.lock)
    const before = await version()
    expect(await group.call(removal(key1))).toEqual(EMPTY_REVERT)
    expect(await participants()).toEqual([key1, key2])
    expect(await version()).toBe(before)
  })

  it('FP-66 the state of the lock is checked first, then the owner', async () => {
    await succeed(addition(key1))
    for (const to of [PROXY, CONTRACT]) {
      expect(await group.call(SELECTORS.unlock, { to })).toEqual(EMPTY_REVERT)
      for (const data of [SELECTORS.lock, removal(key1)]) {
        expect(await group.call(data, { to, from: STRANGER })).toEqual(NOT_THE_OWNER)
      }
    }
    await succeed(SELECTORS.lock)
    for (const to of [PROXY, CONTRACT]) {
      for (const data of [SELECTORS.lock, removal(key1)]) {
        expect(await group.call(data, { to, from: STRANGER })).toEqual(EMPTY_REVERT)
      }
      for (const data of [SELECTORS.unlock, addition(key2)]) {
        expect(await group.call(data, { to, from: STRANGER })).toEqual(NOT_THE_OWNER)
      }
    }
  })

  it('FP-66 an unlock ends a lock without a change of members', async () => {
    await succeed(addition(key1))
    await succeed(SELECTORS.lock)
    expect(await group.call(SELECTORS.unlock)).toEqual({ result: 'ok', output: '0x', logs: [] })
    expect(await group.slot(CONTRACT, 0n)).toBe(UNLOCKED_OWNED)
  })

  it('FP-67 the owner can remove every participant', async () => {
    await succeed(addition(key1, key2))
    await succeed(removal(key1))
    group.blockNumber = 2n
    expect(await succeed(removal(key2))).toBe(TRUE)
    expect(await participants()).toEqual([])
    expect(await version()).toBe(versionOf(generation, hashOfBlock(1n), []))
  })

  it('FP-68 the version depends on the parent block, the coinbase and the list', async () => {
    await succeed(addition(key1, key2))
    const first = await version()
    expect(first).toBe(versionOf(generation, hashOfBlock(0n), [key1, key2]))
    await succeed(removal(key3))
    expect(await version()).toBe(first)
    group.blockNumber = 7n
    await succeed(removal(key3))
    expect(await version()).toBe(versionOf(generation, hashOfBlock(6n), [key1, key2]))
    await succeed(removal(key1))
    expect(await version()).toBe(versionOf(generation, hashOfBlock(6n), [key2]))
  })

  it('FP-70 in a group genesis the proxy refers to 0x7b and forwards to it', async () => {
    expect(await group.slot(PROXY, 0n)).toBe(`0x${CONTRACT.slice(2).padStart(64, '0')}`)
    expect(await succeed(SELECTORS.implementation)).toBe(`0x${CONTRACT.slice(2).padStart(64, '0')}`)
    await succeed(addition(key1))
    expect(await participants(CONTRACT)).toEqual([key1])
    for (const slot of [1n, 2n, 3n]) expect(await group.slot(PROXY, slot)).toBe(ZERO)
  })
})
