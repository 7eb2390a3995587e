import { type Address, type StateRoot, toAddress, toStateRoot } from '../../../primitives/identifiers.ts'
import type { AccountChange } from '../../../state/account.ts'
import type { AccountChangeReader, AccountChangeWriter } from './accountChanges.ts'
import type { ByteReader } from './ByteReader.ts'
import type { ByteWriter } from './ByteWriter.ts'

/** Something that is stored under its hash, or that a hash stands for. */
export type Hashed = readonly [hash: Uint8Array, content: Uint8Array]

/** What a block has made of a state that the thread has hashed. */
export interface HashedOutcome {
  readonly kind: 'hashed'
  /** The root after each transaction. */
  readonly roots: readonly StateRoot[]
  /** What the state consists of since: trie nodes, code, and preimages of trie keys. */
  readonly nodes: readonly Hashed[]
  readonly codes: readonly Hashed[]
  readonly preimages: readonly Hashed[]
}

/** What a block has made of a state that whoever reads this hashes. */
export interface UnhashedOutcome {
  readonly kind: 'unhashed'
  /** What each transaction has written. */
  readonly changes: readonly (readonly AccountChange[])[]
}

/** What a thread has made of a historic block. Bytes are views of what it has sent unless said otherwise. */
export interface ExecutedBlock {
  /** Accounts that the execution took for absent from the public state before the block. */
  readonly absent: readonly Address[]
  /** Of each transaction in order: the receipt as it is stored. */
  readonly receipts: readonly Uint8Array[]
  readonly outcome: HashedOutcome | UnhashedOutcome
}

/** Hands over what a block gave. @param changes writes to `to`. */
export function writeExecutedBlock(
  to: ByteWriter,
  changes: AccountChangeWriter,
  { absent, receipts, outcome }: ExecutedBlock,
): void {
  to.number(absent.length)
  for (const address of absent) to.fixed(address)
  to.number(receipts.length)
  for (const receipt of receipts) to.bytes(receipt)
  to.number(outcome.kind === 'hashed' ? 1 : 0)
  if (outcome.kind === 'unhashed') {
    for (const list of outcome.changes) changes.write(list)
    return
  }
  for (const root of outcome.roots) to.fixed(root)
  for (const list of [outcome.nodes, outcome.codes, outcome.preimages]) writeHashed(to, list)
}

/** What {@link writeExecutedBlock} has written. @param changes has read all blocks before. */
export function readExecutedBlock(from: ByteReader, changes: AccountChangeReader): ExecutedBlock {
  const absent = times(from.number(), () => toAddress(from.fixed(20)))
  const count = from.number()
  const receipts = times(count, () => from.bytes())
  if (from.number() === 0) {
    return { absent, receipts, outcome: { kind: 'unhashed', changes: times(count, () => changes.read(from)) } }
  }
  const roots = times(count, () => toStateRoot(from.fixed(32)))
  const [nodes, codes, preimages] = [readHashed(from), readHashed(from), readHashed(from)]
  return { absent, receipts, outcome: { kind: 'hashed', roots, nodes, codes, preimages } }
}

/** Hands over what is known by its hash. */
export function writeHashed(to: ByteWriter, list: readonly Hashed[]): void {
  to.number(list.length)
  for (const [hash, content] of list) {
    to.fixed(hash)
    to.bytes(content)
  }
}

/** What {@link writeHashed} has written. */
export function readHashed(from: ByteReader): Hashed[] {
  return times(from.number(), () => [from.fixed(32), from.bytes()] as const)
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make)
}
