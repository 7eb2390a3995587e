import { CoterieError } from '../errors/CoterieError.ts'
import { concat, fromBase64, toBase64 } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupId, toEnclaveKey, toGroupId } from '../primitives/identifiers.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { groupLookupId } from '../transaction/groupId.ts'
import { enclaveKeySpaces } from './PayloadStore.ts'
import type { PrivacyGroup } from './PrivacyGroup.ts'

/** A group that an enclave has or had. */
export interface StoredPrivacyGroup extends PrivacyGroup {
  readonly deleted: boolean
}

const EMPTY = new Uint8Array(0)

/** The privacy groups of one enclave in a key-value store: UTF-8 JSON under their ids, and the ids by members. */
export class PrivacyGroupStore {
  readonly #store: KeyValueStore
  readonly #writes = new TaskQueue()

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /** @throws {CoterieError} `STORE_CORRUPT` when the entry cannot be read; what the store throws. */
  get(id: GroupId): StoredPrivacyGroup | undefined {
    const bytes = this.#store.get(enclaveKeySpaces.privacyGroups.transientKey(id))
    return bytes === undefined ? undefined : parse(id, bytes)
  }

  /** Groups with exactly these members, in the order in which they came. */
  withMembers(members: readonly EnclaveKey[]): StoredPrivacyGroup[] {
    return idsIn(this.#store.get(lookupKey(members))).flatMap((id) => this.get(id) ?? [])
  }

  /** Keeps a group as it is now; permanent when the promise resolves. */
  save(group: StoredPrivacyGroup): Promise<void> {
    return this.#writes.run(async () => {
      const { privacyGroupId: id, members } = group
      const entry = { key: enclaveKeySpaces.privacyGroups.key(id), value: encode(group) }
      if (this.get(id) !== undefined) return this.#store.write([entry])
      const lookup = lookupKey(members)
      return this.#store.write([entry, { key: lookup, value: concat(this.#store.get(lookup) ?? EMPTY, id) }])
    })
  }
}

const lookupKey = (members: readonly EnclaveKey[]): Uint8Array => {
  return enclaveKeySpaces.privacyGroupsOfMembers.key(groupLookupId(members))
}

function idsIn(bytes: Uint8Array = EMPTY): GroupId[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => toGroupId(bytes.slice(i * 32, i * 32 + 32)))
}

function encode({ type, name, description, members, deleted }: StoredPrivacyGroup): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({ type, name, description, members: members.map(toBase64), state: deleted ? 'DELETED' : 'ACTIVE' }),
  )
}

function parse(id: GroupId, bytes: Uint8Array): StoredPrivacyGroup {
  try {
    const entry = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<string, unknown>
    const { type, name, description, members, state } = entry
    if (
      (type === 'LEGACY' || type === 'PANTHEON') &&
      typeof name === 'string' &&
      typeof description === 'string' &&
      Array.isArray(members)
    ) {
      const keys = members.map((key) => toEnclaveKey(fromBase64(String(key))))
      return { privacyGroupId: id, type, name, description, members: keys, deleted: state === 'DELETED' }
    }
    throw new TypeError('the entry has not the shape of a privacy group')
  } catch (error) {
    const text = toBase64(id)
    throw new CoterieError(
      'STORE_CORRUPT',
      `the stored privacy group ${text} cannot be read; restore the store from a copy`,
      { cause: error, details: { group: text } },
    )
  }
}
