import { type Hex, toHex } from './bytes.ts'
import type { GroupId } from './identifiers.ts'

let last: GroupId | undefined
let lastKey: Hex = '0x'

/** A group id as hex, for maps. That of the last one is remembered: the import of a block asks a dozen times in a row. */
export function groupKey(group: GroupId): Hex {
  if (group !== last) {
    lastKey = toHex(group)
    last = group
  }
  return lastKey
}
