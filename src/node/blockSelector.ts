import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { fromHex } from '../primitives/bytes.ts'
import { toBlockHash } from '../primitives/identifiers.ts'
import type { CanonicalChain } from '../replay/ReplayContext.ts'

/** A block as users name it: the node's head, a number on its canonical chain, or a hash (32-byte hex) of any branch. */
export type BlockSelector = 'latest' | 'earliest' | bigint | number | `0x${string}`

/**
 * The block that a selector means on a node.
 * @throws {CoterieError} `NOT_FOUND` when there is none, `INVALID_ARGUMENT` when it is no selector.
 */
export function selectBlock(chain: PublicChain, canonical: CanonicalChain, selector: BlockSelector): PublicBlock {
  if (selector === 'latest') return canonical.head
  if (selector === 'earliest') return chain.genesisBlock
  const found = typeof selector === 'string' ? byHash(chain, selector) : byNumber(chain, canonical, selector)
  if (found === undefined) throw new CoterieError('NOT_FOUND', `the node has no block ${selector}`)
  return found
}

function byHash(chain: PublicChain, selector: string): PublicBlock | undefined {
  if (!/^0x[0-9a-fA-F]{64}$/.test(selector)) {
    throw new CoterieError('INVALID_ARGUMENT', `${selector} is no block: give 'latest', a number or a 32-byte hash`)
  }
  return chain.block(toBlockHash(fromHex(selector)))
}

function byNumber(chain: PublicChain, canonical: CanonicalChain, number: bigint | number): PublicBlock | undefined {
  if (typeof number === 'number' && !Number.isSafeInteger(number)) {
    throw new CoterieError('INVALID_ARGUMENT', `${number} is no block number`)
  }
  const hash = number < 0 ? undefined : canonical.hashAt(BigInt(number))
  return hash && chain.block(hash)
}
