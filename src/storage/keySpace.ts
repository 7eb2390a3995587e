import { CoterieError } from '../errors/CoterieError.ts'
import { smallBytes } from '../primitives/smallBytes.ts'

/** Prefix of what the storage itself writes (see `storeIdentity.ts`); no key space may have it. */
export const RESERVED_PREFIX = 0x00

/** The keys of one kind of value: all keys that start with {@link prefix}. */
export interface KeySpace {
  /** One byte, 0x01 to 0xff. */
  readonly prefix: number
  /** The prefix as bytes, to iterate over all entries of the space. */
  readonly all: Uint8Array
  /** The prefix followed by `parts`. Nothing separates the parts: all but the last should have a fixed length. */
  key(...parts: readonly Uint8Array[]): Uint8Array
  /**
   * The same key in an array that the next call for a key of that length fills again: to be handed at once to a `get`, or to what
   * copies the keys that it is given. Most keys are made for nothing else.
   */
  transientKey(part: Uint8Array, another?: Uint8Array): Uint8Array
}

/** By their lengths. */
const transientKeys: Uint8Array[] = []

/**
 * The byte `prefix` (0 to 255) followed by `parts`: byte by byte, because keys are short and every access to a store begins with
 * one.
 */
export function key(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 1
  for (let i = 0; i < parts.length; i++) length += parts[i]!.length
  const out = smallBytes(length)
  out[0] = prefix
  let at = 1
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    for (let j = 0; j < part.length; j++) out[at++] = part[j]!
  }
  return out
}

function transientKey(prefix: number, part: Uint8Array, another: Uint8Array | undefined): Uint8Array {
  const behindPart = 1 + part.length
  const length = behindPart + (another?.length ?? 0)
  const out = (transientKeys[length] ??= new Uint8Array(length))
  out[0] = prefix
  for (let i = 0; i < part.length; i++) out[1 + i] = part[i]!
  if (another !== undefined) for (let i = 0; i < another.length; i++) out[behindPart + i] = another[i]!
  return out
}

/**
 * Gives every name a key space of its own, so that values of different kinds cannot meet in one store. One-byte prefixes
 * overlap only when they are equal.
 * @param prefixes name of the space to its prefix, 0x01 to 0xff.
 * @throws {CoterieError} `INVALID_ARGUMENT` when a prefix is used twice, reserved, or no byte.
 */
export function defineKeySpaces<Name extends string>(
  prefixes: Readonly<Record<Name, number>>,
): Readonly<Record<Name, KeySpace>> {
  const owners = new Map<number, string>([[RESERVED_PREFIX, 'the storage itself']])
  const spaces: Partial<Record<Name, KeySpace>> = {}
  for (const name in prefixes) {
    const prefix = prefixes[name]
    if (!Number.isInteger(prefix) || prefix < 0 || prefix > 0xff) {
      throw new CoterieError('INVALID_ARGUMENT', `the prefix of key space ${name} must be one byte, not ${prefix}`)
    }
    const owner = owners.get(prefix)
    if (owner !== undefined) {
      throw new CoterieError(
        'INVALID_ARGUMENT',
        `key space ${name} cannot have the prefix ${prefix} of ${owner}; choose one that is free`,
      )
    }
    owners.set(prefix, name)
    spaces[name] = {
      prefix,
      all: key(prefix),
      key: (...parts) => key(prefix, ...parts),
      transientKey: (part, another) => transientKey(prefix, part, another),
    }
  }
  return spaces as Record<Name, KeySpace>
}
