import { type Address, type StateRoot, toAddress, toStateRoot } from '../../primitives/identifiers.ts'
import type { ByteReader } from './ByteReader.ts'
import type { ByteWriter } from './ByteWriter.ts'

/** Something that is stored under its hash, or that a hash stands for. */
export type Hashed = readonly [hash: Uint8Array, content: Uint8Array]

/** What a thread has made of a historic block. Bytes are views of what it has sent. */
export interface ExecutedBlock {
  /** Accounts that the execution took for absent from the public state before the block. */
  readonly absent: readonly Address[]
  /** Of each transaction in order: the receipt as it is stored, and the root after it. */
  readonly receipts: readonly Uint8Array[]
  readonly roots: readonly StateRoot[]
  /** What the state consists of since: trie nodes, code, and preimages of trie keys. */
  readonly nodes: readonly Hashed[]
  readonly codes: readonly Hashed[]
  readonly preimages: readonly Hashed[]
}

/** Hands over what a block gave. */
export function writeExecutedBlock(to: ByteWriter, block: ExecutedBlock): void {
  to.number(block.absent.length)
  for (const address of block.absent) to.fixed(address)
  to.number(block.receipts.length)
  for (const receipt of block.receipts) to.bytes(receipt)
  for (const root of block.roots) to.fixed(root)
  for (const list of [block.nodes, block.codes, block.preimages]) writeHashed(to, list)
}

/** What {@link writeExecutedBlock} has written. */
export function readExecutedBlock(from: ByteReader): ExecutedBlock {
  const absent = times(from.number(), () => toAddress(from.fixed(20)))
  const count = from.number()
  const receipts = times(count, () => from.bytes())
  const roots = times(count, () => toStateRoot(from.fixed(32)))
  const [nodes, codes, preimages] = [readHashed(from), readHashed(from), readHashed(from)]
  return { absent, receipts, roots, nodes, codes, preimages }
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
