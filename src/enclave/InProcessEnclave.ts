import { CoterieError } from '../errors/CoterieError.ts'
import { EnclaveError, PAYLOAD_NOT_FOUND } from '../errors/EnclaveError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import { type Logger, silentLogger } from '../primitives/Logger.ts'
import type { EnclaveKey, GroupId, PayloadHandle } from '../primitives/identifiers.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { legacyGroupId } from '../transaction/groupId.ts'
import type { Enclave, PayloadToGroup, PayloadToSend, ReceivedPayload } from './Enclave.ts'
import { type EnclaveDirectory, type EnclavePeer, requireOnline } from './EnclaveDirectory.ts'
import { EnclaveFaults } from './EnclaveFaults.ts'
import { type ForeignPayload, checkForeignPayload, requireText } from './ForeignPayload.ts'
import { InProcessGroups } from './InProcessGroups.ts'
import { guarded, guardedSync } from './guardedStore.ts'
import { PayloadStore, type StoredPayload } from './PayloadStore.ts'
import { PrivacyGroupStore, type StoredPrivacyGroup } from './PrivacyGroupStore.ts'
import { enclaveKeyFrom, handleFrom } from './enclaveText.ts'
import { payloadHandle } from './payloadHandle.ts'

/** What an {@link InProcessEnclave} is made of. */
export interface InProcessEnclaveOptions {
  /** Its public keys; at least one, the first is the node's own. */
  readonly keys: readonly EnclaveKey[]
  /** Holds everything it knows, under `enclaveKeySpaces`. No two enclaves may share one. The giver closes it. */
  readonly store: KeyValueStore
  /** The network that it joins at once. */
  readonly directory: EnclaveDirectory
  /**
   * Whether it keeps a legacy group for the parties of every send without a group, as Tessera does. Default false: nobody
   * asks for those in flexible mode.
   */
  readonly legacyGroups?: boolean
  /** The ids of the groups that it makes are derived from it: other ids for another seed. Default empty. */
  readonly groupSeed?: Uint8Array
  /** Where it reports what it stores. Default: nowhere. */
  readonly logger?: Logger
}

/**
 * The enclave of one member in this process (spec 01 §6). Payloads are stored as they are: keys name readers and do not
 * encrypt.
 *
 * The same text has the same handle whoever sends it. Where it is known already, its readers are united and the first
 * sender stays.
 */
export class InProcessEnclave implements Enclave, EnclavePeer {
  readonly keys: readonly EnclaveKey[]
  /** Switches for simulated trouble. */
  readonly faults: EnclaveFaults
  readonly groups: InProcessGroups
  readonly #own: ReadonlySet<string>
  readonly #payloads: PayloadStore
  readonly #directory: EnclaveDirectory
  readonly #legacyGroups: boolean
  readonly #logger: Logger

