import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { equalBytes, fromHex, toHex, toWord } from '../../../src/primitives/bytes.ts'
import { toStateRoot } from '../../../src/primitives/identifiers.ts'
import { eras } from '../../../src/management/eras.ts'
import { managementCode } from '../../../src/management/managementCode.ts'
import { answerStateRequest } from '../../../src/state/snapshot/answerStateRequest.ts'
import { exportState } from '../../../src/state/snapshot/exportState.ts'
import { type StateChunk, decodeStateChunk, encodeStateChunk } from '../../../src/state/snapshot/StateChunk.ts'
import { StateImport } from '../../../src/state/snapshot/StateImport.ts'
import { decodeStateRequest, encodeStateRequest } from '../../../src/state/snapshot/StateRequest.ts'
import { EMPTY_ROOT, MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { WorldState } from '../../../src/state/WorldState.ts'
import { type AccountSketch, MapSource, address, change, createMetadata, slot, value } from '../stores.ts'
import { thrownBy } from '../trie/trieModel.ts'
import { type Accounts, NamedSource, anyAccounts, anySizes, noCode, stateOf, transfer } from './snapshotModel.ts'

const refused = expect.objectContaining({ code: 'SNAPSHOT_INVALID' }) as unknown

/** Accounts with and without code and storage, some alike. */
const accounts: Accounts = Object.fromEntries(
  Array.from({ length: 40 }, (_, i): [string, AccountSketch] => [
    address(i),
    {
      nonce: BigInt(i),
      ...(i % 3 === 0 ? { code: new Uint8Array(50).fill(i % 4) } : {}),
      slots: Object.fromEntries(Array.from({ length: i % 5 === 0 ? i : 0 }, (_, j) => [slot(j), value(j + 1)])),
    },
  ]),
)

/** Everything that a source has, as text. */
const contentOf = ({ nodes, codes, preimages }: MapSource): Record<string, string>[] =>
  [nodes, codes, preimages].map((map) =>
    Object.fromEntries([...map].map(([name, bytes]) => [name, toHex(bytes)] as const).sort()),
  )

describe('a state sent in chunks', () => {
  it('arrives with every node, code and preimage, and not one more', () => {
    fc.assert(
      fc.property(anyAccounts, fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constant(Infinity)), (content, size) => {
        const { source, root } = stateOf(content)
        const received = new MapSource()
        const into = new StateImport(received, root, noCode)
        for (const chunk of exportState(source, root, size, noCode)) {
          const encoded = encodeStateChunk(chunk)
          expect(decodeStateChunk(encoded)).toEqual(chunk)
          into.accept(decodeStateChunk(encoded))
        }
        into.finish()
        expect(contentOf(received)).toEqual(contentOf(source))
      }),
    )
  })

  it('arrives whatever size each answer has, and requests survive their encoding', () => {
    fc.assert(
      fc.property(anyAccounts, anySizes, (content, sizes) => {
        const state = stateOf(content)
        const received = new MapSource()
        const into = new StateImport(received, state.root, noCode)
        for (let i = 0; into.wanted !== undefined; i++) {
          const request = decodeStateRequest(encodeStateRequest(into.wanted))
          expect(request).toEqual(into.wanted)
          into.accept(answerStateRequest(state.source, state.root, request, sizes[i % sizes.length] ?? 1))
        }
        into.finish()
        expect(contentOf(received)).toEqual(contentOf(state.source))
      }),
    )
  })

  it('may be executed on afterwards', () => {
    const { source, root } = stateOf(accounts)
    const received = new MapSource()
    transfer({ source, root }, new StateImport(received, root, noCode), [700])
    const changes = [change(address(3), { slots: { [slot(9)]: value(9) } }), change(address(99), { nonce: 1n })]
    const [there, here] = [source, received].map((store) => {
      const world = new WorldState(store, root)
      world.apply(changes)
      return toHex(world.root())
    })
    expect(here).toBe(there)
  })

  it('that is empty needs no chunk', () => {
    const into = new StateImport(new MapSource(), EMPTY_ROOT, noCode)
    expect(into.wanted).toBeUndefined()
    into.finish()
    expect([...exportState(new NamedSource(), EMPTY_ROOT, 100, noCode)]).toEqual([])
    expect(thrownBy(() => into.accept({ kind: 'code', codes: [] }))).toEqual(refused)
  })

  it('stores a node only after everything below it', () => {
    const state = stateOf(accounts)
    class Upwards extends MapSource {
      override putNode(hash: Uint8Array, encoded: Uint8Array): void {
        super.putNode(hash, encoded)
        if (equalBytes(hash, state.root)) return
        expect(this.nodes.has(toHex(state.root))).toBe(false)
      }
      override putCode(hash: Uint8Array, code: Uint8Array): void {
        super.putCode(hash, code)
        expect(this.nodes.has(toHex(state.root))).toBe(false)
      }
    }
    for (const size of [1, 500, Infinity]) {
      const received = new Upwards()
      transfer(state, new StateImport(received, state.root, noCode), [size])
      expect(contentOf(received)).toEqual(contentOf(state.source))
    }
  })

  it('sends code once, and only code that the receiver lacks', () => {
    const state = stateOf(accounts)
    const codes = (chunks: readonly StateChunk[]): Uint8Array[] =>
      chunks.flatMap((chunk) => (chunk.kind === 'code' ? chunk.codes : []))
    expect(codes([...exportState(state.source, state.root, 800, noCode)])).toHaveLength(4)
    const known = keccak256(new Uint8Array(50).fill(2))
    const hasCode = (hash: Uint8Array): boolean => equalBytes(hash, known)
    const received = new MapSource()
    expect(codes(transfer(state, new StateImport(received, state.root, hasCode), [800]))).toHaveLength(3)
    expect(received.codes.size).toBe(3)
    expect(codes([...exportState(state.source, state.root, 800, () => true)])).toEqual([])
  })

  it('leaves management code out, which every node knows', () => {
    const { metadata } = createMetadata()
    const [era] = Object.values(eras)
    const contract = change(address(0x7c), { nonce: 1n, slots: { [slot(0)]: value(1) } })
    const world = new WorldState(metadata)
    world.apply([{ ...contract, codeHash: era?.managementCodeHash ?? new Uint8Array(32) } as typeof contract])
    const root = world.root()
    world.collect(metadata)
    const hasCode = (hash: Uint8Array): boolean => managementCode(hash) !== undefined
    const chunks = [...exportState(metadata, root, 1000, hasCode)]
    expect(chunks.map(({ kind }) => kind)).toEqual(['accounts', 'slots'])
    const { metadata: received } = createMetadata()
    const into = new StateImport(received, root, hasCode)
    for (const chunk of chunks) into.accept(chunk)
    into.finish()
    const there = new WorldState(received, root)
    expect(there.slot(address(0x7c), slot(0))).toEqual(value(1))
    expect(there.code(era?.managementCodeHash ?? root)).toEqual(managementCode(era?.managementCodeHash ?? root))
    expect(received.preimageOf(keccak256(fromHex(address(0x7c))))).toEqual(fromHex(address(0x7c)))
  })

  it('without preimages arrives all the same', () => {
    const state = stateOf(accounts)
    state.source.preimages.clear()
    const received = new MapSource()
    for (const size of [300, Infinity]) {
      transfer(state, new StateImport(received, state.root, noCode), [size])
      expect(contentOf(received)).toEqual(contentOf(state.source))
    }
  })
})

