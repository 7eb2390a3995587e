import { CoterieError } from '../errors/CoterieError.ts'
import { toHex } from '../primitives/bytes.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'

/** The key spaces of an enclave; chosen so that it may share a store with a node. */
export const enclaveKeySpaces = defineKeySpaces({
  payloads: 0xe0,
  privacyGroups: 0xe1,
  privacyGroupsOfMembers: 0xe2,
})

/** A payload as one enclave keeps it. */
export interface StoredPayload {
  /** Normally base64 of the RLP. */
  readonly payload: string
  /** What the enclave names as the sender (base64), or `undefined` when it names none. */
  readonly senderKey: string | undefined
  /** Base64 of the keys that may read it: the sender knows all of them, a recipient only its own. */
  readonly readers: readonly string[]
  /** Base64 of the id of the enclave's group that it was sent to; `undefined` where no groups are kept. */
  readonly privacyGroupId?: string | undefined
}

const LINE_END = 0x0a
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * The payloads of one enclave in a key-value store under their handles: a line of JSON that says whose it is, then the text,
 * which may be large, all in UTF-8. An entry without `senderKey` names no sender.
 */
export class PayloadStore {
  readonly #store: KeyValueStore
  #lastUpdate: Promise<void> = Promise.resolve()

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /** @throws {CoterieError} `STORE_CORRUPT` when the entry cannot be read; what the store throws. */
  get(handle: PayloadHandle): StoredPayload | undefined {
    const bytes = this.#store.get(enclaveKeySpaces.payloads.key(handle))
    return bytes === undefined ? undefined : parse(handle, bytes)
  }

  /**
   * Replaces the entry of `handle` by what `change` makes of it: `undefined` removes it, the same object leaves it. One
   * update after the other, so none is lost; each is one write, and is permanent when the promise resolves.
   * @throws {CoterieError} what {@link get}, `change` and the store throw; then the entry is as it was.
   */
  update(
    handle: PayloadHandle,
    change: (stored: StoredPayload | undefined) => StoredPayload | undefined,
  ): Promise<void> {
    const update = this.#lastUpdate.then(async () => {
      const stored = this.get(handle)
      const changed = change(stored)
      if (changed === stored) return
      const value = changed === undefined ? undefined : encode(changed)
      await this.#store.write([{ key: enclaveKeySpaces.payloads.key(handle), value }])
    })
    this.#lastUpdate = update.catch(() => undefined)
    return update
  }
}

function encode(stored: StoredPayload): Uint8Array {
  // Half of a surrogate pair can be written in JSON only.
  const { payload, ...line } = LONE_SURROGATE.test(stored.payload)
    ? { ...stored, escaped: stored.payload, payload: '' }
    : stored
  const head = `${JSON.stringify(line)}\n`
  const bytes = new Uint8Array(Buffer.byteLength(head) + Buffer.byteLength(payload))
  const { written } = new TextEncoder().encodeInto(head, bytes)
  new TextEncoder().encodeInto(payload, bytes.subarray(written))
  return bytes
}

function parse(handle: PayloadHandle, bytes: Uint8Array): StoredPayload {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const end = bytes.indexOf(LINE_END)
    const entry: unknown = JSON.parse(text.decode(bytes.subarray(0, Math.max(end, 0))))
    if (typeof entry === 'object' && entry !== null && 'readers' in entry) {
      const { readers } = entry
      const escaped = 'escaped' in entry ? entry.escaped : undefined
      const payload = escaped ?? text.decode(bytes.subarray(end + 1))
      const senderKey = 'senderKey' in entry ? entry.senderKey : undefined
      const group = 'privacyGroupId' in entry ? entry.privacyGroupId : undefined
      if (typeof payload === 'string' && isOptionalText(senderKey) && isOptionalText(group) && isTexts(readers)) {
        return { payload, senderKey, readers, ...(group === undefined ? {} : { privacyGroupId: group }) }
      }
    }
    throw new TypeError('the entry has not the shape of a stored payload')
  } catch (error) {
    throw new CoterieError(
      'STORE_CORRUPT',
      `the stored payload ${toHex(handle)} cannot be read; restore the store from a copy`,
      { cause: error, details: { handle: toHex(handle) } },
    )
  }
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
