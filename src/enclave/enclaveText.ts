/** Handles and keys as people give them to an enclave: base64, or the bytes themselves. */
import { CoterieError } from '../errors/CoterieError.ts'
import { fromBase64 } from '../primitives/bytes.ts'
import { type EnclaveKey, type PayloadHandle, toEnclaveKey, toPayloadHandle } from '../primitives/identifiers.ts'
import { isObject, shown } from '../primitives/shown.ts'

const HANDLE = 'no payload handle: give 32 bytes or their base64'
const KEY = 'no enclave key: give its bytes or their base64'

/** @throws {CoterieError} `INVALID_ARGUMENT` unless it is, or stands for, 32 bytes. */
export function handleFrom(handle: PayloadHandle | string): PayloadHandle {
  if (handle instanceof Uint8Array && handle.length === 32) return handle
  if (typeof handle === 'string') return parse(handle, toPayloadHandle, HANDLE)
  const advice = '; the markers that markersOf() lists have it in their field handle'
  throw invalid(
    handle,
    isObject(handle) && !((handle as unknown) instanceof Uint8Array) ? `${HANDLE}${advice}` : HANDLE,
  )
}

/** Any length, as in Besu. @throws {CoterieError} `INVALID_ARGUMENT` for text that is no base64 and for what is no bytes. */
export function enclaveKeyFrom(key: EnclaveKey | string): EnclaveKey {
  if (key instanceof Uint8Array) return key
  if (typeof key === 'string') return parse(key, toEnclaveKey, KEY)
  throw invalid(key, KEY)
}

/** Whether a text is the base64 of a key as enclaves make them: 32 bytes (NaCl) or 91 (EC). */
export function isUsualKey(text: string): boolean {
  try {
    return [32, 91].includes(fromBase64(text).length)
  } catch {
    return false
  }
}

function parse<T>(text: string, make: (bytes: Uint8Array) => T, problem: string): T {
  try {
    return make(fromBase64(text))
  } catch (cause) {
    throw invalid(text, problem, cause)
  }
}

function invalid(value: unknown, problem: string, cause?: unknown): CoterieError {
  return new CoterieError('INVALID_ARGUMENT', `${shown(value)} is ${problem}`, { cause })
}
