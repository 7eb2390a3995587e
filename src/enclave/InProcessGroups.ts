import { keccak256 } from '../crypto/keccak.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { concat, equalBytes, toBase64, toScalar } from '../primitives/bytes.ts'
import type { EnclaveKey, GroupId } from '../primitives/identifiers.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { legacyGroupId, offchainGroupId } from '../transaction/groupId.ts'
import { type EnclaveDirectory, type EnclavePeer, requireOnline } from './EnclaveDirectory.ts'
import type { EnclaveFaults } from './EnclaveFaults.ts'
import { guarded } from './guardedStore.ts'
import type { EnclaveGroups, PrivacyGroup, PrivacyGroupRequest } from './PrivacyGroup.ts'
import type { PrivacyGroupStore, StoredPrivacyGroup } from './PrivacyGroupStore.ts'

/** What {@link InProcessGroups} work with. */
export interface InProcessGroupsParts {
  readonly store: PrivacyGroupStore
  readonly directory: EnclaveDirectory
  /** The enclave that they belong to. */
  readonly self: EnclavePeer
  readonly faults: EnclaveFaults
  /** The ids of new groups are derived from it. */
  readonly seed: Uint8Array
}

const LEGACY_NAME = 'legacy'
const LEGACY_DESCRIPTION = 'Privacy groups to support the creation of groups by privateFor and privateFrom'
/** Bytes of a group's seed, as Tessera's default. */
const SEED_LENGTH = 20

/** The privacy groups of an in-process enclave. Groups that were deleted are kept, so that no id is given twice. */
export class InProcessGroups implements EnclaveGroups {
  readonly #parts: InProcessGroupsParts
  readonly #turns = new TaskQueue()

  constructor(parts: InProcessGroupsParts) {
    this.#parts = parts
  }

  create({ from, members, name = '', description = '' }: PrivacyGroupRequest): Promise<PrivacyGroup> {
    return this.#turns.run(async () => {
      this.#parts.faults.admitToGroups()
      if (!holds(members, from)) {
        throw new EnclaveError('client', 'The list of members in a privacy group should include self', { status: 403 })
      }
      const privacyGroupId = await guarded(() => this.#freshId(members))
      const group = { privacyGroupId, type: 'PANTHEON', name, description, members, deleted: false } as const
      await this.#spread(group)
      return publicPart(group)
    })
  }

  async find(members: readonly EnclaveKey[]): Promise<readonly PrivacyGroup[]> {
    this.#parts.faults.admitToGroups()
    const found = await guarded(() => this.#parts.store.withMembers(members))
    return found.filter(({ deleted }) => !deleted).map(publicPart)
  }

  async retrieve(id: GroupId): Promise<PrivacyGroup> {
    this.#parts.faults.admitToGroups()
    return publicPart(await this.known(id))
  }

  delete(id: GroupId, from: EnclaveKey): Promise<void> {
    return this.#turns.run(async () => {
      this.#parts.faults.admitToGroups()
      const group = await this.known(id)
      if (!holds(group.members, from)) {
        throw new EnclaveError('client', 'Sender of request does not belong to this privacy group', { status: 403 })
      }
      await this.#spread({ ...group, deleted: true })
    })
  }

  /** Part of `EnclavePeer`: takes a group that another enclave has made or deleted. */
  accept(group: StoredPrivacyGroup): Promise<void> {
    const { store } = this.#parts
    // As in Tessera, only a group that is known can be deleted.
    if (group.deleted && store.get(group.privacyGroupId) === undefined) return Promise.resolve()
    return store.save(group)
  }

  /** A group that is not deleted. @throws {EnclaveError} as {@link retrieve} does. */
  async known(id: GroupId): Promise<StoredPrivacyGroup> {
    const group = await guarded(() => this.#parts.store.get(id))
    if (group !== undefined && !group.deleted) return group
    throw new EnclaveError('client', `Privacy group Id[${toBase64(id)}] not found`, { status: 404 })
  }

  /** Keeps the group of a legacy send, here only, unless it is known already. A group that was deleted stays so. */
  keepLegacy(from: EnclaveKey, to: readonly EnclaveKey[]): Promise<void> {
    return this.#turns.run(async () => {
      const privacyGroupId = legacyGroupId(from, to)
      const { store } = this.#parts
      if (store.get(privacyGroupId) !== undefined) return
      const members = [from, ...to]
      const texts = { name: LEGACY_NAME, description: LEGACY_DESCRIPTION }
      await store.save({ privacyGroupId, type: 'LEGACY', ...texts, members, deleted: false })
    })
  }

  /** Gives a group to the enclaves of all members, then keeps it here. */
  async #spread(group: StoredPrivacyGroup): Promise<void> {
    const { directory, self, store } = this.#parts
    const peers = directory.owners(group.members, self)
    requireOnline(peers)
    const pushes = [...peers].map(async ([peer, key]) => {
      try {
        await peer.acceptGroup(group)
      } catch (cause) {
        throw new EnclaveError('server', `Unable to push privacy group to recipient: ${key}`, { cause })
      }
    })
    for (const push of await Promise.allSettled(pushes)) if (push.status === 'rejected') throw push.reason
    await guarded(() => store.save(group))
  }

  /** An id that no group here has or had: of the same requests, the same each time. */
  #freshId(members: readonly EnclaveKey[]): GroupId {
    const { seed, store } = this.#parts
    for (let attempt = 0n; ; attempt++) {
      const groupSeed = keccak256(concat(seed, ...members, toScalar(attempt))).slice(0, SEED_LENGTH)
      const id = offchainGroupId(members, groupSeed)
      if (store.get(id) === undefined) return id
    }
  }
}

const holds = (keys: readonly EnclaveKey[], key: EnclaveKey): boolean => keys.some((one) => equalBytes(one, key))

function publicPart({ privacyGroupId, type, name, description, members }: StoredPrivacyGroup): PrivacyGroup {
  return { privacyGroupId, type, name, description, members }
}
