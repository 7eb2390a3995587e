import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { EnclaveError, PAYLOAD_NOT_FOUND } from '../errors/EnclaveError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import type { EnclaveKey, PayloadHandle } from '../primitives/identifiers.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import type { Enclave, PayloadToSend, ReceivedPayload } from './Enclave.ts'
import type { EnclaveDirectory, EnclavePeer } from './EnclaveDirectory.ts'
import { EnclaveFaults } from './EnclaveFaults.ts'
import { PayloadStore, type StoredPayload } from './PayloadStore.ts'
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
}

/** A payload that comes from elsewhere, for instance from a recording; nothing about it is checked. */
export interface ForeignPayload {
  /** 32 bytes, or their base64. */
  readonly handle: PayloadHandle | string
  /** Any text. */
  readonly payload: string
  /** What the enclave will name as the sender (any text, normally base64); `undefined` or `null`: it names none. */
  readonly senderKey: string | null | undefined
  /** Keys that may read it, by default all keys of this enclave; empty: nobody. */
  readonly readers?: readonly (EnclaveKey | string)[]
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
  readonly #own: ReadonlySet<string>
  readonly #payloads: PayloadStore
  readonly #directory: EnclaveDirectory

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
    this.#directory.register(this)
  }

  /**
   * Stores a payload here and at every recipient, each with one atomic write: the recipients first, then here, so that
   * the sender has nothing that a recipient failed to store. Unless a store fails in the middle, a send that throws
   * has stored nothing anywhere.
   * @throws {EnclaveError} `client` 404 `EnclaveNoMatchingPrivateKey` when `from` is no key of this enclave; `client` 404
   * `Recipient not found for key: <base64>` for the first key that no enclave of the network has; `client` 410 when the
   * enclave of a recipient is offline, as Tessera answers (spec 09 §1.2); `server` when a recipient cannot store it.
   */
  async send({ payload, from, to }: PayloadToSend): Promise<PayloadHandle> {
    const handle = payloadHandle(payload)
    await this.faults.admit({ type: 'send', handle })
    const senderKey = toBase64(from)
    if (!this.#own.has(senderKey)) throw new EnclaveError('client', 'EnclaveNoMatchingPrivateKey', { status: 404 })
    const recipients = this.#recipients(to)
    // Finds out whether the own store works before anybody else gets the payload.
    await this.#guarded(() => this.#payloads.get(handle))
    for (const peer of recipients.keys()) await peer.awaitPush(handle)
    for (const [peer, key] of recipients) {
      if (peer.offline) throw new EnclaveError('client', `Recipient is offline: ${key}`, { status: 410 })
    }
    const stored = { payload, senderKey, readers: [...new Set([senderKey, ...to.map(toBase64)])] }
    const pushes = [...recipients].map(async ([peer, key]) => {
      try {
        await peer.acceptPush(handle, stored)
      } catch (cause) {
        throw new EnclaveError('server', `Unable to push payload to recipient: ${key}`, { cause })
      }
    })
    for (const push of await Promise.allSettled(pushes)) if (push.status === 'rejected') throw push.reason
    await this.#guarded(() => this.#payloads.update(handle, (known) => united(known, stored)))
    return handle
  }

  /** @param given the handle: 32 bytes, or their base64. */
  async receive(given: PayloadHandle | string, to?: EnclaveKey): Promise<ReceivedPayload> {
    const handle = handleFrom(given)
    await this.faults.admit({ type: 'receive', handle })
    const stored = await this.#guarded(() => this.#payloads.get(handle))
    const wanted = to === undefined ? undefined : toBase64(to)
    const mayRead = (key: string): boolean => this.#own.has(key) && (wanted === undefined || key === wanted)
    if (stored === undefined || !stored.readers.some(mayRead)) {
      throw new EnclaveError('client', PAYLOAD_NOT_FOUND, { status: 404 })
    }
    return { payload: stored.payload, senderKey: stored.senderKey }
  }

  /**
   * Puts a payload into this enclave only, also while it is offline. Where one is known under the handle, text and sender
   * are replaced and the readers united.
   * @throws {CoterieError} what the store throws.
   */
  async put({ handle, payload, senderKey, readers = this.keys }: ForeignPayload): Promise<void> {
    const keys = readers.map(enclaveKeyFrom)
    return this.#payloads.update(handleFrom(handle), (known) => ({
      payload,
      senderKey: senderKey ?? undefined,
      readers: [...new Set([...(known?.readers ?? []), ...keys.map(toBase64)])],
    }))
  }

  /** Part of {@link EnclavePeer}. */
  get offline(): boolean {
    return this.faults.offline
  }

  /** Part of {@link EnclavePeer}. */
  awaitPush(handle: PayloadHandle): Promise<void> {
    return this.faults.admit({ type: 'push', handle })
  }

  /** Part of {@link EnclavePeer}. */
  acceptPush(handle: PayloadHandle, pushed: StoredPayload): Promise<void> {
    const readers = pushed.readers.filter((key) => this.#own.has(key))
    return this.#payloads.update(handle, (known) => united(known, { ...pushed, readers }))
  }

  /** The other enclaves that `to` asks for, each with the first of its keys in `to`. */
  #recipients(to: readonly EnclaveKey[]): Map<EnclavePeer, string> {
    const recipients = new Map<EnclavePeer, string>()
    for (const key of to) {
      const text = toBase64(key)
      const peer = this.#own.has(text) ? this : this.#directory.find(key)
      if (peer === undefined) throw new EnclaveError('client', `Recipient not found for key: ${text}`, { status: 404 })
      if (peer !== this && !recipients.has(peer)) recipients.set(peer, text)
    }
    return recipients
  }

  /** Trouble with the store is trouble of the enclave: one that was closed cannot be reached, any other has failed. */
  async #guarded<T>(action: () => T | Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (cause) {
      if (isCoterieError(cause, 'CLOSED')) {
        throw new EnclaveError('io', 'the enclave cannot be reached: its store has been closed', { cause })
      }
      throw new EnclaveError('server', 'the enclave cannot use its store; see the cause', { cause })
    }
  }
}

/** `known` with the readers of `added`, and its text and sender if the text differs; the same object if all is known. */
function united(known: StoredPayload | undefined, added: StoredPayload): StoredPayload {
  if (known === undefined) return added
  const readers = [...new Set([...known.readers, ...added.readers])]
  // A text that does not belong to the handle was put or corrupted: sending the right one again heals it.
  if (known.payload !== added.payload) return { ...added, readers }
  return readers.length === known.readers.length ? known : { ...known, readers }
}
