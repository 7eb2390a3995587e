import { Hardfork } from '@ethereumjs/common'
import { keccak256 as hexKeccak } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Hex, fromHex, padRight, toHex, toWord } from '../../src/primitives/bytes.ts'
import {
  EC_KEYS,
  GENERATIONS,
  type Generation,
  NACL_KEYS,
  SELECTORS,
  callData,
  encodeKey,
  encodeKeys,
} from './generations.ts'
import { CONTRACT, ManagementEvm, OWNER, PROXY, STRANGER } from './managementEvm.ts'

const word = (value: bigint): Hex => toHex(toWord(value))
const ZERO = word(0n)
const join = (...parts: readonly Hex[]): Hex => `0x${parts.map((part) => part.slice(2)).join('')}`
const slotHash = (...parts: readonly Hex[]): bigint => BigInt(hexKeccak(join(...parts)))
/** Slot of the first item of the list. */
const LIST = 0x405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5acen
const [KA = '0x', KB = '0x', KC = '0x'] = NACL_KEYS
const [EA = '0x', EB = '0x'] = EC_KEYS
const SHORT: Hex = '0xc0ffee'
const EMPTY_REVERT = { result: 'revert', output: '0x', logs: [] }

const generationOf = (era: 'v1' | 'v2'): Generation => {
  const generation = GENERATIONS.find((candidate) => candidate.era === era)
  if (generation === undefined) throw new RangeError(`no generation of era ${era}`)
  return generation
}

class Administrator {
  readonly group: ManagementEvm
  readonly generation: Generation

  constructor(group: ManagementEvm, era: 'v1' | 'v2') {
    this.group = group
    this.generation = generationOf(era)
  }

  async act(data: Hex): Promise<void> {
    expect((await this.group.call(data)).result).toBe('ok')
  }
  add = (...keys: Hex[]): Promise<void> =>
    this.act(callData(this.generation.addSelector, encodeKeys(this.generation, keys)))
  remove = (key: Hex): Promise<void> =>
    this.act(callData(this.generation.removeSelector, encodeKey(this.generation, key)))
  slot = (slot: bigint | Hex): Promise<Hex> => this.group.slot(CONTRACT, slot)
  position = (key: Hex): Promise<Hex> => this.slot(slotHash(key, word(3n)))
}

const administer = async (era: 'v1' | 'v2', hardfork: Hardfork = Hardfork.Petersburg): Promise<Administrator> =>
  new Administrator(await ManagementEvm.create(era, hardfork), era)

