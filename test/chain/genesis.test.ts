import { describe, expect, it } from 'vitest'
import { type GenesisJson, genesisBlock, parseGenesis } from '../../src/chain/genesis.ts'
import { quantity } from '../../src/chain/genesisFields.ts'
import { rewardRuleAt } from '../../src/chain/rewardRules.ts'
import { isCoterieError } from '../../src/errors/CoterieError.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { address, slot } from '../state/stores.ts'

const header = (json: GenesisJson) => genesisBlock(parseGenesis(json), EMPTY_ROOT).header

describe('genesis descriptions of Besu', () => {
  it('have defaults for everything', () => {
    const genesis = parseGenesis({})
    expect(genesis).toMatchObject({
      chainId: 1337n,
      zeroBaseFee: false,
      rewards: [{ from: 0n, beneficiary: undefined, blockReward: 0n }],
      codeSizeLimit: 24_576,
      accounts: [],
      warnings: [expect.stringContaining('1337') as string],
    })
    expect(header({})).toMatchObject({
      number: 0n,
      timestamp: 0n,
      difficulty: 1n,
      gasLimit: 0x1fffffffffffffn,
      baseFeePerGas: 1_000_000_000n,
    })
  })

  it('have addresses with and without prefix, of either case', () => {
    const plain = 'fe3b557e8fb62b89f4916b721be55ceb828dbd73'
    for (const key of [plain, `0x${plain}`, plain.toUpperCase()]) {
      expect(parseGenesis({ alloc: { [key]: { balance: '1' } } }).accounts[0]?.address).toBe(`0x${plain}`)
    }
  })

  it.each<[string | number, bigint]>([
    ['0x10', 16n],
    ['16', 16n],
    [16, 16n],
    ['0x', 0n],
    ['0x00', 0n],
    ['0xFF', 255n],
    ['18446744073709551615', 2n ** 64n - 1n],
  ])('have the quantity %s', (balance, expected) => {
    const [account] = parseGenesis({ alloc: { [address(1)]: { balance, nonce: balance } } }).accounts
    expect(account).toMatchObject({ balance: expected, nonce: expected })
  })

  it('have balances of up to 256 bits', () => {
    const balance = '115792089237316195423570985008687907853269984665640564039457584007913129639935'
    expect(parseGenesis({ alloc: { [address(1)]: { balance } } }).accounts).toMatchObject([
      { balance: 2n ** 256n - 1n },
    ])
  })

  it('have code, short storage keys and values, comments and other fields', () => {
    const json: GenesisJson = {
      alloc: {
        [address(1)]: {
          comment: 'x',
          privateKey: 'y',
          code: '6000',
          storage: { '0x1': '0x2a', '00': 'ff', '0x02': '0x00' },
        },
        [address(2)]: { code: '0x' },
      },
    }
    const [contract, account] = parseGenesis(json).accounts
    expect(contract).toMatchObject({ deleted: false, code: fromHex('6000'), storageCleared: true })
    expect(account).toMatchObject({ code: undefined, balance: 0n })
    const slots = contract?.deleted === false ? contract.slots : new Map<string, Uint8Array>()
    expect(Object.fromEntries([...slots].map(([key, word]) => [key, toHex(word)]))).toEqual({
      [slot(1)]: '0x2a',
      [slot(0)]: '0xff',
      [slot(2)]: '0x',
    })
  })

  it('have header fields of any width', () => {
    const fields = header({
      nonce: '0x42',
      mixHash: '0x1',
      coinbase: '0x1',
      extraData: '0xabcd',
      timestamp: '0x5',
      gasLimit: 7,
      difficulty: '2',
    })
    expect(fields).toMatchObject({ timestamp: 5n, gasLimit: 7n, difficulty: 2n })
    expect(toHex(fields.nonce)).toBe('0x0000000000000042')
    expect(toHex(fields.mixHash)).toBe(slot(1))
    expect(toHex(fields.coinbase.bytes)).toBe(address(1))
    expect(toHex(fields.extraData)).toBe('0xabcd')
  })

  it('have a base fee that zeroBaseFee overrides, and none before london', () => {
    expect(header({ baseFeePerGas: '0x7' }).baseFeePerGas).toBe(7n)
    expect(header({ baseFeePerGas: '0x7', config: { londonBlock: 0, zeroBaseFee: true } }).baseFeePerGas).toBe(0n)
    expect(header({ config: { berlinBlock: 0 } }).baseFeePerGas).toBeUndefined()
    expect(header({ config: { londonBlock: 1 } }).baseFeePerGas).toBeUndefined()
  })

  it('have the fields of later forks only there', () => {
    expect(header({ config: { londonBlock: 0 } }).withdrawalsRoot).toBeUndefined()
    expect(header({ config: { shanghaiTime: 0 } })).toMatchObject({
      withdrawalsRoot: EMPTY_ROOT,
      blobGasUsed: undefined,
    })
    expect(header({ config: { shanghaiTime: 0, cancunTime: 0 } })).toMatchObject({ blobGasUsed: 0n, excessBlobGas: 0n })
  })

  it.each(['qbft', 'ibft2'])('have reward and beneficiary in the section %s', (name) => {
    const json = { config: { [name]: { blockreward: '5000', miningbeneficiary: address(9), blockperiodseconds: 2 } } }
    const rule = rewardRuleAt(parseGenesis(json).rewards, 1n)
    expect([rule.blockReward, rule.beneficiary && toHex(rule.beneficiary)]).toEqual([5000n, address(9)])
    expect(rewardRuleAt(parseGenesis(json, 3n).rewards, 1n).blockReward).toBe(3n)
    const none = rewardRuleAt(parseGenesis({ config: { [name]: {} } }).rewards, 1n)
    expect(none).toMatchObject({ blockReward: 0n, beneficiary: undefined })
  })

  it.each(['qbft', 'ibft2'])('change reward and beneficiary by transitions of %s', (name) => {
    const transitions = {
      [name]: [
        { block: 20, miningbeneficiary: '' },
        { block: 10, miningbeneficiary: address(8), blockreward: '7' },
      ],
    }
    const { rewards } = parseGenesis({ config: { [name]: { miningbeneficiary: address(9) }, transitions } })
    const at = (number: bigint) => {
      const { beneficiary, blockReward } = rewardRuleAt(rewards, number)
      return [beneficiary && toHex(beneficiary), blockReward]
    }
    expect([at(9n), at(10n), at(19n)]).toEqual([
      [address(9), 0n],
      [address(8), 7n],
      [address(8), 7n],
    ])
    expect(at(20n)).toEqual([undefined, 7n])
  })

  it('limit deployed code, and chain ids to what the library can keep', () => {
    expect(parseGenesis({}).codeSizeLimit).toBe(24_576)
    expect(parseGenesis({ config: { contractSizeLimit: 2147483647 } }).codeSizeLimit).toBe(2147483647)
    expect(() => parseGenesis({ config: { chainId: '0x1000000000000001' } })).toThrow(/2\^53/)
  })

  it('have consensus and unknown keys that are ignored with a warning', () => {
    const config = {
      chainId: 1,
      londonBlock: 0,
      qbft: {},
      clique: {},
      transitions: {},
      discovery: {},
      myKey: 1,
      pragueTime: 9,
      ethash: {},
    }
    const { warnings } = parseGenesis({ config })
    for (const key of ['qbft', 'clique', 'transitions', 'discovery', 'myKey', 'pragueTime']) {
      expect(warnings.filter((warning) => warning.includes(`"${key}"`))).toHaveLength(1)
    }
    expect(warnings).toHaveLength(6)
  })

  it.each<[string, GenesisJson]>([
    ['a chain id that is no number', { config: { chainId: 'x' } }],
    ['a negative balance', { alloc: { [address(1)]: { balance: -1 } } }],
    ['a balance of words', { alloc: { [address(1)]: { balance: 'much' } } }],
    ['a fraction', { gasLimit: 1.5 }],
    ['a balance of 257 bits', { alloc: { [address(1)]: { balance: `0x1${'00'.repeat(32)}` } } }],
    ['a nonce of 65 bits', { alloc: { [address(1)]: { nonce: '18446744073709551616' } } }],
    ['a slot of 33 bytes', { alloc: { [address(1)]: { storage: { [`${slot(1)}00`]: '0x1' } } } }],
    ['a value of 33 bytes', { alloc: { [address(1)]: { storage: { '0x1': `${slot(1)}00` } } } }],
    ['a coinbase of 21 bytes', { coinbase: `${address(1)}00` }],
    ['a mix hash of 33 bytes', { mixHash: `${slot(1)}00` }],
    ['an address that is too short', { alloc: { '0x01': {} } }],
    ['an address that is no hex', { alloc: { alice: {} } }],
    ['code that is no hex', { alloc: { [address(1)]: { code: '0xzz' } } }],
    ['storage that is no hex', { alloc: { [address(1)]: { storage: { key: '0x1' } } } }],
    ['a beneficiary that is no address', { config: { qbft: { miningbeneficiary: '0x1' } } }],
    ['an activation that is no number', { config: { londonBlock: 'soon' } }],
    ['a negative activation', { config: { londonBlock: -1 } }],
    ['extra data that is no hex', { extraData: 'hello' }],
  ])('are refused for %s', (_, json) => {
    let error: unknown
    try {
      parseGenesis(json)
    } catch (caught) {
      error = caught
    }
    expect(isCoterieError(error, 'GENESIS_INVALID')).toBe(true)
  })

  it('give quantities as bigints too', () => {
    expect(quantity(5n, 'x')).toBe(5n)
    expect(() => quantity(-5n, 'x')).toThrow()
    expect(() => quantity(undefined, 'x')).toThrow()
    expect(() => quantity(2 ** 60, 'x')).toThrow()
  })
})
