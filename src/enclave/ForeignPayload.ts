import { CoterieError } from '../errors/CoterieError.ts'
import type { EnclaveKey, PayloadHandle } from '../primitives/identifiers.ts'
import { isObject } from '../primitives/shown.ts'

/** A payload that comes from elsewhere, for instance from a recording; only the kinds of its fields are checked. */
export interface ForeignPayload {
  /** 32 bytes, or their base64. */
  readonly handle: PayloadHandle | string
  /** Any text. */
  readonly payload: string
  /** What the enclave will name as the sender (any text, normally base64); `undefined` or `null`: it names none. */
  readonly senderKey: string | null | undefined
  /** Id (base64) of the group that the enclave will name; by default it names none. */
  readonly privacyGroupId?: string | undefined
  /** Keys that may read it, by default all keys of this enclave; empty: nobody. */
  readonly readers?: readonly (EnclaveKey | string)[]
}

/**
 * Whether the fields are of the kind that can be stored; what they say is free.
 * @throws {CoterieError} `INVALID_ARGUMENT` naming the first field that is not.
 */
export function checkForeignPayload(given: ForeignPayload): void {
  if (!isObject(given)) throw invalid('a payload to put must be an object with handle, payload and senderKey')
  const { payload, senderKey, privacyGroupId, readers } = given
  requireText(payload, 'payload')
  if (senderKey !== undefined && senderKey !== null) requireText(senderKey, 'senderKey')
  if (privacyGroupId !== undefined) requireText(privacyGroupId, 'privacyGroupId')
  if (readers === undefined || Array.isArray(readers)) return
  throw invalid('readers must be a list of enclave keys; leave it out for all keys of this enclave')
}

/** @throws {CoterieError} `INVALID_ARGUMENT` naming the field. */
export function requireText(value: unknown, field: string): void {
  if (typeof value !== 'string') throw invalid(`${field} must be text, not ${value === null ? 'null' : typeof value}`)
}

function invalid(message: string): CoterieError {
  return new CoterieError('INVALID_ARGUMENT', message)
}
