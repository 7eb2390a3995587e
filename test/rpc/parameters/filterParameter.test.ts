import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { filterParameter } from '../../../src/rpc/parameters/filterParameter.ts'

const TOPIC = `0x16${'73'.repeat(31)}`
const ADDRESS = '0x000000000000000000000000000000000000007b'
const HASH = `0x${'2c'.repeat(32)}`

const refused = (value: unknown) => expect(() => filterParameter(value)).toThrow('Invalid params')

describe('filterParameter', () => {
  it('reads range, addresses and topics', () => {
    const filter = filterParameter({ fromBlock: '0x1', toBlock: 'latest', address: ADDRESS, topics: [TOPIC, null] })
    expect(filter).toEqual({
      fromBlock: 1n,
      toBlock: 'latest',
      blockHash: undefined,
      addresses: [fromHex(ADDRESS)],
      topics: [[fromHex(TOPIC)], [undefined]],
      isValid: true,
    })
  })

  it('leaves out what is null or not there', () => {
    const empty = filterParameter({})
    expect(empty).toEqual(filterParameter({ fromBlock: null, toBlock: null, address: null, topics: null }))
    expect(empty.addresses).toEqual([])
    expect(empty.topics).toEqual([])
  })

  it('takes several addresses and alternatives', () => {
    expect(filterParameter({ address: [ADDRESS, ADDRESS] }).addresses).toHaveLength(2)
    const { topics } = filterParameter({ topics: [[TOPIC, null], [], 'ff'.repeat(32)] })
    expect(topics.map((list) => list.map((topic) => topic && toHex(topic)))).toEqual([
      [TOPIC, undefined],
      [],
      [`0x${'ff'.repeat(32)}`],
    ])
  })

  it('takes a lone topic, and hex of any length', () => {
    expect(filterParameter({ topics: TOPIC }).topics).toEqual([[fromHex(TOPIC)]])
    expect(filterParameter({ topics: ['0x12'] }).topics).toEqual([[Uint8Array.of(0x12)]])
  })

  it('counts topics that cannot be one as wildcards', () => {
    expect(filterParameter({ topics: [5] }).topics).toEqual([[undefined]])
    expect(filterParameter({ topics: [[[TOPIC]]] }).topics).toEqual([[undefined]])
    expect(filterParameter({ topics: {} }).topics).toEqual([])
  })

  it('is invalid with a block hash and a range', () => {
    expect(filterParameter({ blockHash: HASH }).isValid).toBe(true)
    expect(filterParameter({ blockhash: HASH }).blockHash).toEqual(fromHex(HASH))
    expect(filterParameter({ blockHash: HASH, fromBlock: null }).isValid).toBe(true)
    expect(filterParameter({ blockHash: HASH, fromBlock: '0x0' }).isValid).toBe(false)
    expect(filterParameter({ blockHash: HASH, toBlock: 'latest' }).isValid).toBe(false)
  })

  it('ignores some keys', () => {
    const ignored = { fromAddress: [ADDRESS], toAddress: [ADDRESS], after: 1, count: '1', addresses: [ADDRESS] }
    expect(filterParameter(ignored)).toEqual(filterParameter({}))
  })

  it.each([
    [{ foo: 1 }],
    [{ foo: null }],
    [{ limit: 1 }],
    [{ addresses: ADDRESS }],
    [{ address: 'xyz' }],
    [{ address: 5 }],
    [{ address: {} }],
    [{ topics: ['xyz'] }],
    [{ blockHash: '0x12' }],
    [{ fromBlock: 1 }],
    [{ fromBlock: 'xyz' }],
    [{ after: 'x' }],
    ['x'],
    [[]],
  ])('refuses %j', (value) => refused(value))
})
