import type { PublicBlock } from '../chain/PublicBlock.ts'
import { toHex } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { ReplayContext } from './ReplayContext.ts'

/**
 * Points the head maps of the canonical blocks after a replayed block to it, up to the block before the next replayed one, or
 * up to the chain head after the last (spec 02 §13.3, step 5e).
 */
export function repairHeadMaps(
  { canonical, metadata }: ReplayContext,
  group: GroupId,
  replayed: PublicBlock,
  next: PublicBlock | undefined,
): void {
  const end = next === undefined ? canonical.head.number + 1n : next.number
  for (let number = replayed.number + 1n; number < end; number++) {
    const hash = canonical.hashAt(number)
    if (hash === undefined) return
    metadata.putHeadMap(hash, new Map([...(metadata.headMap(hash) ?? []), [toHex(group), replayed.hash]]))
  }
}
