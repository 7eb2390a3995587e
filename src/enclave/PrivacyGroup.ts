import type { EnclaveKey, GroupId } from '../primitives/identifiers.ts'

/** `LEGACY`: of the parties of `privateFor` transactions. `PANTHEON`: made by request. */
export type PrivacyGroupType = 'LEGACY' | 'PANTHEON'

/** A privacy group as an enclave keeps it (spec 09 §1.1). */
export interface PrivacyGroup {
  readonly privacyGroupId: GroupId
  readonly type: PrivacyGroupType
  /** `legacy` for a legacy group. */
  readonly name: string
  readonly description: string
  /** In the order in which they were given, duplicates included. */
  readonly members: readonly EnclaveKey[]
}

/** A group to be made. */
export interface PrivacyGroupRequest {
  /** Key of this enclave in whose name it is made; must be among the members. */
  readonly from: EnclaveKey
  readonly members: readonly EnclaveKey[]
  /** Default empty. */
  readonly name?: string
  /** Default empty. */
  readonly description?: string
}

/**
 * The privacy groups that an enclave keeps for its node (offchain mode). Every request may fail with an `EnclaveError`
 * whose text is Tessera's (spec 09 §1.2).
 */
export interface EnclaveGroups {
  /**
   * Makes a group (type `PANTHEON`) with a new id, and gives it to the enclaves of all members.
   * @throws {EnclaveError} `client` with status 403 when `from` is no member, 404 for a key that no enclave of the network
   * has, 410 when the enclave of a member is offline.
   */
  create(request: PrivacyGroupRequest): Promise<PrivacyGroup>
  /** Groups with exactly these members, in whatever order, oldest first; groups that were deleted are not among them. */
  find(members: readonly EnclaveKey[]): Promise<readonly PrivacyGroup[]>
  /** @throws {EnclaveError} `client` with status 404 for a group that is unknown or deleted. */
  retrieve(id: GroupId): Promise<PrivacyGroup>
  /**
   * Deletes a group here and at all members.
   * @throws {EnclaveError} `client` with status 404 as for {@link retrieve}, 403 when `from` is no member.
   */
  delete(id: GroupId, from: EnclaveKey): Promise<void>
}
