import { CoterieError } from '../errors/CoterieError.ts'
import { toBigInt, toHex, toScalar } from '../primitives/bytes.ts'
import {
  type Address,
  type BlockHash,
  type StateRoot,
  type TransactionHash,
  toAddress,
  toBlockHash,
  toStateRoot,
} from '../primitives/identifiers.ts'
import { StateStore } from '../state/StateStore.ts'
import { NumberSet } from '../storage/NumberSet.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { encodeRlp } from '../transaction/encodeRlp.ts'
import { decodeRlp } from '../transaction/strictRlp.ts'
import { type PublicReceipt, decodePublicReceipts, encodePublicReceipts } from './publicReceipt.ts'

const spaces = defineKeySpaces({
  block: 0x10,
  receipts: 0x11,
  totalDifficulty: 0x12,
  transaction: 0x13,
  head: 0x14,
  alteredRoot: 0x15,
  sender: 0x16,
  lastNonEmpty: 0x17,
  nonEmpty: 0x18,
})
const HEAD = spaces.head.key()
const LAST_NON_EMPTY = spaces.lastNonEmpty.key()

/** Where a transaction stands: a block and the index in it. One transaction may stand in blocks of several branches. */
export interface TransactionPlace {
  readonly block: BlockHash
  readonly index: number
}

/** The public chain in its store: blocks of all branches by hash, receipts, places of transactions, public state. */
export class ChainStore extends StateStore {
  /** Numbers of the blocks, of any branch, that have transactions. */
  readonly nonEmpty: NumberSet

  constructor(store: StagedStore) {
    super(store)
    this.nonEmpty = new NumberSet(store, {
      last: () => LAST_NON_EMPTY,
      range: (number) => spaces.nonEmpty.transientKey(number),
    })
  }

  /** RLP of the block, if the chain has it. */
  block(hash: BlockHash): Uint8Array | undefined {
    return this.store.get(spaces.block.transientKey(hash))
  }

  /**
   * @throws {CoterieError} `STATE_INCONSISTENT` when the chain does not have the block.
   */
  totalDifficulty(hash: BlockHash): bigint {
    return toBigInt(
      this.#required(spaces.totalDifficulty.transientKey(hash), `total difficulty of block ${toHex(hash)}`),
    )
  }

  receipts(hash: BlockHash): PublicReceipt[] | undefined {
    const encoded = this.store.get(spaces.receipts.transientKey(hash))
    return encoded && decodePublicReceipts(encoded)
  }

  /** Every place of a transaction, oldest first. */
  places(transaction: TransactionHash): TransactionPlace[] {
    const encoded = this.store.get(spaces.transaction.transientKey(transaction))
    if (encoded === undefined) return []
    const list = decodeRlp(encoded, 'list of transaction places')
    return (Array.isArray(list) ? list : []).map((place) => {
      const [block, index] = place as Uint8Array[]
      return { block: toBlockHash(block ?? new Uint8Array(0)), index: Number(toBigInt(index ?? new Uint8Array(0))) }
    })
  }

  /** The heaviest block, `undefined` before the genesis block is stored. */
  get head(): BlockHash | undefined {
    const hash = this.store.get(HEAD)
    return hash && toBlockHash(hash)
  }

  set head(hash: BlockHash) {
    this.store.put(HEAD, hash)
  }

  /** Root of the state after a block that was changed by hand since; `undefined` where the header's counts. */
  alteredRoot(block: BlockHash): StateRoot | undefined {
    const root = this.store.get(spaces.alteredRoot.transientKey(block))
    return root && toStateRoot(root)
  }

  putAlteredRoot(block: BlockHash, root: StateRoot): void {
    this.store.put(spaces.alteredRoot.transientKey(block), root)
  }

  /** Sender of a transaction that nobody has signed; `undefined` for any other. */
  impersonatedSender(transaction: TransactionHash): Address | undefined {
    const sender = this.store.get(spaces.sender.transientKey(transaction))
    return sender && toAddress(sender)
  }

  putImpersonatedSender(transaction: TransactionHash, sender: Address): void {
    this.store.put(spaces.sender.transientKey(transaction), sender)
  }

  putBlock(
    { hash, number, rlp }: { readonly hash: BlockHash; readonly number: bigint; readonly rlp: Uint8Array },
    totalDifficulty: bigint,
    receipts: readonly PublicReceipt[],
    transactions: readonly TransactionHash[],
  ): void {
    this.store.put(spaces.block.transientKey(hash), rlp)
    this.store.put(spaces.totalDifficulty.transientKey(hash), toScalar(totalDifficulty))
    this.store.put(spaces.receipts.transientKey(hash), encodePublicReceipts(receipts))
    if (transactions.length > 0) this.nonEmpty.add(number)
    transactions.forEach((transaction, index) => {
      const places = [...this.places(transaction), { block: hash, index }]
      const encoded = encodeRlp(places.map((place) => [place.block, toScalar(BigInt(place.index))]))
      this.store.put(spaces.transaction.transientKey(transaction), encoded)
    })
  }

  /** Writes what has been put; if that fails, nothing of it stays. */
  commit(): void | Promise<void> {
    const writing = this.store.commit()
    if (writing === undefined) return undefined
    return writing.catch((error: unknown) => {
      this.store.discard()
      throw error
    })
  }

  #required(key: Uint8Array, what: string): Uint8Array {
    const value = this.store.get(key)
    if (value === undefined) throw new CoterieError('STATE_INCONSISTENT', `the chain store has no ${what}`)
    return value
  }
}
