import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { TransactionPlace } from '../chain/ChainStore.ts'
import { equalBytes, toBigInt, toScalar } from '../primitives/bytes.ts'
import { type BlockHash, type TransactionHash, toBlockHash } from '../primitives/identifiers.ts'
import type { CanonicalChain } from '../replay/ReplayContext.ts'
import type { CanonicalNumbers, HeadMaps } from '../state/HeadMaps.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'

const spaces = defineKeySpaces({ imported: 0x30, canonical: 0x31, head: 0x32, refused: 0x33 })
const HEAD = spaces.head.key()
const REFUSED = spaces.refused.key()
const MOST_NUMBER = 2n ** 64n - 1n

/** Which blocks of the public chain a node has imported, and which of them are on its canonical chain. */
export class NodeIndex implements CanonicalChain, CanonicalNumbers {
  readonly #store: StagedStore
  readonly #chain: PublicChain
  readonly #headMaps: HeadMaps
  #head: PublicBlock | undefined

  /** @param headMaps the node's; told of blocks that leave its canonical chain. */
  constructor(store: StagedStore, chain: PublicChain, headMaps: HeadMaps) {
    this.#store = store
    this.#chain = chain
    this.#headMaps = headMaps
  }

  /** The node's own head; the genesis block at first. */
  get head(): PublicBlock {
    if (this.#head === undefined) {
      const hash = this.#store.get(HEAD)
      this.#head = hash === undefined ? this.#chain.genesisBlock : this.#chain.requireBlock(toBlockHash(hash))
    }
    return this.#head
  }

  has(hash: BlockHash): boolean {
    if (equalBytes(hash, this.head.hash) || equalBytes(hash, this.#chain.genesisBlock.hash)) return true
    return this.#store.get(spaces.imported.transientKey(hash)) !== undefined
  }

  hashAt(number: bigint): BlockHash | undefined {
    if (number === 0n) return this.#chain.genesisBlock.hash
    if (number > MOST_NUMBER) return undefined
    const hash = this.#store.get(canonicalKey(number))
    return hash && toBlockHash(hash)
  }

  numberOf(block: BlockHash): bigint | undefined {
    // The block that is being imported is not stored here yet.
    const number = this.#store.get(spaces.imported.transientKey(block))
    return number === undefined ? this.#chain.block(block)?.number : toBigInt(number)
  }

  place(transaction: TransactionHash): TransactionPlace | undefined {
    return this.#chain.places(transaction).find(({ block }) => {
      // Whoever looks for a place reads the block next: its outline is at hand then.
      const canonical = this.hashAt(this.#chain.outline(block).number)
      return canonical !== undefined && equalBytes(canonical, block)
    })
  }

  /** The block that the node refused last; `undefined` when it has imported one since. */
  get refused(): BlockHash | undefined {
    const hash = this.#store.get(REFUSED)
    return hash && toBlockHash(hash)
  }

  /** Stages a block as refused, so that a restart does not try it again by itself. */
  refuse(block: PublicBlock): void {
    this.#store.put(REFUSED, block.hash)
  }

  /**
   * Stages a block as imported. It becomes the head if it follows the head or is heavier: of equally heavy branches the
   * first stays.
   */
  add(block: PublicBlock): void {
    this.#store.put(spaces.imported.transientKey(block.hash), toScalar(block.number))
    if (this.refused !== undefined) this.#store.delete(REFUSED)
    const { head } = this
    const follows = equalBytes(block.parentHash, head.hash)
    if (!follows && !this.#chain.isHeavier(block, head)) return
    if (follows) this.#store.put(canonicalKey(block.number), block.hash)
    else this.#changeBranch(block)
    this.#store.put(HEAD, block.hash)
    this.#head = block
  }

  /** Forgets what is in memory, because what was staged has been discarded. */
  forget(): void {
    this.#head = undefined
    this.#headMaps.forget()
  }

  /** The blocks after the last that the head has in common with `next` are canonical no more. */
  #leaveBranch(next: PublicBlock): void {
    let common: PublicBlock | undefined = next
    while (common !== undefined && !this.#isCanonical(common)) common = this.#chain.block(common.parentHash)
    const fork = common?.number ?? 0n
    this.#headMaps.leaveAbove(fork)
    for (let number = this.head.number; number > fork; number--) this.#store.delete(canonicalKey(number))
  }

  /** Makes a block canonical that does not follow the head, and its ancestors. */
  #changeBranch(next: PublicBlock): void {
    this.#leaveBranch(next)
    let block: PublicBlock | undefined = next
    while (block !== undefined && !this.#isCanonical(block)) {
      this.#store.put(canonicalKey(block.number), block.hash)
      block = this.#chain.block(block.parentHash)
    }
  }

  #isCanonical({ number, hash }: PublicBlock): boolean {
    const known = this.hashAt(number)
    return known !== undefined && equalBytes(known, hash)
  }
}

const numberBytes = Buffer.alloc(8)

/** A transient key. */
function canonicalKey(number: bigint): Uint8Array {
  numberBytes.writeBigUInt64BE(number)
  return spaces.canonical.transientKey(numberBytes)
}
