import { describe, expect, it } from 'vitest'
import { eras } from '../../src/management/eras.ts'
import { groupGenesis } from '../../src/management/groupGenesis.ts'
import type { GenesisAccount } from '../../src/state/genesisAccount.ts'
import { eraOfAdd, eraOfCreation, eraOfRemove, isToProxy, viewCalls } from '../../src/management/managementCalls.ts'
import { eraOfCodeHash, managementCode, managementCodeSize } from '../../src/management/managementCode.ts'
import { DEFAULT_MANAGEMENT_CONTRACT, MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { concat, fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { EMPTY_CODE_HASH } from '../../src/state/account.ts'
import { WorldState, codeHashOf } from '../../src/state/WorldState.ts'
import { MapSource } from '../state/stores.ts'

const word = (n: bigint) => toHex(toWord(n))

describe('eras (spec 08)', () => {
  it.each([
    [
      'v1',
      '7a9bb334295399d495e5d95bb8fd747550402e43be94c92e119c9c3550f9e1e5',
      3858,
      '26f6097220d67e9c122497c60335cd40b8339b25a64bbcd0c5d483617e36a905',
      3182,
      'b4926e25',
      'fd017797',
    ],
    [
      'v2',
      'b5a5a8a6c0f3e768bef8085d7478e6f99207c29670a980ff5de8c9f89fedc1aa',
      5600,
      'a350df41827ef90b664f0a478146534d7e4eddefd3476c6149aa7b9d67f8e767',
      5734,
      '965a25ef',
      '1f52a8ee',
    ],
  ] as const)('%s', (name, proxyHash, proxySize, managementHash, managementSize, add, remove) => {
    const era = eras[name]
    expect([toHex(era.proxyCodeHash), era.proxyCodeSize]).toEqual([`0x${proxyHash}`, proxySize])
    expect([toHex(era.managementCodeHash), era.managementCodeSize]).toEqual([`0x${managementHash}`, managementSize])
    expect([toHex(era.addSelector), toHex(era.removeSelector)]).toEqual([`0x${add}`, `0x${remove}`])
    for (const hash of [era.proxyCodeHash, era.managementCodeHash]) {
      expect(eraOfCodeHash(hash)).toBe(era)
      // Our own bytecode, not Besu's.
      expect(toHex(codeHashOf(managementCode(hash) ?? new Uint8Array(0)))).not.toBe(toHex(hash))
    }
    expect(managementCodeSize(era.proxyCodeHash)).toBe(proxySize)
    expect(managementCodeSize(era.managementCodeHash)).toBe(managementSize)
  })

  it('have code for no other hash', () => {
    for (const hash of [EMPTY_CODE_HASH, new Uint8Array(32), new Uint8Array(0)]) {
      expect([managementCode(hash), managementCodeSize(hash), eraOfCodeHash(hash)]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    }
  })
})

describe('calls of the proxy', () => {
  const { v1, v2 } = eras

  it('are recognised by target and selector, as the rule allows', () => {
    for (const [rule, known] of [
      ['auto', [v1, v2]],
      ['v1', [v1]],
      ['v2', [v2]],
    ] as const) {
      for (const era of [v1, v2]) {
        const expected = known.some((one) => one === era) ? era : undefined
        expect(eraOfAdd(MANAGEMENT_PROXY, concat(era.addSelector, new Uint8Array(3)), rule)).toBe(expected)
        expect(eraOfRemove(MANAGEMENT_PROXY, era.removeSelector, rule)).toBe(expected)
        expect(eraOfAdd(MANAGEMENT_PROXY, era.removeSelector, rule)).toBeUndefined()
        expect(eraOfRemove(MANAGEMENT_PROXY, era.addSelector, rule)).toBeUndefined()
      }
    }
  })

  it('go to the proxy, not to the contract behind it, and have a whole selector', () => {
    expect(eraOfAdd(DEFAULT_MANAGEMENT_CONTRACT, v2.addSelector, 'auto')).toBeUndefined()
    expect(eraOfAdd(undefined, v2.addSelector, 'auto')).toBeUndefined()
    expect(eraOfAdd(MANAGEMENT_PROXY, v2.addSelector.subarray(0, 3), 'auto')).toBeUndefined()
    expect([isToProxy(MANAGEMENT_PROXY), isToProxy(DEFAULT_MANAGEMENT_CONTRACT), isToProxy(undefined)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('decide the era of a new group; without an add it is the rule’s, v2 for both', () => {
    expect(eraOfCreation(MANAGEMENT_PROXY, v1.addSelector, 'auto')).toBe(v1)
    expect(eraOfCreation(MANAGEMENT_PROXY, v2.addSelector, 'auto')).toBe(v2)
    expect(eraOfCreation(MANAGEMENT_PROXY, v1.addSelector, 'v2')).toBe(v2)
    expect(eraOfCreation(undefined, new Uint8Array(0), 'auto')).toBe(v2)
    expect(eraOfCreation(undefined, new Uint8Array(0), 'v1')).toBe(v1)
  })

  it('have the selectors of the view functions', () => {
    expect(Object.values(viewCalls).map(toHex)).toEqual(['0x5aa68ac0', '0x78b90337', '0x0d8e6e2c'])
  })
})

describe('the genesis of a group (FP-70, spec 02 §5)', () => {
  const rootOf = (...changes: Parameters<typeof groupGenesis>) => {
    const world = new WorldState(new MapSource())
    world.apply(groupGenesis(...changes))
    return toHex(world.root())
  }
  const plugin: GenesisAccount = {
    address: '0x1000000000000000000000000000000000000001',
    nonce: 3n,
    balance: 1n,
    code: fromHex('42'),
    storage: new Map([[word(5n), toWord(9n)]]),
  }

  it('has the published roots', () => {
    expect(rootOf(eras.v2)).toBe('0x122df32da6ab1927a820def83d159fa499aa54b2899612fa0cc4238c42efff35')
    expect(rootOf(eras.v1)).toBe('0x2f721c3ee1548f5ad435bf7f35f5cc8aa3de7d072923e8c50c339d9f3d105ae4')
    expect(rootOf(eras.v2, [plugin])).toBe('0x40339421e3a86f6f16601cea37881c2cbac40895e9a4b4bd52f8bbffe7f93539')
  })

  it('overwrites what the provider puts at the management addresses', () => {
    const squatters = [MANAGEMENT_PROXY, DEFAULT_MANAGEMENT_CONTRACT].map((at) => ({ ...plugin, address: toHex(at) }))
    expect(rootOf(eras.v2, squatters)).toBe(rootOf(eras.v2))
  })

  it('takes the last of several accounts at one address, and no zero slots', () => {
    const first = { ...plugin, nonce: 9n, storage: new Map([[word(6n), toWord(1n)]]) }
    const zeros = {
      ...plugin,
      storage: new Map([
        [word(5n), toWord(9n)],
        [word(7n), toWord(0n)],
      ]),
    }
    expect(rootOf(eras.v2, [first, zeros])).toBe(rootOf(eras.v2, [plugin]))
  })
})
