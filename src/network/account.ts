import { privateKeyToAddress } from '../crypto/secp256k1.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { isObject } from '../primitives/shown.ts'
import { type Hex, fromHex, toHex } from '../primitives/bytes.ts'

/** An account that can sign. */
export interface Account {
  /** Hex of 20 bytes. */
  readonly address: Hex
  /** Hex of 32 bytes. */
  readonly privateKey: Hex
}

/**
 * The account of a private key.
 * @param privateKey 32 bytes, or their hex with or without `0x`.
 * @throws {CoterieError} `INVALID_ARGUMENT` when it is no key.
 */
export function createAccount(privateKey: Uint8Array | string): Account {
  try {
    const key = typeof privateKey === 'string' ? fromHex(privateKey) : privateKey
    if (!(key instanceof Uint8Array)) throw new TypeError('neither bytes nor text')
    return { address: toHex(privateKeyToAddress(key)), privateKey: toHex(key) }
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', 'not a private key: give hex of 32 bytes', { cause })
  }
}

/**
 * An account as it is; its key is looked at when it signs.
 * @throws {CoterieError} `INVALID_ARGUMENT`, without the value: it may be a key.
 */
export function accountFrom(value: Account): Account {
  if (isObject(value) && typeof value.address === 'string') return value
  throw new CoterieError('INVALID_ARGUMENT', 'not an account: give createAccount(privateKey) or node.account')
}

/**
 * The 32 bytes that an account signs with.
 * @throws {CoterieError} `INVALID_ARGUMENT` when it is not an account as {@link createAccount} gives it.
 */
export function signingKey({ privateKey }: Account): Uint8Array {
  return fromHex(createAccount(privateKey).privateKey)
}
