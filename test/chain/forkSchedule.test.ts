import { describe, expect, it } from 'vitest'
import { forkAt, londonBlock, parseForkSchedule } from '../../src/chain/forkSchedule.ts'
import { HARDFORKS, createCommon, isAtLeast } from '../../src/chain/hardfork.ts'

describe('fork schedule', () => {
  it('is london when no fork is named', () => {
    expect(forkAt(parseForkSchedule({}), 0n, 0n)).toBe('london')
    expect(forkAt(parseForkSchedule({ chainId: 5, qbft: {} }), 99n, 99n)).toBe('london')
  })

  it('is the oldest version for descriptions that stop before it', () => {
    for (const key of [
      'homesteadBlock',
      'byzantiumBlock',
      'constantinopleBlock',
      'constantinopleFixBlock',
      'petersburgBlock',
    ]) {
      expect(forkAt(parseForkSchedule({ [key]: 0 }), 9n, 9n)).toBe('constantinoplefix')
    }
  })

  it('changes with block numbers, then with timestamps', () => {
    const schedule = parseForkSchedule({
      istanbulBlock: 2,
      berlinBlock: '4',
      londonBlock: '0x6',
      shanghaiTime: 100,
      cancunTime: 200,
    })
    const forks = [0n, 1n, 2n, 3n, 4n, 5n, 6n].map((number) => forkAt(schedule, number, 0n))
    expect(forks).toEqual([
      'constantinoplefix',
      'constantinoplefix',
      'istanbul',
      'istanbul',
      'berlin',
      'berlin',
      'london',
    ])
    expect([99n, 100n, 199n, 200n].map((time) => forkAt(schedule, 10n, time))).toEqual([
      'london',
      'shanghai',
      'shanghai',
      'cancun',
    ])
    expect(londonBlock(schedule)).toBe(6n)
  })

  it('does not depend on the order of keys', () => {
    expect(forkAt(parseForkSchedule({ londonBlock: 0, berlinBlock: 0, istanbulBlock: 0 }), 0n, 0n)).toBe('london')
    expect(forkAt(parseForkSchedule({ cancunTime: 0, shanghaiTime: 0 }), 0n, 0n)).toBe('cancun')
  })

  it('assumes london under forks that are activated by time', () => {
    expect(forkAt(parseForkSchedule({ shanghaiTime: 50 }), 0n, 0n)).toBe('london')
    expect(londonBlock(parseForkSchedule({ berlinBlock: 0 }))).toBeUndefined()
  })

  it('warns of forks that Coterie does not run and of no others', () => {
    const quiet = {
      homesteadBlock: 0,
      eip150Block: 0,
      eip155Block: 0,
      eip158Block: 0,
      muirGlacierBlock: 0,
      londonBlock: 0,
    }
    expect(parseForkSchedule(quiet).warnings).toEqual([])
    expect(parseForkSchedule({ ...quiet, pragueTime: 1, ecip1015Block: 1 }).warnings).toHaveLength(2)
  })

  it.each([-1, 1.5, 'x', null, {}, Number.NaN])('refuses the activation %s', (value) => {
    expect(() => parseForkSchedule({ londonBlock: value })).toThrow(
      expect.objectContaining({ code: 'GENESIS_INVALID' }),
    )
  })
})

describe('hardforks', () => {
  it('are in order of activation', () => {
    expect(isAtLeast('london', 'london')).toBe(true)
    expect(isAtLeast('berlin', 'london')).toBe(false)
    expect(isAtLeast('cancun', 'constantinoplefix')).toBe(true)
  })

  it('have their chain id in the library’s rules, each time anew', () => {
    for (const fork of HARDFORKS) {
      const common = createCommon(fork, 2018n)
      expect(common.chainId()).toBe(2018n)
      expect(createCommon(fork, 2018n)).not.toBe(common)
    }
    expect(createCommon('constantinoplefix', 1n).hardfork()).toBe('petersburg')
  })
})