describe('storage layout', () => {
  it('has the list where spec 01 §9.2 says', () => {
    expect(slotHash(word(2n))).toBe(LIST)
  })

  it('of era v2: owner and flag, version, 32-byte keys, index', async () => {
    const admin = await administer('v2')
    await admin.add(KA, KB)
    expect(await admin.slot(0n)).toBe(`0x000000000000000000000001${OWNER.slice(2)}`)
    expect(await admin.slot(1n)).toBe((await admin.group.call(SELECTORS.getVersion)).output)
    expect(await admin.slot(2n)).toBe(word(2n))
    expect(await admin.slot(3n)).toBe(ZERO)
    expect(await admin.slot(LIST)).toBe(word(0x41n))
    expect(await admin.slot(LIST + 1n)).toBe(word(0x41n))
    expect(await admin.slot(slotHash(word(LIST)))).toBe(KA)
    expect(await admin.slot(slotHash(word(LIST + 1n)))).toBe(KB)
    expect(await admin.position(KA)).toBe(word(1n))
    expect(await admin.position(KB)).toBe(word(2n))
  })

  it('of era v2: 91-byte keys take a head and three slots', async () => {
    const admin = await administer('v2')
    await admin.add(EA, EB)
    for (const [index, key] of [EA, EB].entries()) {
      const head = LIST + BigInt(index)
      const data = slotHash(word(head))
      const padded = padRight(fromHex(key), 96)
      expect(await admin.slot(head)).toBe(word(0xb7n))
      for (const part of [0, 1, 2]) {
        expect(await admin.slot(data + BigInt(part))).toBe(toHex(padded.subarray(32 * part, 32 * part + 32)))
      }
      expect(await admin.slot(data + 3n)).toBe(ZERO)
      expect(await admin.position(key)).toBe(word(BigInt(index + 1)))
    }
  })

  it('of era v2: a key of up to 31 bytes is in its head', async () => {
    const admin = await administer('v2')
    await admin.add(SHORT)
    expect(await admin.slot(LIST)).toBe(`0xc0ffee${'00'.repeat(28)}06`)
    expect(await admin.slot(slotHash(word(LIST)))).toBe(ZERO)
    expect(await admin.position(SHORT)).toBe(word(1n))
  })

  it.each([
    { name: 'a longer one', first: SHORT, last: EA },
    { name: 'a shorter one', first: EA, last: SHORT },
    { name: 'one of the same length', first: EB, last: EA },
  ])('of era v2: a removed key is overwritten by $name, and nothing else remains', async ({ first, last }) => {
    const [admin, expected] = [await administer('v2'), await administer('v2')]
    await admin.add(first, last)
    await admin.remove(first)
    await expected.add(last)
    const [data, lastData] = [slotHash(word(LIST)), slotHash(word(LIST + 1n))]
    const slots = [0n, 1n, 2n, 3n, LIST, LIST + 1n]
    for (const part of [0n, 1n, 2n, 3n]) slots.push(data + part, lastData + part)
    for (const slot of slots) expect(await admin.slot(slot)).toBe(await expected.slot(slot))
    expect(await admin.slot(LIST + 1n)).toBe(ZERO)
    expect(await admin.slot(lastData)).toBe(ZERO)
    expect(await admin.position(last)).toBe(word(1n))
    expect(await admin.position(first)).toBe(ZERO)
  })

  it('of era v1: one slot a key', async () => {
    const admin = await administer('v1')
    await admin.add(KA, KB, KC)
    expect(await admin.slot(0n)).toBe(`0x000000000000000000000001${OWNER.slice(2)}`)
    expect(await admin.slot(1n)).toBe((await admin.group.call(SELECTORS.getVersion)).output)
    expect(await Promise.all([2n, 3n, LIST, LIST + 1n, LIST + 2n].map(admin.slot))).toEqual([
      word(3n),
      ZERO,
      KA,
      KB,
      KC,
    ])
    expect(await Promise.all([KA, KB, KC].map(admin.position))).toEqual([word(1n), word(2n), word(3n)])
    await admin.remove(KA)
    expect(await Promise.all([2n, 3n, LIST, LIST + 1n, LIST + 2n].map(admin.slot))).toEqual([
      word(2n),
      ZERO,
      KC,
      KB,
      ZERO,
    ])
    expect(await Promise.all([KA, KB, KC].map(admin.position))).toEqual([ZERO, word(2n), word(1n)])
  })
})

describe('versions recorded from Besu (spec 01 §12)', () => {
  const PARENT: Hex = '0xc63f7fed35675bf3754faab11707f4f157888e8d86f3dca5eaaeffe73e4eb908'
  let admin: Administrator

  beforeEach(async () => {
    admin = await administer('v2', Hardfork.London)
    admin.group.parentHash = PARENT
  })

  it('of a creation with two 32-byte keys, its output and its events', async () => {
    const { output, logs } = await admin.group.call(
      join('0x965a25ef', ...[0x20n, 2n, 0x40n, 0x80n, 0x20n].map(word), KA, word(0x20n), KB),
    )
    expect(await admin.slot(1n)).toBe('0xdf467ed1308418eefaeee6883a174d06aac847add1cd8d20347b9afb8a04a32a')
    expect(output).toBe(word(1n))
    const text = toHex(padRight(new TextEncoder().encode('Member account added successfully'), 64))
    expect(logs.map(({ address, data }) => ({ address, data }))).toEqual(
      [KA, KB].map((key) => ({
        address: CONTRACT,
        data: join(...[1n, 0x60n, 0xa0n, 0x20n].map(word), key, word(0x21n), text),
      })),
    )
  })

  it('of a creation with two 91-byte keys', async () => {
    await admin.add(EA, EB)
    expect(await admin.slot(1n)).toBe('0xd082d4895cb056a0fa1124f7f494360f219c03613ff0a199341b61aa145623ea')
  })

  it('of an addition and a removal, and the index after them', async () => {
    await admin.add(KA, KB)
    await admin.act(SELECTORS.lock)
    admin.group.parentHash = '0xf5ec9dd047b51fa3f314aaea47b7b2b7cdeb8d04a24cba7fa8f8cb95c2266ab6'
    await admin.add(KC)
    expect(await admin.slot(1n)).toBe('0xfcde0e0a3b4cd688c55cd29c24688f5f30e43263e4a84f0ae3889503b32ca6ba')
    admin.group.parentHash = '0x516b6e6339ebb09fce130b306b0b59a021c667b97cbcf217b5baa6edba865a8f'
    await admin.remove(KB)
    expect(await admin.slot(1n)).toBe('0x76187ed8936be0f5f2dd4838405c4a951c9a3d30d1cef33bbcde9b4d53e5c0e3')
    const index = {
      ka: '0xaa0092597c712b1e395c2811a96953323839d8c1d22ebcddf2f3a04239bda03b',
      kc: '0x6e88599d6e2678107f1df65eb09d52afdb0f0426058f86a16245927776ebcf25',
      kb: '0x040899ee89a8435c59fd3b5529f1df36b6b6b7a659fa55e6b6c84eacf3b1c7e4',
    } as const
    expect(await Promise.all([index.ka, index.kc, index.kb].map(admin.slot))).toEqual([word(1n), word(2n), ZERO])
  })
})

