/**
 * Lists of enclave keys in calls of the management contract and in its answers. Nodes do not decode them as a general ABI
 * decoder would, and the difference shows in who becomes a member (spec 01 §9.3, eras: spec 08).
 */
import { CoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { concat, fromHex, padRight, toBigInt, toWord } from '../primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../primitives/identifiers.ts'

/** Generation of the management contracts: `v1` has `bytes32` keys (Besu to 22.7), `v2` has `bytes` keys (from 22.10). */
export type ManagementEra = 'v1' | 'v2'

/** First four bytes of a call that adds participants. */
export const ADD_PARTICIPANTS_SELECTOR: Readonly<Record<ManagementEra, Uint8Array>> = {
  v1: fromHex('b4926e25'),
  v2: fromHex('965a25ef'),
}

/** First four bytes of a call that removes a participant. */
export const REMOVE_PARTICIPANT_SELECTOR: Readonly<Record<ManagementEra, Uint8Array>> = {
  v1: fromHex('fd017797'),
  v2: fromHex('1f52a8ee'),
}

const SELECTOR_LENGTH = 4
const MAX_INT32 = 2n ** 31n - 1n

/**
 * The keys that call data of `addParticipants` names, as a node reads them. The selector is not looked at.
 * Empty for anything that a node cannot make a list of, see {@link participantsOfOutput}.
 * @throws {DecodeError} (v2 only) when the count leads outside the call data.
 */
export function participantsOfCallData(callData: Uint8Array, era: ManagementEra): EnclaveKey[] {
  return participantsOfOutput(callData.subarray(SELECTOR_LENGTH), era)
}

/**
 * The keys that an answer of `getParticipants` lists, as a node reads them.
 *
 * - v1: every whole word after the length word; the length is not looked at.
 * - v2: offsets are not looked at either. Every element must take the same space, and all are read with the length of the
 *   first: elements that take different space give an empty list, shorter ones come out padded with zeros.
 *
 * Fewer than 64 bytes give an empty list in both eras.
 * @throws {DecodeError} (v2 only) when the count is no signed 32-bit number or the first element, which must follow that
 * many offsets, lies outside the answer.
 */
export function participantsOfOutput(output: Uint8Array, era: ManagementEra): EnclaveKey[] {
  if (output.length < 64) return []
  return era === 'v1' ? words(output.subarray(64)) : elements(output)
}

function words(tail: Uint8Array): EnclaveKey[] {
  const keys: EnclaveKey[] = []
  for (let i = 0; i + 32 <= tail.length; i += 32) keys.push(toEnclaveKey(tail.slice(i, i + 32)))
  return keys
}

function elements(output: Uint8Array): EnclaveKey[] {
  const count = toBigInt(output.subarray(32, 64))
  if (count === 0n) return []
  if (count > MAX_INT32)
    throw new DecodeError('participant list', `its count of ${count} is no signed 32-bit number`, {
      kind: 'unsupported',
    })
  const tail = output.subarray(64 + 32 * Number(count))
  if (tail.length < 32)
    throw new DecodeError('participant list', `it is too short for its count of ${count}`, { kind: 'unsupported' })
  const space = Math.floor(tail.length / Number(count))
  const length = toBigInt(tail.subarray(0, 32))
  if (BigInt(space) !== 32n + ((length + 31n) / 32n) * 32n) return []
  const keys: EnclaveKey[] = []
  // The count does not end the loop: where trailing bytes make up a whole element, it is read as one.
  for (let i = 0; i + space <= tail.length; i += space) {
    keys.push(toEnclaveKey(tail.slice(i + 32, i + 32 + Number(length))))
  }
  return keys
}

/**
 * Call data of `addParticipants(keys)` in standard ABI encoding.
 * @throws {CoterieError} `INVALID_ARGUMENT` for a key of other than 32 bytes in era v1.
 */
export function encodeParticipants(keys: readonly EnclaveKey[], era: ManagementEra): Uint8Array {
  const head = [ADD_PARTICIPANTS_SELECTOR[era], toWord(32n), toWord(BigInt(keys.length))]
  if (era === 'v1') return concat(...head, ...keys.map(bytes32))
  const encoded = keys.map(dynamicBytes)
  const offsets: Uint8Array[] = []
  let offset = 32 * keys.length
  for (const element of encoded) {
    offsets.push(toWord(BigInt(offset)))
    offset += element.length
  }
  return concat(...head, ...offsets, ...encoded)
}

/**
 * Call data of `removeParticipant(key)` in standard ABI encoding.
 * @throws {CoterieError} `INVALID_ARGUMENT` for a key of other than 32 bytes in era v1.
 */
export function encodeRemoveParticipant(key: EnclaveKey, era: ManagementEra): Uint8Array {
  if (era === 'v1') return concat(REMOVE_PARTICIPANT_SELECTOR.v1, bytes32(key))
  return concat(REMOVE_PARTICIPANT_SELECTOR.v2, toWord(32n), dynamicBytes(key))
}

function bytes32(key: EnclaveKey): Uint8Array {
  if (key.length === 32) return key
  throw new CoterieError(
    'INVALID_ARGUMENT',
    `an enclave key has ${key.length} bytes: groups of era v1 take keys of 32 bytes only, use era v2`,
  )
}

function dynamicBytes(key: EnclaveKey): Uint8Array {
  return concat(toWord(BigInt(key.length)), padRight(key, Math.ceil(key.length / 32) * 32))
}
