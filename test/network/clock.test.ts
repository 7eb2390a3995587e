import { describe, expect, it } from 'vitest'
import { type Clock, type Network, createNetwork, logicalClock } from '../../src/index.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'

/** A clock like the machine's that stands still unless moved. */
function standingClock(now: bigint): Clock & { now: bigint } {
  return {
    now,
    nextTimestamp() {
      return this.now
    },
  }
}

async function timeOfNext(network: Network): Promise<bigint> {
  const { block } = await network.mine()
  return network.parts.chain.requireBlock(toBlockHash(fromHex(block.hash))).source.header.timestamp
}

const clocks = [
  ['counts from the parent', () => logicalClock()],
  ['tells the time', () => standingClock(1n)],
] as const

describe.each(clocks)('a clock that %s', (_, clock) => {
  it('is moved on once', async () => {
    await using network = await createNetwork({ clock: clock() })
    expect(await timeOfNext(network)).toBe(1n)
    expect(network.increaseTime(100)).toBe(100n)
    expect(network.increaseTime(10n)).toBe(110n)
    const moved = await timeOfNext(network)
    expect([111n, 112n]).toContain(moved)
    expect(await timeOfNext(network)).toBe(moved + 1n)
  })

  it('goes on from the time that the next block was given', async () => {
    await using network = await createNetwork({ clock: clock() })
    await network.mine()
    network.setNextBlockTimestamp(5000)
    expect(await timeOfNext(network)).toBe(5000n)
    expect(await timeOfNext(network)).toBe(5001n)
    network.increaseTime(99)
    expect(await timeOfNext(network)).toBeGreaterThanOrEqual(5099n)
    expect(await timeOfNext(network)).toBeLessThan(5105n)
  })

  it('is set', async () => {
    await using network = await createNetwork({ clock: clock() })
    await network.mine()
    network.setTime(7000n)
    expect([await timeOfNext(network), await timeOfNext(network)]).toEqual([7000n, 7001n])
    for (const early of [0, 7001n, -1, 1.5, 2n ** 60n, 'soon']) {
      expect(() => network.setTime(early as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
      expect(() => network.setNextBlockTimestamp(early as never)).toThrow(/timestamp/)
    }
    expect(() => network.increaseTime(-1)).toThrow(/whole number/)
    expect(await timeOfNext(network)).toBe(7002n)
  })

  it('counts by an interval', async () => {
    await using network = await createNetwork({ clock: clock() })
    network.setBlockTimestampInterval(30)
    expect([await timeOfNext(network), await timeOfNext(network)]).toEqual([30n, 60n])
    network.increaseTime(5)
    expect([await timeOfNext(network), await timeOfNext(network)]).toEqual([95n, 125n])
    network.setBlockTimestampInterval(undefined)
    expect(await timeOfNext(network)).toBe(126n)
  })
})

it('a clock that tells the time stays as far ahead as it was moved', async () => {
  const clock = standingClock(100n)
  await using network = await createNetwork({ clock })
  network.increaseTime(50)
  expect(await timeOfNext(network)).toBe(150n)
  clock.now = 200n
  expect(await timeOfNext(network)).toBe(250n)
  network.setNextBlockTimestamp(1000)
  clock.now = 300n
  expect(await timeOfNext(network)).toBe(1000n)
  clock.now = 310n
  expect(await timeOfNext(network)).toBe(1010n)
})

it('a clock that counts from the parent counts on after it was moved', async () => {
  await using network = await createNetwork()
  await network.mine()
  network.increaseTime(100)
  expect([await timeOfNext(network), await timeOfNext(network)]).toEqual([102n, 103n])
  await network.mine({ timestamp: 500n })
  expect(await timeOfNext(network)).toBe(501n)
})
