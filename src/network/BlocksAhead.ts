import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import { bytesFrom } from '../node/doors.ts'
import type { NodeContext } from '../node/NodeContext.ts'
import { sendersAhead } from '../node/sendersAhead.ts'
import type { NetworkNode } from './NetworkNode.ts'

/** Blocks that are looked at before their turn. */
const MOST_AHEAD = 16
/** When so few are left, the next ones are looked at: several in a row take less time than one at a time. */
const LEAST_AHEAD = 8

/** A block that waits for its turn to be imported. */
export interface WaitingBlock {
  /** The whole block as it was given. */
  rlp: Uint8Array | string
  /** Set once it has been looked at, if what is read from it does not depend on what comes before. */
  block: PublicBlock | undefined
}

/** The blocks that wait to be imported, in their order; another thread recovers the signers of the next ones. */
export class BlocksAhead {
  readonly #chain: PublicChain
  readonly #contexts: readonly NodeContext[]
  readonly #waiting: WaitingBlock[] = []
  /** How many of those that wait have been looked at: the first ones. */
  #seen = 0

  constructor(chain: PublicChain, nodes: readonly NetworkNode[]) {
    this.#chain = chain
    this.#contexts = nodes.map(({ context }) => context)
  }

  /** Adds a block behind the others. Nothing is found fault with. */
  add(rlp: Uint8Array | string): WaitingBlock {
    const waiting: WaitingBlock = { rlp, block: undefined }
    this.#waiting.push(waiting)
    this.#look()
    // Whoever gave it may fill the bytes again.
    if (waiting.block === undefined && rlp instanceof Uint8Array) waiting.rlp = new Uint8Array(rlp)
    return waiting
  }

  /** Its turn has come. @throws {CoterieError} `BLOCK_INVALID`, `INVALID_ARGUMENT`. */
  take(waiting: WaitingBlock): PublicBlock {
    // Those before it whose turn never came have been given up.
    const count = this.#waiting.indexOf(waiting) + 1
    this.#waiting.splice(0, count)
    this.#seen = Math.max(0, this.#seen - count)
    if (this.#seen <= LEAST_AHEAD) this.#look()
    return waiting.block ?? this.#chain.decode(bytesFrom(waiting.rlp, 'a block'))
  }

  #look(): void {
    for (; this.#seen < Math.min(this.#waiting.length, MOST_AHEAD); this.#seen++) {
      const waiting = this.#waiting[this.#seen]
      if (waiting !== undefined) waiting.block = this.#lookAt(waiting.rlp)
    }
  }

  #lookAt(rlp: Uint8Array | string): PublicBlock | undefined {
    try {
      const block = this.#chain.decode(bytesFrom(rlp, 'a block'))
      sendersAhead(this.#contexts, block)
      return block.isPlain ? block : undefined
    } catch {
      // Told when its turn comes.
      return undefined
    }
  }
}
