import { CoterieError } from '../errors/CoterieError.ts'
import { toHex } from '../primitives/bytes.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import type { KeyValueStore, WriteOperation } from '../storage/KeyValueStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { decodeLine, decodePayload } from './decodePayload.ts'
import { countParts, putParts, readParts, removeParts, writeParts } from './payloadParts.ts'

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
 * all in UTF-8; a large text is in parts of its own. An entry without `senderKey` names no sender.
 */
export class PayloadStore {
  readonly #store: KeyValueStore
  #lastUpdate: Promise<void> = Promise.resolve()

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /** @throws {CoterieError} `STORE_CORRUPT` when the entry cannot be read; what the store throws. */
  get(handle: PayloadHandle): StoredPayload | undefined {
    const bytes = this.#store.get(enclaveKeySpaces.payloads.transientKey(handle))
    return bytes === undefined ? undefined : parse(this.#store, handle, bytes)
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
    return this.updateAll([[handle, change]])
  }

  /** As {@link update} does for entries of different handles, with one write for all of them. */
  updateAll(
    changes: readonly (readonly [
      handle: PayloadHandle,
      change: (stored: StoredPayload | undefined) => StoredPayload | undefined,
    ])[],
  ): Promise<void> {
    const update = this.#lastUpdate.then(async () => {
      const batch: WriteOperation[] = []
      for (const [handle, change] of changes) {
        const stored = this.get(handle)
        const changed = change(stored)
        if (changed === stored) continue
        batch.push(...(await this.#replace(handle, stored, changed)))
      }
      if (batch.length > 0) await this.#store.write(batch)
    })
    this.#lastUpdate = update.catch(() => undefined)
    return update
  }

  /**
   * What makes one entry another one. Parts are written right away where there are none yet, so that they need not be kept in memory;
   * those that take the place of others are among the operations, so that nobody ever reads some of both.
   */
  async #replace(
    handle: PayloadHandle,
    stored: StoredPayload | undefined,
    changed: StoredPayload | undefined,
  ): Promise<WriteOperation[]> {
    const parts = partsOf(changed)
    const former = partsOf(stored)
    const operations = removeParts(handle, parts, former)
    let value: Uint8Array | undefined
    if (changed !== undefined && parts > 0) {
      const { payload, ...line } = changed
      if (former === 0) await writeParts(this.#store, handle, payload)
      else if (payload !== stored?.payload) operations.push(...putParts(handle, payload))
      value = new TextEncoder().encode(`${JSON.stringify({ ...line, parts, bytes: Buffer.byteLength(payload) })}\n`)
    } else if (changed !== undefined) value = encode(changed)
    return [...operations, { key: enclaveKeySpaces.payloads.key(handle), value }]
  }
}

/** How many parts an entry has. */
function partsOf(entry: StoredPayload | undefined): number {
  return entry === undefined || isEscaped(entry) ? 0 : countParts(entry.payload)
}

const isEscaped = ({ payload }: StoredPayload): boolean => LONE_SURROGATE.test(payload)

function encode(stored: StoredPayload): Uint8Array {
  // Half of a surrogate pair can be written in JSON only.
  const { payload, ...line } = isEscaped(stored) ? { ...stored, escaped: stored.payload, payload: '' } : stored
  const head = `${JSON.stringify(line)}\n`
  const bytes = new Uint8Array(Buffer.byteLength(head) + Buffer.byteLength(payload))
  const { written } = new TextEncoder().encodeInto(head, bytes)
  new TextEncoder().encodeInto(payload, bytes.subarray(written))
  return bytes
}

function parse(store: KeyValueStore, handle: PayloadHandle, bytes: Uint8Array): StoredPayload {
  try {
    const end = bytes.indexOf(LINE_END)
    const entry = decodeLine(bytes.subarray(0, Math.max(end, 0)))
    if (typeof entry === 'object' && entry !== null && 'readers' in entry) {
      const { readers } = entry
      const escaped = 'escaped' in entry ? entry.escaped : undefined
      const isWhole = !('parts' in entry && 'bytes' in entry)
      const content = isWhole
        ? bytes.subarray(end + 1)
        : readParts(store, handle, Number(entry.parts), Number(entry.bytes))
      const payload = escaped ?? decodePayload(handle, content ?? missing())
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

function missing(): never {
  throw new TypeError('parts of it are missing')
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
