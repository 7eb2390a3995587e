import { CoterieError } from '../errors/CoterieError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import type { EnclaveKey, PayloadHandle } from '../primitives/identifiers.ts'
import type { StoredPayload } from './PayloadStore.ts'

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
}
