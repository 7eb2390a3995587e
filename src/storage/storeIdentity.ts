import { CoterieError } from '../errors/CoterieError.ts'
import { EMPTY_BYTES } from '../primitives/bytes.ts'
import { RESERVED_PREFIX, key } from './keySpace.ts'
import type { KeyValueStore } from './KeyValueStore.ts'

/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** Whose store it is. */
export interface StoreIdentity {
  /** Version of the format of everything in the store; raised when older contents can no longer be read. */
  readonly format: number
  /** What the contents depend on, for instance the genesis hash and the options that shape the state. */
  readonly identity: JsonValue
}

const IDENTITY_KEY = key(RESERVED_PREFIX, new TextEncoder().encode('identity'))

/**
 * Makes sure that `store` belongs to `expected`: an empty store is given that identity (as UTF-8 JSON), any other must
 * have it already. To be called after opening and before anything else is written.
 * @throws {CoterieError} `STORE_MISMATCH` naming both values of what differs, unless they are secrets; `STORE_CORRUPT` when there are contents
 * without a readable identity.
 */
export async function claimStore(store: KeyValueStore, expected: StoreIdentity): Promise<void> {
  const bytes = store.get(IDENTITY_KEY)
  if (bytes === undefined) {
    for await (const entry of store.entries(EMPTY_BYTES)) {
      throw new CoterieError('STORE_CORRUPT', 'the store has contents of unknown origin; choose an empty one', {
        details: { firstKeyLength: entry[0].length },
      })
    }
    const record = { format: expected.format, identity: expected.identity }
    await store.write([{ key: IDENTITY_KEY, value: new TextEncoder().encode(JSON.stringify(record)) }])
    return
  }
  const stored = parseIdentity(bytes)
  const differing =
    stored.format === expected.format
      ? differences('', stored.identity, expected.identity)
      : [difference('format', stored.format, expected.format)]
  if (differing.length === 0) return
  const more = differing.length > 3 ? ` and ${differing.length - 3} more` : ''
  throw new CoterieError(
    'STORE_MISMATCH',
    `the store belongs to something else (${differing.slice(0, 3).join('; ')}${more}); use the same options or another store`,
    { details: { stored: shownIdentity(stored), expected: shownIdentity(expected) } },
  )
}

const shownIdentity = ({ format, identity }: StoreIdentity): JsonValue => ({ format, identity: shownOf(identity) })

/**
 * Whose store it is; `undefined` when nobody has claimed it yet.
 * @throws {CoterieError} `STORE_CORRUPT` when the identity cannot be read.
 */
export function readStoreIdentity(store: KeyValueStore): StoreIdentity | undefined {
  const bytes = store.get(IDENTITY_KEY)
  return bytes && parseIdentity(bytes)
}

function parseIdentity(bytes: Uint8Array): StoreIdentity {
  const problem = 'the identity of the store cannot be read; restore it from a copy or choose an empty one'
  let record: unknown
  try {
    record = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new CoterieError('STORE_CORRUPT', problem, { cause: error })
  }
  if (typeof record === 'object' && record !== null && 'format' in record && 'identity' in record) {
    if (typeof record.format === 'number') return { format: record.format, identity: record.identity as JsonValue }
  }
  throw new CoterieError('STORE_CORRUPT', problem)
}

/** Members that nobody is told: who has the seed has all keys. */
const isSecret = (name: string): boolean => /(^|\.)(seed|\w*privateKeys?|markerKey)(\.|$)/i.test(name)

/** A value without the secrets in it. */
function shownOf(value: JsonValue): JsonValue {
  if (!isObject(value)) return value
  if (Array.isArray(value)) return value.map(shownOf)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, isSecret(name) ? 'a secret' : shownOf(member)]),
  )
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text)

function difference(name: string, stored: JsonValue | undefined, expected: JsonValue | undefined): string {
  const show = (value: JsonValue | undefined): string => {
    if (value === undefined) return 'nothing'
    return isSecret(name) ? 'a secret' : short(JSON.stringify(shownOf(value)))
  }
  if (isSecret(name) && stored !== undefined && expected !== undefined) return `${name}: not the stored one`
  return `${name === '' ? 'identity' : name}: stored ${show(stored)}, expected ${show(expected)}`
}

/** One line for every leaf that differs; the order of the members of an object does not matter. */
function differences(name: string, stored: JsonValue | undefined, expected: JsonValue | undefined): string[] {
  if (isObject(stored) && isObject(expected) && Array.isArray(stored) === Array.isArray(expected)) {
    const names = new Set([...Object.keys(stored), ...Object.keys(expected)])
    return [...names].flatMap((member) =>
      differences(name === '' ? member : `${name}.${member}`, own(stored, member), own(expected, member)),
    )
  }
  return stored === expected ? [] : [difference(name, stored, expected)]
}

function own(object: { readonly [name: string]: JsonValue }, member: string): JsonValue | undefined {
  return Object.hasOwn(object, member) ? object[member] : undefined
}

function isObject(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null
}
