import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../crypto/keccak.ts'
import { fromHex, toHex } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupId, toGroupId } from '../primitives/identifiers.ts'

/** Stands in the place of a seed where groups are looked up by their members (spec 09 §4.1). */
const LOOKUP_SEED = fromHex('5375ba871e5c3d0f1d055b5da0ac02ea035bed38')

/**
 * The id that a legacy (`privateFor`) transaction's parties have as a group: keccak-256 of the RLP list of the distinct
 * keys, sorted (spec 01 §3.2). Ids of flexible privacy groups are derived from nothing.
 */
export function legacyGroupId(privateFrom: EnclaveKey, privateFor: readonly EnclaveKey[]): GroupId {
  return toGroupId(keccak256(RLP.encode(sortedDistinct([privateFrom, ...privateFor]))))
}

/** The id of a group that an enclave makes: as of a legacy group, with the group's seed as the last item (spec 09 §4.1). */
export function offchainGroupId(members: readonly EnclaveKey[], seed: Uint8Array): GroupId {
  return toGroupId(keccak256(RLP.encode([...sortedDistinct(members), seed])))
}

/** 32 bytes that are the same for all groups with the same members, whatever the order and duplicates (spec 09 §4.1). */
export function groupLookupId(members: readonly EnclaveKey[]): Uint8Array {
  return offchainGroupId(members, LOOKUP_SEED)
}

function sortedDistinct(keys: readonly EnclaveKey[]): EnclaveKey[] {
  const distinct = new Map(keys.map((key) => [toHex(key), key]))
  return [...distinct.values()].sort((a, b) => sortHash(a) - sortHash(b))
}

/** The signed 32-bit polynomial hash that the keys are sorted by; equal hashes keep their order. */
function sortHash(key: Uint8Array): number {
  let hash = 1
  for (const byte of key) hash = (Math.imul(31, hash) + (byte < 128 ? byte : byte - 256)) | 0
  return hash
}
