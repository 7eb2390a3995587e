import type { PrivacyGroup, PrivacyGroupType } from '../enclave/PrivacyGroup.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import type { EnclaveKey } from '../primitives/identifiers.ts'
import { enclaveKeyFrom } from '../enclave/enclaveText.ts'
import { type FieldNames, fieldsFrom, groupIdFrom, listFrom } from './doors.ts'
import type { NodeContext } from './NodeContext.ts'

/** A group as the node's enclave keeps it; ids and keys are base64. */
export interface PrivacyGroupView {
  readonly privacyGroupId: string
  /** `LEGACY`: of the parties of `privateFor` transactions. `PANTHEON`: made by request. */
  readonly type: PrivacyGroupType
  readonly name: string
  readonly description: string
  /** In the order in which they were given. */
  readonly members: readonly string[]
}

/** A group to be made by the enclave. */
export interface CreatePrivacyGroupOptions {
  /** Enclave keys of the members, base64; the node's own must be among them. */
  readonly addresses: readonly string[]
  /** Default empty. */
  readonly name?: string
  /** Default empty. */
  readonly description?: string
}

const createNames: FieldNames<CreatePrivacyGroupOptions> = { addresses: true, name: true, description: true }

/** As `priv_createPrivacyGroup`; see `Node.createPrivacyGroup`. */
export async function createPrivacyGroup(
  node: NodeContext,
  options: CreatePrivacyGroupOptions,
): Promise<PrivacyGroupView> {
  requireOffchain(node)
  const { addresses, ...texts } = fieldsFrom(
    options,
    createNames,
    'what createPrivacyGroup gets',
    "{ addresses: ['…'] }",
  )
  const members = keysFrom(addresses)
  return groupView(await node.enclave.groups.create({ from: node.ownKey, members, ...texts }))
}

/** As `priv_findPrivacyGroup`; see `Node.findPrivacyGroups`. */
export async function findPrivacyGroups(node: NodeContext, addresses: readonly string[]): Promise<PrivacyGroupView[]> {
  requireOffchain(node)
  return (await node.enclave.groups.find(keysFrom(addresses))).map(groupView)
}

/** As `priv_deletePrivacyGroup`; see `Node.deletePrivacyGroup`. */
export async function deletePrivacyGroup(node: NodeContext, id: string): Promise<string> {
  requireOffchain(node)
  const group = groupIdFrom(id)
  await node.enclave.groups.delete(group, node.ownKey)
  return toBase64(group)
}

/**
 * Enclave keys (base64) of the members of a group; none when the enclave does not know it, or knows it no more.
 * @throws {EnclaveError} when the enclave is in trouble.
 */
export async function membersOfPrivacyGroup(node: NodeContext, id: string): Promise<readonly string[]> {
  try {
    return groupView(await node.enclave.groups.retrieve(groupIdFrom(id))).members
  } catch (error) {
    if (error instanceof EnclaveError && error.status === 404) return []
    throw error
  }
}

const keysFrom = (addresses: readonly string[]): EnclaveKey[] =>
  listFrom(addresses, 'addresses', "['…']").map((key) => enclaveKeyFrom(key))

function requireOffchain({ privacy }: NodeContext): void {
  if (privacy === 'offchain') return
  throw new CoterieError(
    'METHOD_NOT_SUPPORTED',
    "Method not supported when using flexible privacy: use createGroup, or make the network with privacy: 'offchain'",
  )
}

function groupView({ privacyGroupId, type, name, description, members }: PrivacyGroup): PrivacyGroupView {
  return { privacyGroupId: toBase64(privacyGroupId), type, name, description, members: members.map(toBase64) }
}
