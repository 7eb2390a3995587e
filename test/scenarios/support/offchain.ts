import type { Group, NetworkNode } from '../../../src/index.ts'
import { toBase64 } from '../../../src/primitives/bytes.ts'
import { legacyGroupId } from '../../../src/transaction/groupId.ts'
import { keyOf } from './management.ts'
import { type Draft, rawTransaction } from './signedTransaction.ts'

/** The precompile that markers of offchain groups go to. */
export const OFFCHAIN_PRECOMPILE = '0x000000000000000000000000000000000000007e'

/** Answers of Besu to refused submissions. */
export const NO_SUCH_OFFCHAIN_GROUP = { code: -50100, message: 'Offchain Privacy group does not exist.' }
export const FOREIGN_PRIVATE_FROM = { code: -50100, message: 'Private from does not match enclave public key' }

/** Makes a group of nodes in their enclaves. @returns it as the first of them sees it. */
export async function createOffchainGroup(...members: readonly [NetworkNode, ...NetworkNode[]]): Promise<Group> {
  const [creator] = members
  const { privacyGroupId } = await creator.createPrivacyGroup({ addresses: members.map((node) => node.enclaveKey) })
  return creator.group(privacyGroupId)
}

/** Id of the legacy group of nodes, base64. */
export function legacyGroupOf(from: NetworkNode, ...others: readonly NetworkNode[]): string {
  return toBase64(legacyGroupId(keyOf(from), others.map(keyOf)))
}

/** The wire form of a legacy transaction from a node to others, with the next private nonce of its account. */
export function rawLegacy(from: NetworkNode, others: readonly NetworkNode[], draft: Draft = {}): Uint8Array {
  const recipients = { kind: 'legacy', privateFor: others.map(keyOf) } as const
  return rawTransaction(from, legacyGroupOf(from, ...others), { recipients, ...draft })
}
