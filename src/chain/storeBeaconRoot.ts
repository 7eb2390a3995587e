import { type Hex, padLeft, toHex, toScalar, trimLeft } from '../primitives/bytes.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'

/** Address of the EIP-4788 contract. */
export const BEACON_ROOTS: Hex = '0x000f3df6d732807ef1319fb7b8bb8522d0beac02'
/** Entries of its ring. */
const RING = 8191n

/**
 * What the system call of EIP-4788 stores before the first transaction of a block, if the contract is there.
 * @param timestamp of the block, in seconds. @param root of the parent beacon block: 32 bytes.
 */
export function storeBeaconRoot(buffer: JournaledBuffer, timestamp: bigint, root: Uint8Array): void {
  if (buffer.code(BEACON_ROOTS).length === 0) return
  const index = timestamp % RING
  buffer.setSlot(BEACON_ROOTS, slotOf(index), toScalar(timestamp))
  buffer.setSlot(BEACON_ROOTS, slotOf(index + RING), trimLeft(root))
}

const slotOf = (index: bigint): Hex => toHex(padLeft(toScalar(index), 32))
