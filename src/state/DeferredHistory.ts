import { DecodeError } from '../errors/DecodeError.ts'
import { type Hex, equalBytes, toHex, toScalar } from '../primitives/bytes.ts'
import {
  type BlockHash,
  type GroupId,
  type PayloadHandle,
  type StateRoot,
  type TransactionHash,
  toBlockHash,
  toPayloadHandle,
  toStateRoot,
  toTransactionHash,
} from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { type RlpInput, encodeRlp } from '../transaction/encodeRlp.ts'
import { bytesOf, listOf, scalarOf } from '../transaction/rlpItem.ts'
import { type RlpItem, decodeRlp } from '../transaction/strictRlp.ts'

const spaces = defineKeySpaces({ deferred: 0x2c })
const WHAT = 'deferred history'

/** Part of a group's history whose older states, and perhaps receipts, a node has not made yet. */
export interface DeferredPart {
  /** Handle of the history blob that has it. */
  readonly blob: PayloadHandle
  /** Position of its first transaction in the blob. */
  readonly first: number
  /** Position behind its last transaction. */
  readonly end: number
  /** Root before the first one; that state is stored. */
  readonly base: StateRoot
  /** Block of the last one; the others are in this block and its ancestors. */
  readonly tip: BlockHash
  /** What later replays have stored anew. */
  readonly replaced: readonly ReplacedBlock[]
}

/** A block that a replay has stored anew after it was deferred. */
export interface ReplacedBlock {
  readonly block: BlockHash
  /** Those that the replay has executed in it; the others keep the receipts that they had. */
  readonly markers: readonly TransactionHash[]
}

/** What nodes that joined a group in another way than by replay have left for later, by group. */
export class DeferredHistory {
  readonly #store: StagedStore

  constructor(store: StagedStore) {
    this.#store = store
  }

  /** The parts of a group's history that are deferred, oldest first. */
  parts(group: GroupId): DeferredPart[] {
    const encoded = this.#store.get(spaces.deferred.transientKey(group))
    return encoded === undefined ? [] : listOf(decodeRlp(encoded, WHAT), WHAT, 'it').map(partOf)
  }

  /** Stages one more part. */
  add(group: GroupId, part: Omit<DeferredPart, 'replaced'>): void {
    this.#put(group, [...this.parts(group), { ...part, replaced: [] }])
  }

  /** Stages that blocks have been stored anew. @param blocks of each part, for as many as there were when that began. */
  replace(group: GroupId, blocks: readonly (readonly ReplacedBlock[])[]): void {
    const parts = this.parts(group).map((part, at) => ({ ...part, replaced: union(part.replaced, blocks[at] ?? []) }))
    this.#put(group, parts)
  }

  /** Whether a block of a deferred part has been stored anew. */
  hasReplaced(group: GroupId, block: BlockHash): boolean {
    return this.parts(group).some(({ replaced }) => replaced.some((one) => equalBytes(one.block, block)))
  }

  /** Stages that nothing is deferred any more. */
  clear(group: GroupId): void {
    this.#store.delete(spaces.deferred.key(group))
  }

  #put(group: GroupId, parts: readonly DeferredPart[]): void {
    this.#store.put(spaces.deferred.transientKey(group), encodeRlp(parts.map(itemOf)))
  }
}

function union(known: readonly ReplacedBlock[], further: readonly ReplacedBlock[]): ReplacedBlock[] {
  const blocks = new Map<Hex, ReplacedBlock>()
  for (const { block, markers } of [...known, ...further]) {
    const all = [...(blocks.get(toHex(block))?.markers ?? []), ...markers]
    blocks.set(toHex(block), { block, markers: [...new Map(all.map((marker) => [toHex(marker), marker])).values()] })
  }
  return [...blocks.values()]
}

function itemOf({ blob, first, end, base, tip, replaced }: DeferredPart): RlpInput {
  const fields = [blob, toScalar(BigInt(first)), toScalar(BigInt(end)), base, tip]
  return replaced.length === 0 ? fields : [...fields, replaced.map(({ block, markers }) => [block, ...markers])]
}

function partOf(item: RlpItem): DeferredPart {
  const fields = listOf(item, WHAT, 'a part')
  const [blob, first, end, base, tip, replaced = []] = listOf(item, WHAT, 'a part', fields.length > 5 ? 6 : 5)
  return {
    blob: toPayloadHandle(bytesOf(blob, WHAT, 'the handle', 32)),
    first: Number(scalarOf(first, WHAT, 'the first position', 6)),
    end: Number(scalarOf(end, WHAT, 'the end', 6)),
    base: toStateRoot(bytesOf(base, WHAT, 'the base', 32)),
    tip: toBlockHash(bytesOf(tip, WHAT, 'the tip', 32)),
    replaced: listOf(replaced, WHAT, 'the replaced blocks').map(replacedOf),
  }
}

function replacedOf(item: RlpItem): ReplacedBlock {
  const [block, ...markers] = listOf(item, WHAT, 'a replaced block').map((hash) => bytesOf(hash, WHAT, 'a hash', 32))
  if (block === undefined) throw new DecodeError(WHAT, 'a replaced block has no hash')
  return { block: toBlockHash(block), markers: markers.map(toTransactionHash) }
}
