/** Handles and keys as people give them to an enclave: base64, or the bytes themselves. */
import { CoterieError } from '../errors/CoterieError.ts'
import { fromBase64 } from '../primitives/bytes.ts'
import { type EnclaveKey, type PayloadHandle, toEnclaveKey, toPayloadHandle } from '../primitives/identifiers.ts'

/** @throws {CoterieError} `INVALID_ARGUMENT` unless it is, or stands for, 32 bytes. */
export function handleFrom(handle: PayloadHandle | string): PayloadHandle {
  return typeof handle === 'string' ? parse(() => toPayloadHandle(fromBase64(handle)), 'a payload handle') : handle
}

/** @throws {CoterieError} `INVALID_ARGUMENT` for text that is no base64. */
export function enclaveKeyFrom(key: EnclaveKey | string): EnclaveKey {
  return typeof key === 'string' ? parse(() => toEnclaveKey(fromBase64(key)), 'an enclave key') : key
}

function parse<T>(read: () => T, what: string): T {
  try {
    return read()
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', `${what} must be base64 (handles: of 32 bytes)`, { cause })
  }
}
