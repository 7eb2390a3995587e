import { gunzipSync, gzipSync } from 'node:zlib'
import { CoterieError } from '../errors/CoterieError.ts'
import { encodeRlp } from '../transaction/encodeRlp.ts'
import { decodeRlp } from '../transaction/strictRlp.ts'

/** An entry of a store. */
export type StoreEntry = readonly [key: Uint8Array, value: Uint8Array]

/** What the stores of a network hold. */
export interface StateDump {
  /** Hash of the genesis block. */
  readonly genesis: Uint8Array
  readonly chain: readonly StoreEntry[]
  /** In the order of the nodes. */
  readonly nodes: readonly {
    readonly name: string
    readonly enclaveKey: string
    readonly entries: readonly StoreEntry[]
  }[]
}

const MAGIC = 'coterie state 3'
/** Bytes beyond which a dump is not unpacked. */
const MOST_BYTES = 2 ** 30
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * A dump as bytes: gzip of the RLP list of the text `coterie state 3`, the hash of the genesis block, the entries of the chain's
 * store, and for each node its name, its enclave key (base64) and the entries of its store; an entry is a list of key and value.
 */
export function encodeStateDump({ genesis, chain, nodes }: StateDump): Uint8Array {
  const named = nodes.map(({ name, enclaveKey, entries }) => [
    encoder.encode(name),
    encoder.encode(enclaveKey),
    lists(entries),
  ])
  return new Uint8Array(gzipSync(encodeRlp([encoder.encode(MAGIC), genesis, lists(chain), named])))
}

/** @throws {CoterieError} `INVALID_ARGUMENT` when the bytes are no dump. */
export function decodeStateDump(bytes: Uint8Array): StateDump {
  try {
    const list = decodeRlp(new Uint8Array(gunzipSync(bytes, { maxOutputLength: MOST_BYTES })), 'state dump')
    const [magic, genesis, chain, nodes] = items(list, 4)
    if (decoder.decode(leaf(magic)) !== MAGIC) throw new RangeError('it is of another format')
    return {
      genesis: leaf(genesis),
      chain: entriesOf(chain),
      nodes: items(nodes).map((node) => {
        const [name, enclaveKey, entries] = items(node, 3)
        return {
          name: decoder.decode(leaf(name)),
          enclaveKey: decoder.decode(leaf(enclaveKey)),
          entries: entriesOf(entries),
        }
      }),
    }
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', 'not the dump of a network; give what dumpState gave', { cause })
  }
}

const lists = (entries: readonly StoreEntry[]): Uint8Array[][] => entries.map(([key, value]) => [key, value])

function entriesOf(value: unknown): StoreEntry[] {
  return items(value).map((entry) => {
    const [key, content] = items(entry, 2)
    return [leaf(key), leaf(content)]
  })
}

function items(value: unknown, count?: number): unknown[] {
  if (Array.isArray(value) && (count === undefined || value.length === count)) return value
  throw new RangeError('a list is missing')
}

function leaf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new RangeError('bytes are missing')
}