describe.each(['v1', 'v2'] as const)('calls that no function takes, era %s', (era) => {
  const generation = generationOf(era)
  const add = (...words: readonly bigint[]): Hex => join(generation.addSelector, ...words.map(word))
  let admin: Administrator

  beforeEach(async () => {
    admin = await administer(era)
  })

  it.each([PROXY, CONTRACT])('revert with empty data at %s', async (to) => {
    const others = GENERATIONS.filter((other) => other.era !== era)
    const unknown = others.flatMap(({ addSelector, removeSelector }) => [addSelector, removeSelector])
    for (const data of ['0x', '0xf83d08', '0xdeadbeef', '0x8da5cb5b', '0x61544c91', ...unknown] as const) {
      expect(await admin.group.call(data, { to })).toEqual(EMPTY_REVERT)
    }
    expect((await admin.group.call(SELECTORS.upgradeTo, { to })).output).toBe('0x')
  })

  it.each([PROXY, CONTRACT])('revert with empty data when they carry value at %s', async (to) => {
    const addition = callData(generation.addSelector, encodeKeys(generation, [KA]))
    for (const data of [addition, ...Object.values(SELECTORS)]) {
      expect(await admin.group.call(data, { to, value: 1n })).toEqual(EMPTY_REVERT)
    }
  })

  it.each([PROXY, CONTRACT])('revert with empty data when arguments are malformed at %s', async (to) => {
    const malformed = [
      add(),
      add(0x20n),
      add(0x20n, 1n),
      add(0x60n, 1n, 0x20n),
      add(0x20n, 1_000_000n, 0x20n, 0x20n, 1n),
      add(2n ** 255n, 1n, 0x20n, 0x20n, 1n),
      callData(generation.removeSelector, '0x'),
    ]
    if (era === 'v2') {
      malformed.push(
        add(0x20n, 1n, 0x20n),
        add(0x20n, 1n, 0x20n, 0x21n, 1n),
        add(0x20n, 1n, 2n ** 255n, 0x20n, 1n),
        join(generation.removeSelector, word(0x20n), word(0x20n)),
      )
    }
    for (const data of malformed) expect(await admin.group.call(data, { to })).toEqual(EMPTY_REVERT)
    expect(await admin.slot(0n)).toBe(ZERO)
  })

  it('malformed arguments are noticed before the owner is checked', async () => {
    await admin.add(KA)
    await admin.act(SELECTORS.lock)
    expect(await admin.group.call(add(0x20n, 1n), { from: STRANGER })).toEqual(EMPTY_REVERT)
  })

  it('an address with surplus bits is no argument of upgradeTo', async () => {
    await admin.add(KA)
    expect(await admin.group.call(join(SELECTORS.upgradeTo, word(2n ** 160n + 0x7bn)))).toEqual(EMPTY_REVERT)
  })

  it('the proxy reverts with empty data when the implementation has no code', async () => {
    await admin.group.setCode(CONTRACT, '0x')
    const addition = callData(generation.addSelector, encodeKeys(generation, [KA]))
    const { implementation, upgradeTo, ...forwarded } = SELECTORS
    for (const data of [addition, join(upgradeTo, word(1n)), ...Object.values(forwarded)]) {
      expect(await admin.group.call(data)).toEqual(EMPTY_REVERT)
    }
    expect((await admin.group.call(implementation)).output).toBe(word(0x7bn))
  })

  it('the signer counts, not the caller: a contract in between changes nothing', async () => {
    const forwarder: Hex = '0x00000000000000000000000000000000000f0fd0'
    // Calls 0x7c with its own call data and returns whether that succeeded.
    await admin.group.setCode(forwarder, '0x366000600037600060003660006000607c5af160005260206000f3')
    const addition = callData(generation.addSelector, encodeKeys(generation, [KA]))
    expect((await admin.group.call(addition, { to: forwarder })).output).toBe(word(1n))
    expect(await admin.slot(0n)).toBe(`0x000000000000000000000001${OWNER.slice(2)}`)
    expect((await admin.group.call(SELECTORS.lock, { to: forwarder, from: STRANGER })).output).toBe(ZERO)
    expect((await admin.group.call(SELECTORS.lock, { to: forwarder })).output).toBe(word(1n))
  })
})