  /** @throws {CoterieError} `INVALID_ARGUMENT` without a key or when another enclave of the directory has one of them. */
  constructor(options: InProcessEnclaveOptions) {
    if (options.keys.length === 0) {
      throw new CoterieError(
        'INVALID_ARGUMENT',
        'an enclave needs at least one key; make one with createEnclaveKeyPair',
      )
    }
    this.keys = [...options.keys]
    this.#own = new Set(this.keys.map(toBase64))
    this.#payloads = new PayloadStore(options.store)
    this.faults = new EnclaveFaults(this.#payloads)
    this.#directory = options.directory
    this.#legacyGroups = options.legacyGroups ?? false
    this.#logger = options.logger ?? silentLogger
    const { store, directory, groupSeed: seed = new Uint8Array(0) } = options
    this.groups = new InProcessGroups({
      store: new PrivacyGroupStore(store),
      directory,
      self: this,
      faults: this.faults,
      seed,
    })
    this.#directory.register(this)
  }

  /**
   * Stores a payload here and at every recipient, each with one atomic write: the recipients first, then here, so that
   * the sender has nothing that a recipient failed to store. Unless a store fails in the middle, a send that throws
   * has stored nothing anywhere.
   * @throws {EnclaveError} `client` 404 when `from` is no key of this enclave; `client` 404
   * `Recipient not found for key: <base64>` for the first key that no enclave of the network has, or `Privacy group
   * Id[<base64>] not found`; `client` 410 when the enclave of a recipient is offline, as Tessera answers (spec 09 §1.2);
   * `server` when a recipient cannot store it.
   * @throws {CoterieError} `INVALID_ARGUMENT` when the payload is no text, or a key no bytes.
   */
  async send(request: PayloadToSend | PayloadToGroup): Promise<PayloadHandle> {
    const { payload } = request
    requireText(payload, 'payload')
    const from = enclaveKeyFrom(request.from)
    const handle = payloadHandle(payload)
    await this.faults.admit({ type: 'send', handle })
    const senderKey = toBase64(from)
    if (!this.#own.has(senderKey)) {
      const message = `Public key ${senderKey} not found when searching for private key`
      throw new EnclaveError('client', message, { status: 404 })
    }
    const { to, group } = await this.#addressees(request)
    const recipients = this.#directory.owners(to, this)
    // Finds out whether the own store works before anybody else gets the payload.
    await guarded(() => this.#payloads.get(handle))
    for (const peer of recipients.keys()) await peer.awaitPush(handle)
    requireOnline(recipients)
    const readers = [...new Set([senderKey, ...to.map(toBase64)])]
    const stored = { payload, senderKey, readers, ...(group === undefined ? {} : { privacyGroupId: toBase64(group) }) }
    const pushes = [...recipients].map(async ([peer, key]) => {
      try {
        await peer.acceptPush(handle, stored)
      } catch (cause) {
        throw new EnclaveError('server', `Unable to push payload to recipient: ${key}`, { cause })
      }
    })
    for (const push of await Promise.allSettled(pushes)) if (push.status === 'rejected') throw push.reason
    if (this.#legacyGroups && 'to' in request) await guarded(() => this.groups.keepLegacy(from, to))
    await guarded(() => this.#payloads.update(handle, (known) => united(known, stored)))
    this.#logger.debug('stored a payload', { handle: toBase64(handle), readers })
    return handle
  }

  /**
   * @param given the handle: 32 bytes, or their base64. @param to a key as bytes or base64.
   * @throws {CoterieError} `INVALID_ARGUMENT` for what is no handle or no key.
   */
  async receive(given: PayloadHandle | string, to?: EnclaveKey | string): Promise<ReceivedPayload> {
    return this.receiveAtOnce(given, to)
  }

  /** Part of {@link Enclave}; takes and throws what {@link receive} does. */
  receiveAtOnce(given: PayloadHandle | string, to?: EnclaveKey | string): ReceivedPayload | Promise<ReceivedPayload> {
    const handle = handleFrom(given)
    const wanted = to === undefined ? undefined : toBase64(enclaveKeyFrom(to))
    const admitted = this.faults.admit({ type: 'receive', handle })
    return admitted === undefined ? this.#read(handle, wanted) : admitted.then(() => this.#read(handle, wanted))
  }

  /** @param wanted base64 of the key that it is read with; by default any of those here. */
  #read(handle: PayloadHandle, wanted: string | undefined): ReceivedPayload {
    const stored = guardedSync(() => this.#payloads.get(handle))
    const mayRead = (key: string): boolean => this.#own.has(key) && (wanted === undefined || key === wanted)
    if (stored === undefined || !stored.readers.some(mayRead)) {
      throw new EnclaveError('client', PAYLOAD_NOT_FOUND, { status: 404 })
    }
    const { payload, senderKey, privacyGroupId } = stored
    return { payload, senderKey, privacyGroupId }
  }

  /** Part of {@link Enclave}. @throws {CoterieError} `INVALID_ARGUMENT` for what is no handle. */
  peek(handle: PayloadHandle | string): string | undefined {
    const stored = this.#payloads.get(handleFrom(handle))
    return stored?.readers.some((key) => this.#own.has(key)) === true ? stored.payload : undefined
  }

  /**
   * Puts a payload into this enclave only, also while it is offline. Where one is known under the handle, text and sender
   * are replaced and the readers united.
   * @throws {CoterieError} `INVALID_ARGUMENT` when a field is of another kind than {@link ForeignPayload} says; what the store throws.
   */
  put(payload: ForeignPayload): Promise<void> {
    return this.putAll([payload])
  }

  /** Puts payloads with different handles into this enclave only, as {@link put} does, with one write for all of them. */
  async putAll(payloads: readonly ForeignPayload[]): Promise<void> {
    return this.#payloads.updateAll(
      payloads.map((given) => {
        checkForeignPayload(given)
        const { handle, payload, senderKey, readers = this.keys, privacyGroupId } = given
        const keys = readers.map((key) => toBase64(enclaveKeyFrom(key)))
        const change = (known: StoredPayload | undefined): StoredPayload => ({
          payload,
          senderKey: senderKey ?? undefined,
          ...(privacyGroupId === undefined ? {} : { privacyGroupId }),
          readers: [...new Set([...(known?.readers ?? []), ...keys])],
        })
        return [handleFrom(handle), change] as const
      }),
    )
  }

  /** Part of {@link EnclavePeer}. */
  get offline(): boolean {
    return this.faults.offline
  }

  /** Part of {@link EnclavePeer}. */
  async awaitPush(handle: PayloadHandle): Promise<void> {
    await this.faults.admit({ type: 'push', handle })
  }

  /** Part of {@link EnclavePeer}. */
  acceptPush(handle: PayloadHandle, pushed: StoredPayload): Promise<void> {
    const readers = pushed.readers.filter((key) => this.#own.has(key))
    return this.#payloads.update(handle, (known) => united(known, { ...pushed, readers }))
  }

  /** Part of {@link EnclavePeer}. */
  acceptGroup(group: StoredPrivacyGroup): Promise<void> {
    return this.groups.accept(group)
  }

  /** Whom a payload goes to, and the group that it is stored with. */
  async #addressees(
    request: PayloadToSend | PayloadToGroup,
  ): Promise<{ to: readonly EnclaveKey[]; group: GroupId | undefined }> {
    if ('to' in request) {
      const from = enclaveKeyFrom(request.from)
      const to = request.to.map(enclaveKeyFrom)
      return { to, group: this.#legacyGroups ? legacyGroupId(from, to) : undefined }
    }
    const { members, privacyGroupId } = await this.groups.known(request.privacyGroupId)
    return { to: members, group: privacyGroupId }
  }
}

/** `known` with the readers of `added`, its group if there was none, and its text and sender if the text differs; the same object if all is known. */
function united(known: StoredPayload | undefined, added: StoredPayload): StoredPayload {
  if (known === undefined) return added
  const readers = [...new Set([...known.readers, ...added.readers])]
  // A text that does not belong to the handle was put or corrupted: sending the right one again heals it.
  if (known.payload !== added.payload) return { ...added, readers }
  const privacyGroupId = known.privacyGroupId ?? added.privacyGroupId
  if (readers.length === known.readers.length && privacyGroupId === known.privacyGroupId) return known
  return { ...known, readers, ...(privacyGroupId === undefined ? {} : { privacyGroupId }) }
}
