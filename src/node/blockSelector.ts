import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { fromHex } from '../primitives/bytes.ts'
import { toBlockHash } from '../primitives/identifiers.ts'
import type { CanonicalChain } from '../replay/ReplayContext.ts'
import { isObject, shown } from '../primitives/shown.ts'

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
    throw new CoterieError(
      'INVALID_ARGUMENT',
      `${shown(selector)} names no block: give 'latest', a number or a 32-byte hash`,
    )
  }
  return chain.block(toBlockHash(fromHex(selector)))
}

function byNumber(chain: PublicChain, canonical: CanonicalChain, value: bigint | number): PublicBlock | undefined {
  const number = blockNumberFrom(value, "'latest', a number or a 32-byte hash", '.number or .hash')
  const hash = number < 0n ? undefined : canonical.hashAt(number)
  return hash && chain.block(hash)
}

/**
 * The number of a block as bigint.
 * @param wanted what to give instead of another value. @param part what to give of an object that describes a block.
 * @throws {CoterieError} `INVALID_ARGUMENT`.
 */
export function blockNumberFrom(value: bigint | number, wanted = 'a whole number', part = '.number'): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value)
  const isBlock = isObject(value) && ('number' in value || 'hash' in value)
  const advice = isBlock ? `its ${part}` : wanted
  throw new CoterieError('INVALID_ARGUMENT', `${shown(value)} names no block: give ${advice}`)
}