describe('finish', () => {
  it('throws until everything has come, and says what is missing', () => {
    const { source, root } = stateOf(accounts)
    const chunks = [...exportState(source, root, 1500, noCode)]
    const into = new StateImport(new MapSource(), root, noCode)
    for (const chunk of chunks) {
      const error = thrownBy(() => into.finish())
      expect(error).toEqual(refused)
      expect((error as Error).message).toContain('incomplete')
      expect((error as Error).message).toContain(chunk.kind)
      into.accept(chunk)
    }
    into.finish()
    expect(thrownBy(() => into.accept(chunks[0] as StateChunk))).toEqual(refused)
  })
})

describe('a request', () => {
  const { source, root } = stateOf(accounts)
  const keys = [...new MerkleTrie(source, root).entries()].map(([key]) => key)
  const answer = (request: Parameters<typeof answerStateRequest>[2], size = 100): unknown =>
    thrownBy(() => answerStateRequest(source, root, request, size))
  const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as unknown
  const from = toWord(0n)

  it('is refused when it names what the state does not have', () => {
    expect(answer({ kind: 'slots', accounts: [toWord(1n)], from })).toEqual(invalid)
    expect(answer({ kind: 'slots', accounts: [], from })).toEqual(invalid)
    expect(answer({ kind: 'slots', accounts: Array.from({ length: 129 }, () => keys[0] ?? from), from })).toEqual(
      invalid,
    )
    expect(answer({ kind: 'code', accounts: [toWord(1n)] })).toEqual(invalid)
    expect(answer({ kind: 'code', accounts: [keccak256(fromHex(address(1)))] })).toEqual(invalid)
    expect(answer({ kind: 'accounts', from: new Uint8Array(31) })).toEqual(invalid)
    expect(answer({ kind: 'accounts', from }, NaN)).toEqual(invalid)
    expect(answer({ kind: 'code', accounts: keys }, 0)).toEqual(invalid)
  })

  it('is answered with an error when the store is incomplete', () => {
    const broken = new NamedSource()
    const inconsistent = expect.objectContaining({ code: 'STATE_INCONSISTENT' }) as unknown
    expect(thrownBy(() => answerStateRequest(broken, root, { kind: 'accounts', from }, 100))).toEqual(inconsistent)
    for (const [hash, node] of source.nodes) broken.nodes.set(hash, node)
    const contract = keccak256(fromHex(address(3)))
    const request = { kind: 'code', accounts: [contract] } as const
    expect(thrownBy(() => answerStateRequest(broken, root, request, 100))).toEqual(inconsistent)
  })
})

describe('a root that is not that of a state', () => {
  it('is refused', () => {
    const source = new NamedSource()
    const trie = new MerkleTrie(source)
    trie.put(toWord(1n), Uint8Array.of(0xc1, 0x80))
    trie.put(toWord(2n), Uint8Array.of(0xff, 0xff))
    trie.put(toWord(3n), fromHex(`0xc4808080${'80'}`))
    trie.collect((hash, encoded) => source.putNode(hash, encoded))
    for (const size of [1, 1000]) {
      const into = new StateImport(new MapSource(), trie.root(), noCode)
      expect(thrownBy(() => transfer({ source, root: trie.root() }, into, [size]))).toEqual(refused)
    }
    const other = toStateRoot(keccak256(trie.root()))
    const into = new StateImport(new MapSource(), other, noCode)
    const chunk = answerStateRequest(source, trie.root(), { kind: 'accounts', from: toWord(0n) }, 1000)
    expect(thrownBy(() => into.accept(chunk))).toEqual(refused)
  })
})
