import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalBytes, toHex } from '../../../src/primitives/bytes.ts'
import { answerStateRequest } from '../../../src/state/snapshot/answerStateRequest.ts'
import {
  type SnapshotEntry,
  type SnapshotRange,
  type StateChunk,
  decodeStateChunk,
  encodeStateChunk,
  trieKey,
} from '../../../src/state/snapshot/StateChunk.ts'
import { StateImport } from '../../../src/state/snapshot/StateImport.ts'
import { MapSource } from '../stores.ts'
import { thrownBy } from '../trie/trieModel.ts'
import { anyAccounts, anySizes, noCode, stateOf } from './snapshotModel.ts'

const drop = <T>(list: readonly T[], i: number): T[] => list.filter((_, j) => j !== i)
const double = <T>(list: readonly T[], i: number): T[] => [...list.slice(0, i + 1), ...list.slice(i)]
const swap = <T>(list: readonly T[], i: number): T[] => [
  ...list.slice(0, i),
  ...list.slice(i, i + 2).toReversed(),
  ...list.slice(i + 2),
]

/** Every list that has one item dropped, doubled or swapped with the next. */
function* rearrangements<T>(list: readonly T[]): Generator<T[]> {
  for (let i = 0; i < list.length; i++) {
    yield drop(list, i)
    yield double(list, i)
    if (i + 1 < list.length) yield swap(list, i)
  }
}

function* changedRanges(range: SnapshotRange): Generator<SnapshotRange> {
  yield { ...range, more: !range.more }
  yield { ...range, entries: [...range.entries, { key: new Uint8Array(32).fill(0xff), value: Uint8Array.of(1) }] }
  yield { ...range, proof: [...range.proof, new Uint8Array(40)] }
  for (const entries of rearrangements(range.entries)) yield { ...range, entries }
  for (const proof of rearrangements(range.proof)) yield { ...range, proof }
  for (const [i, node] of range.proof.entries()) yield { ...range, proof: range.proof.with(i, node.slice(0, -1)) }
  for (const [i, { value }] of range.entries.entries()) {
    const other = range.entries[i + 1]
    if (other === undefined || equalBytes(other.value, value)) continue
    const entries = range.entries
      .with(i, { ...other, value })
      .with(i + 1, { ...range.entries[i], value: other.value } as SnapshotEntry)
    yield { ...range, entries }
    yield { ...range, entries: range.entries.with(i, { ...range.entries[i], value: other.value } as SnapshotEntry) }
  }
}

/** Chunks with one thing changed. Those that are the same or a shorter answer come too. */
function* changedChunks(chunk: StateChunk): Generator<StateChunk> {
  switch (chunk.kind) {
    case 'accounts':
      for (const range of changedRanges(chunk.range)) yield { kind: 'accounts', range }
      yield { kind: 'slots', ranges: [chunk.range] }
      break
    case 'slots':
      for (const [i, range] of chunk.ranges.entries()) {
        for (const changed of changedRanges(range)) yield { kind: 'slots', ranges: chunk.ranges.with(i, changed) }
      }
      for (const ranges of rearrangements(chunk.ranges)) yield { kind: 'slots', ranges }
      yield { kind: 'accounts', range: chunk.ranges[0] ?? { entries: [], proof: [], more: false } }
      break
    case 'code':
      for (const codes of rearrangements(chunk.codes)) yield { kind: 'code', codes }
      yield { kind: 'code', codes: [] }
      yield { kind: 'slots', ranges: [] }
  }
}

/** Whether a chunk says nothing but what the right one says: it is the same, or stops after a whole storage or code. */
function isPartOf(changed: StateChunk, chunk: StateChunk): boolean {
  if (changed.kind === 'slots' && chunk.kind === 'slots') {
    const ranges = chunk.ranges.slice(0, changed.ranges.length)
    return ranges.length > 0 && sameChunk(changed, { kind: 'slots', ranges })
  }
  if (changed.kind === 'code' && chunk.kind === 'code') {
    const codes = chunk.codes.slice(0, changed.codes.length)
    return codes.length > 0 && sameChunk(changed, { kind: 'code', codes })
  }
  return sameChunk(changed, chunk)
}

const sameChunk = (a: StateChunk, b: StateChunk): boolean => equalBytes(encodeStateChunk(a), encodeStateChunk(b))

/** Fails the test if anything is put. */
class Guarded extends MapSource {
  closed = false
  override putNode(hash: Uint8Array, encoded: Uint8Array): void {
    this.#check()
    super.putNode(hash, encoded)
  }
  override putCode(hash: Uint8Array, code: Uint8Array): void {
    this.#check()
    super.putCode(hash, code)
  }
  override putPreimage(hash: Uint8Array, preimage: Uint8Array): void {
    this.#check()
    super.putPreimage(hash, preimage)
  }
  #check(): void {
    if (this.closed) throw new Error('something of a refused chunk was stored')
  }
}

