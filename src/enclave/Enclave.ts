import type { EnclaveKey, PayloadHandle } from '../primitives/identifiers.ts'

/** A payload to be distributed (spec 01 §6). */
export interface PayloadToSend {
  /** What is stored and returned: the base64 text of the RLP, without the second base64 layer of the HTTP message. */
  readonly payload: string
  /** Key of this enclave in whose name the payload is stored. */
  readonly from: EnclaveKey
  /** Keys that may read it besides `from`; duplicates are harmless. */
  readonly to: readonly EnclaveKey[]
}

/** The answer to a {@link Enclave.receive}. */
export interface ReceivedPayload {
  /** The text that was stored: base64 of the RLP, unless the payload was made otherwise. */
  readonly payload: string
  /**
   * Key of the sender as base64 text exactly as the enclave names it, for it is compared as text (spec 01 §6);
   * `undefined` when the answer names none.
   */
  readonly senderKey: string | undefined
}

/**
 * What a node wants of its enclave: keep a payload for some keys, and give it back to those.
 *
 * Every request may fail with an `EnclaveError`, whose kind says who is to blame (spec 01 §6).
 */
export interface Enclave {
  /** Public keys whose payloads this enclave can read; at least one, the first is the node's own. */
  readonly keys: readonly EnclaveKey[]
  /**
   * Stores a payload for `from` and every key of `to`; resolves with its handle when all of them have it.
   * @throws {EnclaveError} of any kind.
   */
  send(request: PayloadToSend): Promise<PayloadHandle>
  /**
   * The payload under `handle`, if one of this enclave's keys (with `to`: that key) may read it.
   * @throws {EnclaveError} `client` with status 404 and text `EnclavePayloadNotFound` otherwise; `server` or `io` when
   * the enclave is in trouble.
   */
  receive(handle: PayloadHandle, to?: EnclaveKey): Promise<ReceivedPayload>
}
