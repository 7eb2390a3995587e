import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../crypto/keccak.ts'
import { toHex } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupId, toGroupId } from '../primitives/identifiers.ts'

/**
 * The id that a legacy (`privateFor`) transaction's parties have as a group: keccak-256 of the RLP list of the distinct
 * keys, sorted (spec 01 §3.2). Ids of flexible privacy groups are derived from nothing.
 */
export function legacyGroupId(privateFrom: EnclaveKey, privateFor: readonly EnclaveKey[]): GroupId {
  const distinct = new Map([privateFrom, ...privateFor].map((key) => [toHex(key), key]))
  const sorted = [...distinct.values()].sort((a, b) => sortHash(a) - sortHash(b))
  return toGroupId(keccak256(RLP.encode(sorted)))
}

/** The signed 32-bit polynomial hash that the keys are sorted by; equal hashes keep their order. */
function sortHash(key: Uint8Array): number {
  let hash = 1
  for (const byte of key) hash = (Math.imul(31, hash) + (byte < 128 ? byte : byte - 256)) | 0
  return hash
}
