import { fromBase64, toBase64 } from '../primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../primitives/identifiers.ts'

/**
 * The key that a token names. Besu compares it as text with members in padded base64, so a text that is not just that is nobody's
 * key (spec 04 §1).
 */
export function tenantKey(text: string): EnclaveKey {
  try {
    const key = fromBase64(text)
    if (toBase64(key) === text) return toEnclaveKey(key)
  } catch {
    // No key is as short as that of nobody.
  }
  return NOBODY
}

const NOBODY: EnclaveKey = toEnclaveKey(new Uint8Array(1))
