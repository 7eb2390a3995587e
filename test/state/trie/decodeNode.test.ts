import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCoterieError } from '../../../src/errors/CoterieError.ts'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { toStateRoot } from '../../../src/primitives/identifiers.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { decodeNode } from '../../../src/state/trie/decodeNode.ts'
import { encodeNode } from '../../../src/state/trie/encodeNode.ts'
import { MapStore, anySteps, applyToTrie } from './trieModel.ts'

const hash = new Uint8Array(32).fill(0xcd)
const value = new Uint8Array(40).fill(1)
const empty = new Uint8Array(0)
const hex = (digits: string): Uint8Array => fromHex(digits)
const branch = (...children: (Uint8Array | Uint8Array[])[]): (Uint8Array | Uint8Array[])[] =>
  Object.assign(new Array<Uint8Array | Uint8Array[]>(17).fill(empty), children)

describe('decodeNode', () => {
  it('gives back every stored node when encoded again', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const store = new MapStore()
        applyToTrie(new MerkleTrie(store), steps).collect(store.put)
        for (const [name, encoded] of store.nodes) {
          const node = decodeNode(encoded, fromHex(name))
          expect(node.stored).toBe(true)
          expect(encodeNode(node)).toEqual(encoded)
        }
      }),
    )
  })

  it.each<[string, Uint8Array]>([
    ['nothing', empty],
    ['a string', RLP.encode(value)],
    ['an empty list', RLP.encode([])],
    ['one item', RLP.encode([value])],
    ['three items', RLP.encode([hex('20'), value, value])],
    ['sixteen items', RLP.encode(branch(hash, hash).slice(0, 16))],
    ['eighteen items', RLP.encode([...branch(hash, hash), empty])],
    ['trailing bytes', new Uint8Array([...RLP.encode([hex('20'), value]), 0])],
    ['a length beyond the end', RLP.encode([hex('20'), value]).subarray(0, 30)],
    ['a leaf without a value', RLP.encode([hex('2012'), empty])],
    ['a leaf whose value is a list', RLP.encode([hex('2012'), [value]])],
    ['a path that is a list', RLP.encode([[hex('20')], value])],
    ['an empty path', RLP.encode([empty, value])],
    ['an unknown flag', RLP.encode([hex('4012'), value])],
    ['a padding nibble that is not zero', RLP.encode([hex('2112'), value])],
    ['an extension without a path', RLP.encode([hex('00'), hash])],
    ['an extension without a child', RLP.encode([hex('0012'), empty])],
    ['an extension to a short string', RLP.encode([hex('0012'), value])],
    ['an extension to an embedded leaf', RLP.encode([hex('0012'), [hex('20'), hex('01')]])],
    ['a branch with one child', RLP.encode(branch(hash))],
    ['a branch with nothing', RLP.encode(branch())],
    ['a branch with a child of 31 bytes', RLP.encode(branch(hash, hash.subarray(1)))],
    ['a branch whose value is a list', RLP.encode([...branch(hash, hash).slice(0, 16), [value]])],
    ['an embedded node of 32 bytes', RLP.encode(branch(hash, [hex('20'), value.subarray(0, 29)]))],
    ['a malformed embedded node', RLP.encode(branch(hash, [hex('20')]))],
    ['a byte with a header', hex('c4208181ff'.replace('8181ff', '810101'))],
    ['a long form for a short length', hex(`f803${toHex(hex('208101')).slice(2)}`)],
    ['a length with a leading zero', hex(`f9002a20a8${'01'.repeat(40)}`)],
    ['a length of five bytes', hex('fc0100000000')],
    ['a length that is cut off', hex('f9')],
  ])('refuses %s with a typed error', (_, encoded) => {
    let thrown: unknown
    try {
      decodeNode(encoded, hash)
    } catch (error) {
      thrown = error
    }
    expect(isCoterieError(thrown, 'STATE_INCONSISTENT')).toBe(true)
    expect(thrown).toMatchObject({ details: { hash: toHex(hash) } })
  })

  it('answers any bytes with a node that encodes to them or a typed error', () => {
    const item = fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(hash, value, hex('2012'), hex('1a')))
    const nested = fc.oneof(item, fc.array(item, { maxLength: 3 }))
    const likely = fc.oneof(fc.tuple(item, nested), fc.array(nested, { minLength: 17, maxLength: 17 }))
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      likely.map((items) => RLP.encode(items)),
    )
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(255), fc.boolean(), (original, position, byte, alters) => {
        const encoded = original.slice()
        if (alters && encoded.length > 0) encoded[position % encoded.length] = byte
        try {
          expect(encodeNode(decodeNode(encoded, hash))).toEqual(encoded)
        } catch (error) {
          if (!isCoterieError(error, 'STATE_INCONSISTENT')) throw error
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a trie over malformed nodes', () => {
  const root = toStateRoot(hash)
  const child = toStateRoot(new Uint8Array(32).fill(0xef))
  const over = (nodes: Record<string, Uint8Array>): MerkleTrie =>
    new MerkleTrie({ get: (name) => nodes[toHex(name)] }, root)

  it.each<[string, Uint8Array, Uint8Array]>([
    ['an extension that leads to a leaf', RLP.encode([hex('0012'), child]), RLP.encode([hex('2034'), value])],
    [
      'an extension that leads to a node of less than 32 bytes',
      RLP.encode([hex('0012'), child]),
      RLP.encode(branch([hex('20'), hex('01')], [hex('20'), hex('02')])),
    ],
    [
      'a child of a branch that is cut off',
      RLP.encode(branch(child, child)),
      RLP.encode([hex('31'), value]).subarray(1),
    ],
  ])('refuses %s and names it', (_, top, bad) => {
    const trie = over({ [toHex(root)]: top, [toHex(child)]: bad })
    for (const action of [
      () => trie.get(hex('120034')),
      () => trie.put(hex('120034'), value),
      () => trie.delete(hex('120034')),
      () => [...trie.entries()],
    ]) {
      let thrown: unknown
      try {
        action()
      } catch (error) {
        thrown = error
      }
      expect(isCoterieError(thrown, 'STATE_INCONSISTENT')).toBe(true)
      expect(thrown).toMatchObject({ details: { hash: toHex(child) } })
    }
  })

  it('refuses to list a key of half a byte', () => {
    const trie = over({ [toHex(root)]: RLP.encode([hex('31'), value]) })
    expect(() => [...trie.entries()]).toThrow(/half a byte/)
  })
})
