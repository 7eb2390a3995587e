/** Accounts and slots as the leaves of state tries hold them; written by hand, because every private transaction writes a few. */
import { RLP } from '@ethereumjs/rlp'
import { CoterieError } from '../errors/CoterieError.ts'
import { toBigInt, toHex, toScalar } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import { smallBytes } from '../primitives/smallBytes.ts'
import type { AccountRecord } from './account.ts'

/** RLP of an account. */
export function encodeAccount({ nonce, balance, storageRoot, codeHash }: AccountRecord): Uint8Array {
  const first = toScalar(nonce)
  const second = toScalar(balance)
  // Two hashes make the list longer than 55 bytes, and nothing makes it longer than 255.
  const out = smallBytes(2 + lengthOfScalar(first) + lengthOfScalar(second) + 66)
  out[0] = 0xf8
  out[1] = out.length - 2
  const at = writeScalar(second, out, writeScalar(first, out, 2))
  out[at] = 0xa0
  out.set(storageRoot, at + 1)
  out[at + 33] = 0xa0
  out.set(codeHash, at + 34)
  return out
}

const lengthOfScalar = (value: Uint8Array): number =>
  value.length === 1 && (value[0] ?? 0) < 0x80 ? 1 : 1 + value.length

/** Writes the RLP of a byte string shorter than 56 bytes; returns the position behind it. */
function writeScalar(value: Uint8Array, out: Uint8Array, at: number): number {
  if (lengthOfScalar(value) > 1 || value.length === 0) out[at++] = 0x80 + value.length
  out.set(value, at)
  return at + value.length
}

/** @throws {CoterieError} `STATE_INCONSISTENT` when the leaf is no account. */
export function decodeAccount(encoded: Uint8Array): AccountRecord {
  const items: unknown = RLP.decode(encoded)
  if (!Array.isArray(items) || items.length !== 4 || !items.every((item) => item instanceof Uint8Array)) {
    throw new CoterieError('STATE_INCONSISTENT', `a leaf of the state trie is no account: ${toHex(encoded)}`)
  }
  const [nonce, balance, storageRoot, codeHash] = items as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  return { nonce: toBigInt(nonce), balance: toBigInt(balance), storageRoot: storageRoot as StateRoot, codeHash }
}

const ENCODED_ZERO = Uint8Array.of(0x80)

/** RLP of a byte string shorter than 56 bytes, as slots are stored. */
export function encodeScalar(value: Uint8Array): Uint8Array {
  if (value.length === 0) return ENCODED_ZERO
  if (value.length === 1 && (value[0] ?? 0) < 0x80) return value
  const out = new Uint8Array(value.length + 1)
  out[0] = 0x80 + value.length
  out.set(value, 1)
  return out
}

/** Inverse of {@link encodeScalar}. */
export function decodeScalar(encoded: Uint8Array): Uint8Array {
  return encoded.length === 1 && (encoded[0] ?? 0) < 0x80 ? encoded : encoded.subarray(1)
}
