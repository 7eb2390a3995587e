import type { EnclaveKey, GroupId, PayloadHandle } from '../primitives/identifiers.ts'
import type { EnclaveGroups } from './PrivacyGroup.ts'

/** A payload to be distributed (spec 01 §6). */
export interface PayloadToSend {
  /** What is stored and returned: the base64 text of the RLP, without the second base64 layer of the HTTP message. */
  readonly payload: string
  /** Key of this enclave in whose name the payload is stored. */
  readonly from: EnclaveKey
  /** Keys that may read it besides `from`; duplicates are harmless. */
  readonly to: readonly EnclaveKey[]
}

/** A payload to be distributed to the members of a privacy group that the enclave keeps (spec 01 §6). */
export interface PayloadToGroup extends Pick<PayloadToSend, 'payload' | 'from'> {
  readonly privacyGroupId: GroupId
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
  /**
   * Id (base64) of the enclave's privacy group that the payload was sent to, of the legacy group of its parties if it was
   * sent to none; `undefined` when the enclave keeps no groups.
   */
  readonly privacyGroupId?: string | undefined
}

/**
 * What a node wants of its enclave: keep a payload for some keys, and give it back to those.
 *
 * Every request may fail with an `EnclaveError`, whose kind says who is to blame (spec 01 §6).
 */
export interface Enclave {
  /** Public keys whose payloads this enclave can read; at least one, the first is the node's own. */
  readonly keys: readonly EnclaveKey[]
  /** The privacy groups of offchain mode. */
  readonly groups: EnclaveGroups
  /**
   * Stores a payload for `from` and every key of `to` or every member of the group; resolves with its handle when all of
   * them have it.
   * @throws {EnclaveError} of any kind.
   */
  send(request: PayloadToSend | PayloadToGroup): Promise<PayloadHandle>
  /**
   * The payload under `handle`, if one of this enclave's keys (with `to`: that key) may read it.
   * @throws {EnclaveError} `client` with status 404 and text `EnclavePayloadNotFound` otherwise; `server` or `io` when
   * the enclave is in trouble.
   */
  receive(handle: PayloadHandle, to?: EnclaveKey): Promise<ReceivedPayload>
  /** As {@link receive}, but without a promise, and throwing what is thrown, where nothing is to be waited for. Absent where all is. */
  receiveAtOnce?(handle: PayloadHandle, to?: EnclaveKey): ReceivedPayload | Promise<ReceivedPayload>
  /**
   * The text that {@link receive} is going to give unless there is trouble: looked at, not asked for, so that nothing notices.
   * `undefined` when it would give none. Absent where that cannot be had.
   */
  peek?(handle: PayloadHandle): string | undefined
}
