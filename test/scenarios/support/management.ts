import { encodeAbiParameters } from 'viem'
import type { Hex, NetworkNode } from '../../../src/index.ts'
import type { EraName } from '../../../src/management/eras.ts'
import { MANAGEMENT_PROXY } from '../../../src/primitives/addresses.ts'
import { fromBase64, toHex } from '../../../src/primitives/bytes.ts'
import { toEnclaveKey } from '../../../src/primitives/identifiers.ts'
import { encodeParticipants, encodeRemoveParticipant } from '../../../src/transaction/participants.ts'

/** A node, or one of its tenants. */
type KeyHolder = Pick<NetworkNode, 'enclaveKey'>

/** The proxy of every group. */
export const PROXY: Hex = toHex(MANAGEMENT_PROXY)
/** The precompile that markers go to. */
export const PRECOMPILE: Hex = '0x000000000000000000000000000000000000007d'

export const GET_PARTICIPANTS: Hex = '0x5aa68ac0'
export const CAN_EXECUTE: Hex = '0x78b90337'
export const GET_VERSION: Hex = '0x0d8e6e2c'
export const LOCK: Hex = '0xf83d08ba'

/** Call data that adds nodes to a group. */
export function addCall(nodes: readonly KeyHolder[], era: EraName = 'v2'): Hex {
  return toHex(encodeParticipants(nodes.map(keyOf), era))
}

/** Call data that removes a node from a group. */
export function removeCall(node: KeyHolder, era: EraName = 'v2'): Hex {
  return toHex(encodeRemoveParticipant(keyOf(node), era))
}

/** What `getParticipants()` answers for a list of nodes. */
export function participantsAnswer(nodes: readonly KeyHolder[], era: EraName = 'v2'): Hex {
  const keys = nodes.map((node) => toHex(keyOf(node)))
  return encodeAbiParameters([{ type: era === 'v1' ? 'bytes32[]' : 'bytes[]' }], [keys])
}

/** The enclave key of a node, as bytes. */
export const keyOf = (node: KeyHolder) => toEnclaveKey(fromBase64(node.enclaveKey))

/** Revert data of `require(condition, reason)`. */
export function errorData(reason: string): Hex {
  return `0x08c379a0${encodeAbiParameters([{ type: 'string' }], [reason]).slice(2)}`
}
