/** Arbitrary states to be sent, and what a state consists of. */
import fc from 'fast-check'
import { type Hex, toHex, toScalar } from '../../../src/primitives/bytes.ts'
import type { StateRoot } from '../../../src/primitives/identifiers.ts'
import { type SnapshotSource, answerStateRequest } from '../../../src/state/snapshot/answerStateRequest.ts'
import type { StateChunk } from '../../../src/state/snapshot/StateChunk.ts'
import type { StateImport } from '../../../src/state/snapshot/StateImport.ts'
import { type AccountSketch, MapSource, worldOf } from '../stores.ts'

export type Accounts = Readonly<Record<Hex, AccountSketch>>

/** A source that also knows preimages, as a node's store does. */
export class NamedSource extends MapSource implements SnapshotSource {
  preimageOf(hash: Uint8Array): Uint8Array | undefined {
    return this.preimages.get(toHex(hash))
  }
}

/** A stored state; the source has what the root refers to and nothing else. */
export interface StoredState {
  readonly source: NamedSource
  readonly root: StateRoot
}

export function stateOf(accounts: Accounts): StoredState {
  const source = new NamedSource()
  return { source, root: worldOf(accounts, source).root() }
}

/** Sends what is wanted until nothing is; the chunk sizes take turns. */
export function transfer(from: StoredState, into: StateImport, sizes: readonly number[]): StateChunk[] {
  const chunks: StateChunk[] = []
  for (let wanted = into.wanted; wanted !== undefined; wanted = into.wanted) {
    const chunk = answerStateRequest(from.source, from.root, wanted, sizes[chunks.length % sizes.length] ?? 1)
    into.accept(chunk)
    chunks.push(chunk)
  }
  return chunks
}

export const noCode = (): boolean => false

export const anyAddress = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex)
const anySlot = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.nat(300).map((n) => new Uint8Array(32).fill(n >> 8, 30, 31).fill(n, 31)),
)
/** Not zero, so that no preimage belongs to a slot that is gone. */
const anyWord = fc.oneof(fc.bigInt({ min: 1n, max: 200n }), fc.bigInt({ min: 1n, max: 2n ** 256n - 1n })).map(toScalar)
/** From few, so that accounts share code. */
const anyCode = fc.oneof(
  fc.constantFrom(Uint8Array.of(0), Uint8Array.of(1)),
  fc.uint8Array({ minLength: 1, maxLength: 90 }),
)
const anySlots = fc.dictionary(anySlot.map(toHex), anyWord, { maxKeys: 12 })

const anySketch: fc.Arbitrary<AccountSketch> = fc.record(
  {
    nonce: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    balance: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    code: anyCode,
    slots: fc.oneof(anySlots, fc.constant({ [`0x${'00'.repeat(31)}07`]: Uint8Array.of(7) })),
  },
  { requiredKeys: [] },
)

export const anyAccounts: fc.Arbitrary<Accounts> = fc.dictionary(anyAddress, anySketch, { maxKeys: 25 })
export const anySizes: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 4000 }), fc.constant(Infinity)),
  { minLength: 1, maxLength: 5 },
)
