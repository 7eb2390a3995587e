/** Handles and keys as people give them to an enclave: base64, or the bytes themselves. */
import { CoterieError } from '../errors/CoterieError.ts'
import { fromBase64 } from '../primitives/bytes.ts'
import { type EnclaveKey, type PayloadHandle, toEnclaveKey, toPayloadHandle } from '../primitives/identifiers.ts'

const HANDLE = 'no payload handle: give 32 bytes or their base64'
const KEY = 'no enclave key: give its bytes or their base64'

/** @throws {CoterieError} `INVALID_ARGUMENT` unless it is, or stands for, 32 bytes. */
export function handleFrom(handle: PayloadHandle | string): PayloadHandle {
  if (handle instanceof Uint8Array && handle.length === 32) return handle
  if (typeof handle === 'string') return parse(handle, toPayloadHandle, HANDLE)
  const isObject = typeof handle === 'object' && !((handle as unknown) instanceof Uint8Array)
  throw invalid(
    handle,
    isObject ? `${HANDLE}; the markers that markersOf() lists have it in their field handle` : HANDLE,
  )
}

/** Any length, as in Besu. @throws {CoterieError} `INVALID_ARGUMENT` for text that is no base64 and for what is no bytes. */
export function enclaveKeyFrom(key: EnclaveKey | string): EnclaveKey {
  if (key instanceof Uint8Array) return key
  if (typeof key === 'string') return parse(key, toEnclaveKey, KEY)
  throw invalid(key, KEY)
}

function parse<T>(text: string, make: (bytes: Uint8Array) => T, problem: string): T {
  try {
    return make(fromBase64(text))
  } catch (cause) {
    throw invalid(text, problem, cause)
  }
}

function invalid(value: unknown, problem: string, cause?: unknown): CoterieError {
  return new CoterieError('INVALID_ARGUMENT', `${described(value)} is ${problem}`, { cause })
}

/** In one line, not too long. */
function described(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)
  if (value instanceof Uint8Array) return `an array of ${value.length} bytes`
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