/** Gives every chunk of a transfer, each after changed forms of it, and checks that these have no effect. */
function transferWith(
  accounts: Parameters<typeof stateOf>[0],
  sizes: readonly number[],
  changed: (chunk: StateChunk, full: StateChunk) => Iterable<Uint8Array>,
): void {
  const { source, root } = stateOf(accounts)
  const received = new Guarded()
  const into = new StateImport(received, root, noCode)
  for (let i = 0; into.wanted !== undefined; i++) {
    const wanted = into.wanted
    const chunk = answerStateRequest(source, root, wanted, sizes[i % sizes.length] ?? 1)
    received.closed = true
    // Without a limit: storages that are alike may make a doubled one a longer answer.
    const full = answerStateRequest(source, root, wanted, Infinity)
    for (const encoded of changed(chunk, full)) {
      const error = thrownBy(() => into.accept(decodeStateChunk(encoded)))
      if (error === undefined) throw new Error(`accepted ${toHex(encoded)} for ${toHex(encodeStateChunk(chunk))}`)
      const { code } = error as { code?: unknown }
      if (code !== 'SNAPSHOT_INVALID' && code !== 'DECODE_FAILED') throw error as Error
      expect(into.wanted).toEqual(wanted)
    }
    received.closed = false
    into.accept(chunk)
  }
  into.finish()
  expect(received.nodes).toEqual(source.nodes)
  expect(received.codes).toEqual(source.codes)
  expect(received.preimages).toEqual(source.preimages)
}

describe('a changed chunk', () => {
  it('is refused, whichever byte has changed', () => {
    fc.assert(
      fc.property(anyAccounts, anySizes, fc.nat(), fc.integer({ min: 1, max: 255 }), (accounts, sizes, at, flip) => {
        transferWith(accounts, sizes, function* (chunk) {
          const encoded = encodeStateChunk(chunk)
          const step = Math.max(1, Math.ceil(encoded.length / 25))
          for (let i = at % step; i < encoded.length; i += step) yield encoded.with(i, (encoded[i] ?? 0) ^ flip)
          for (let i = at % step; i < encoded.length; i += step) yield encoded.slice(0, i)
        })
      }),
      { numRuns: 20 },
    )
  })

  it('is refused, whichever entry, node, storage or code is missing, doubled, swapped or cut', () => {
    fc.assert(
      fc.property(anyAccounts, anySizes, (accounts, sizes) => {
        transferWith(accounts, sizes, function* (chunk, full) {
          for (const changed of changedChunks(chunk)) {
            if (!isPartOf(changed, chunk) && !isPartOf(changed, full)) yield encodeStateChunk(changed)
          }
        })
      }),
      { numRuns: 20 },
    )
  })

  it('that stops early is accepted, and the rest is wanted next', () => {
    fc.assert(
      fc.property(anyAccounts, anySizes, (accounts, sizes) => {
        const { source, root } = stateOf(accounts)
        const received = new MapSource()
        const into = new StateImport(received, root, noCode)
        for (let i = 0; into.wanted !== undefined; i++) {
          const chunk = answerStateRequest(source, root, into.wanted, sizes[i % sizes.length] ?? 1)
          if (chunk.kind === 'slots') into.accept({ kind: 'slots', ranges: chunk.ranges.slice(0, 1) })
          else if (chunk.kind === 'code') into.accept({ kind: 'code', codes: chunk.codes.slice(0, 1) })
          else into.accept(chunk)
        }
        expect(received.nodes).toEqual(source.nodes)
        expect(received.codes).toEqual(source.codes)
      }),
      { numRuns: 20 },
    )
  })

  it('with a key in place of a preimage says the same and names one thing less', () => {
    const accounts = { [`0x${'01'.repeat(20)}`]: { nonce: 1n }, [`0x${'02'.repeat(20)}`]: { nonce: 2n } }
    const { source, root } = stateOf(accounts)
    const received = new MapSource()
    const into = new StateImport(received, root, noCode)
    const chunk = answerStateRequest(source, root, into.wanted ?? expect.unreachable(), 1000)
    if (chunk.kind !== 'accounts') expect.unreachable()
    const [first, second] = chunk.range.entries as [SnapshotEntry, SnapshotEntry]
    const entries = [{ key: trieKey(first), value: first.value }, second]
    into.accept({ kind: 'accounts', range: { ...chunk.range, entries } })
    into.finish()
    expect(received.nodes).toEqual(source.nodes)
    expect([...received.preimages.keys()]).toEqual([toHex(trieKey(second))])
  })
})
