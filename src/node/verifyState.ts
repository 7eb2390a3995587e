import { type DB, ValueEncoding } from '@ethereumjs/util'
import { keccak256 } from '../crypto/keccak.ts'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { type Hex, equalBytes, fromHex, toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import type { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import { decodeAccount } from '../state/leafEncoding.ts'
import { WorldState } from '../state/WorldState.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'

/** What a private state consists of, counted by reading all of it. */
export interface StateCensus {
  /** Root, hex. */
  readonly root: Hex
  readonly accounts: number
  readonly slots: number
  /** Trie nodes that are stored on their own. */
  readonly nodes: number
}

/**
 * Reads a whole private state from the node's store with `@ethereumjs/mpt`, an implementation of the trie that Coterie's own
 * shares nothing with, and checks that every node has the hash it is stored under and that all code is there.
 * @throws {CoterieError} `STATE_INCONSISTENT` naming what is missing or damaged.
 */
export async function verifyState(store: PrivateMetadataStore, root: StateRoot): Promise<StateCensus> {
  const reader = new VerifyingReader(store)
  const world = new WorldState(store, root)
  const census = { root: toHex(root), accounts: 0, slots: 0, nodes: 0 }
  for await (const leaf of leaves(reader, root)) {
    const { storageRoot, codeHash } = decodeAccount(leaf)
    census.accounts++
    world.code(codeHash)
    for await (const _slot of leaves(reader, storageRoot)) census.slots++
  }
  census.nodes = reader.nodes
  return census
}

async function* leaves(reader: VerifyingReader, root: Uint8Array): AsyncGenerator<Uint8Array> {
  const { LeafMPTNode, createMPT } = await import('@ethereumjs/mpt')
  if (equalBytes(root, EMPTY_ROOT)) return
  try {
    const trie = await createMPT({ db: reader, root, valueEncoding: ValueEncoding.Bytes })
    for await (const { node } of trie.walkTrieIterable(root)) {
      if (node instanceof LeafMPTNode) yield node.value()
    }
  } catch (cause) {
    if (isCoterieError(cause)) throw cause
    throw new CoterieError('STATE_INCONSISTENT', `the state trie with root ${toHex(root)} cannot be read`, { cause })
  }
}

/** The node's store as the database of an MPT. Only reads; keys are hex without `0x`. */
class VerifyingReader implements DB<string, Uint8Array> {
  readonly #store: PrivateMetadataStore
  nodes = 0

  constructor(store: PrivateMetadataStore) {
    this.#store = store
  }

  get(key: string): Promise<Uint8Array | undefined> {
    const hash = fromHex(key)
    const encoded = this.#store.get(hash)
    if (encoded === undefined) return Promise.reject(inconsistent(`trie node 0x${key} is missing`))
    if (!equalBytes(keccak256(encoded), hash)) return Promise.reject(inconsistent(`trie node 0x${key} is damaged`))
    this.nodes++
    return Promise.resolve(encoded)
  }

  put(): Promise<void> {
    return Promise.reject(inconsistent('a state is only read here'))
  }

  del(): Promise<void> {
    return this.put()
  }

  batch(): Promise<void> {
    return this.put()
  }

  shallowCopy(): VerifyingReader {
    return this
  }

  open(): Promise<void> {
    return Promise.resolve()
  }
}

function inconsistent(problem: string): CoterieError {
  return new CoterieError('STATE_INCONSISTENT', `${problem}; restore the data path from a copy`)
}
