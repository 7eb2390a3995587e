import type { Node } from '../node/Node.ts'
import { DEFAULT_MANAGEMENT_CONTRACT, MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'

const PROXY = toHex(MANAGEMENT_PROXY)
const DEFAULT_CONTRACT = toHex(DEFAULT_MANAGEMENT_CONTRACT)
const FIRST_SLOT: Hex = `0x${'00'.repeat(32)}`
const NOBODY = `0x${'00'.repeat(20)}`

/**
 * Owner of a group in a node's state: the low 20 bytes of the first slot of the management contract that the proxy points to
 * (spec 01 §9).
 * @returns address, hex; `undefined` when nobody owns the group, or when its management contract is not a default one, whose
 * storage means what its author wants.
 */
export function groupOwner(node: Node, group: string): Hex | undefined {
  const implementation = lowAddress(node.privateStorage(group, PROXY, FIRST_SLOT))
  const isDefault =
    implementation === DEFAULT_CONTRACT ||
    (node.privateCode(group, implementation) ?? '0x') === node.privateCode(group, DEFAULT_CONTRACT)
  if (!isDefault) return undefined
  const owner = lowAddress(node.privateStorage(group, implementation, FIRST_SLOT))
  return owner === NOBODY ? undefined : owner
}

const lowAddress = (word: Hex): Hex => `0x${word.slice(-40)}`
