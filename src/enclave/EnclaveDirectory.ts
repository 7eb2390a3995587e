import { CoterieError } from '../errors/CoterieError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import type { EnclaveKey, PayloadHandle } from '../primitives/identifiers.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import type { StoredPayload } from './PayloadStore.ts'
import type { StoredPrivacyGroup } from './PrivacyGroupStore.ts'

/** An enclave as other enclaves of its network see it. */
export interface EnclavePeer {
  /** The keys that it answers for. */
  readonly keys: readonly EnclaveKey[]
  /** Whether a push would not get through. */
  readonly offline: boolean
  /** Resolves when the enclave is ready to take a pushed payload. */
  awaitPush(handle: PayloadHandle): Promise<void>
  /** Adds a payload for those of its keys that `readers` has; resolves when it is permanent. */
  acceptPush(handle: PayloadHandle, payload: StoredPayload): Promise<void>
  /** Takes a privacy group that another enclave has made or deleted; resolves when it is permanent. */
  acceptGroup(group: StoredPrivacyGroup): Promise<void>
}

/** The enclaves of one network by their public keys. */
export class EnclaveDirectory {
  readonly #peers = new Map<string, EnclavePeer>()

  /**
   * Makes an enclave known under all of its keys.
   * @throws {CoterieError} `INVALID_ARGUMENT` when one of them belongs to another enclave; then nothing is registered.
   */
  register(peer: EnclavePeer): void {
    const keys = peer.keys.map(toBase64)
    for (const key of keys) {
      const owner = this.#peers.get(key)
      if (owner !== undefined && owner !== peer) {
        throw new CoterieError(
          'INVALID_ARGUMENT',
          `the enclave key ${key} is in use; give every enclave its own keys`,
          {
            details: { key },
          },
        )
      }
    }
    for (const key of keys) this.#peers.set(key, peer)
  }

  /** Forgets an enclave, so that sending to it fails as to an unknown key. An unknown enclave is ignored. */
  remove(peer: EnclavePeer): void {
    for (const [key, owner] of this.#peers) if (owner === peer) this.#peers.delete(key)
  }

  /** The enclave that answers for `key`, or `undefined`. */
  find(key: EnclaveKey): EnclavePeer | undefined {
    return this.#peers.get(toBase64(key))
  }

  /**
   * The enclaves other than `sender` that answer for some keys, each with the first of its keys among them.
   * @throws {EnclaveError} `client` 404 `Recipient not found for key: <base64>` for the first key that no enclave has.
   */
  owners(keys: readonly EnclaveKey[], sender: EnclavePeer): Map<EnclavePeer, string> {
    const own = new Set(sender.keys.map(toBase64))
    const owners = new Map<EnclavePeer, string>()
    for (const key of keys) {
      const text = toBase64(key)
      const peer = own.has(text) ? sender : this.#peers.get(text)
      if (peer === undefined) throw new EnclaveError('client', `Recipient not found for key: ${text}`, { status: 404 })
      if (peer !== sender && !owners.has(peer)) owners.set(peer, text)
    }
    return owners
  }
}

/** @throws {EnclaveError} `client` 410 when one of the enclaves is offline, as Tessera answers (spec 09 §1.2). */
export function requireOnline(peers: ReadonlyMap<EnclavePeer, string>): void {
  for (const [peer, key] of peers) {
    if (peer.offline) throw new EnclaveError('client', `Recipient is offline: ${key}`, { status: 410 })
  }
}
