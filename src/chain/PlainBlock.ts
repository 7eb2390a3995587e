import type { Block } from '@ethereumjs/block'
import { keccak256 } from '../crypto/keccak.ts'
import {
  type Address,
  type BlockHash,
  type StateRoot,
  toAddress,
  toBlockHash,
  toStateRoot,
} from '../primitives/identifiers.ts'
import type { RlpFields } from '../transaction/RlpFields.ts'
import type { HardforkName } from './hardfork.ts'
import { HEADER } from './headerFields.ts'
import type { PlainTransaction } from './PlainTransaction.ts'
import type { PublicBlock } from './PublicBlock.ts'

/** What a {@link PlainBlock} is made of. */
export interface PlainBlockParts {
  /** The whole block; must not change. */
  readonly rlp: Uint8Array
  readonly header: Uint8Array
  readonly fields: RlpFields
  readonly fork: HardforkName
  readonly transactions: readonly PlainTransaction[]
  /** Makes the library's object. */
  readonly source: () => Block
}

/** A block as nearly all with markers are. Most fields are asked for once, when it is executed, and read then. */
export class PlainBlock implements PublicBlock {
  readonly hash: BlockHash
  readonly parentHash: BlockHash
  readonly number: bigint
  readonly timestamp: bigint
  readonly gasLimit: bigint
  readonly gasUsed: bigint
  readonly fork: HardforkName
  readonly transactions: readonly PlainTransaction[]
  readonly rlp: Uint8Array
  readonly isPlain = true
  readonly #fields: RlpFields
  readonly #source: () => Block

  constructor({ rlp, header, fields, fork, transactions, source }: PlainBlockParts) {
    this.hash = toBlockHash(keccak256(header))
    this.parentHash = toBlockHash(fields.bytes(HEADER.parentHash))
    this.number = fields.number(HEADER.number)
    this.timestamp = fields.number(HEADER.timestamp)
    this.gasLimit = fields.number(HEADER.gasLimit)
    this.gasUsed = fields.number(HEADER.gasUsed)
    this.fork = fork
    this.transactions = transactions
    this.rlp = rlp
    this.#fields = fields
    this.#source = source
  }

  get stateRoot(): StateRoot {
    return toStateRoot(this.#fields.bytes(HEADER.stateRoot))
  }

  get coinbase(): Address {
    return toAddress(this.#fields.bytes(HEADER.coinbase))
  }

  get difficulty(): bigint {
    return this.#fields.number(HEADER.difficulty)
  }

  get mixHash(): Uint8Array {
    return this.#fields.bytes(HEADER.mixHash)
  }

  get baseFee(): bigint | undefined {
    return this.#fields.count > HEADER.baseFee ? this.#fields.number(HEADER.baseFee) : undefined
  }

  get transactionsRoot(): Uint8Array {
    return this.#fields.bytes(HEADER.transactionsRoot)
  }

  get receiptsRoot(): Uint8Array {
    return this.#fields.bytes(HEADER.receiptsRoot)
  }

  get logsBloom(): Uint8Array {
    return this.#fields.bytes(HEADER.logsBloom)
  }

  get source(): Block {
    return this.#source()
  }
}
