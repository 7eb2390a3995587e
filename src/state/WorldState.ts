import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../crypto/keccak.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { EMPTY_BYTES, type Hex, fromHex, toBigInt, toHex, toScalar } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import { type AccountChange, type AccountRecord, EMPTY_CODE_HASH } from './account.ts'
import { hashedKey } from './hashedKey.ts'
import { EMPTY_ROOT, MerkleTrie } from './trie/MerkleTrie.ts'
import type { NodeSource } from './trie/NodeSource.ts'

/** Where a world state reads what it does not hold in memory: trie nodes by hash and code by code hash. */
export interface WorldStateSource extends NodeSource {
  /** Code with this keccak-256 hash; `undefined` when the source does not hold it. */
  code(hash: Uint8Array): Uint8Array | undefined
}

/** Receives what a world state has made and its store does not hold yet. */
export interface WorldStateSink {
  putNode(hash: Uint8Array, encoded: Uint8Array): void
  putCode(hash: Uint8Array, code: Uint8Array): void
  /** Address (20 bytes) or slot (32 bytes) behind a hashed trie key; makes states readable for people. */
  putPreimage(hash: Uint8Array, preimage: Uint8Array): void
}

interface StorageCache {
  readonly trie: MerkleTrie
  readonly slots: Map<Hex, Uint8Array>
}

/** Cached accounts and slots beyond this number are forgotten at the next {@link WorldState.trim}. */
const CACHE_LIMIT = 200_000

/**
 * A world state at one root: a secure Merkle Patricia trie of accounts, each with a storage trie, in Ethereum's format
 * (spec 02 §1), with flat caches in front. All access is synchronous; {@link apply} moves it to the next root.
 */
export class WorldState {
  readonly #source: WorldStateSource
  readonly #trie: MerkleTrie
  readonly #accounts = new Map<Hex, AccountRecord | undefined>()
  readonly #storage = new Map<Hex, StorageCache>()
  readonly #codes = new Map<Hex, Uint8Array>()
  #newCodes: [hash: Uint8Array, code: Uint8Array][] = []
  #preimages: [hash: Uint8Array, preimage: Uint8Array][] = []
  readonly #unsavedStorage = new Set<Hex>()
  #slotCount = 0

  /** @param root of the state to begin with; default the empty one. A trie instead of a root is taken over. */
  constructor(source: WorldStateSource, root: StateRoot | MerkleTrie = EMPTY_ROOT) {
    this.#source = source
    this.#trie = root instanceof MerkleTrie ? root : new MerkleTrie(source, root)
  }

  /** An independent state at the same root that shares the trie nodes in memory; everything must have been collected. */
  fork(): WorldState {
    const fork = new WorldState(this.#source, this.#trie.fork())
    for (const [address, { trie }] of this.#storage) fork.#storage.set(address, { trie: trie.fork(), slots: new Map() })
    return fork
  }

  /** The account at `address`, or `undefined` when there is none; an empty account is not none. */
  account(address: Hex): AccountRecord | undefined {
    if (this.#accounts.has(address)) return this.#accounts.get(address)
    const encoded = this.#trie.get(hashedKey(address))
    const account = encoded === undefined ? undefined : decodeAccount(encoded)
    this.#accounts.set(address, account)
    return account
  }

  /** Value of a slot as big-endian bytes without leading zeros; zero is empty. */
  slot(address: Hex, slot: Hex): Uint8Array {
    const account = this.account(address)
    if (account === undefined) return EMPTY_BYTES
    const storage = this.#storageOf(address, account)
    const cached = storage.slots.get(slot)
    if (cached !== undefined) return cached
    const encoded = storage.trie.get(hashedKey(slot))
    const value = encoded === undefined ? EMPTY_BYTES : decodeScalar(encoded)
    storage.slots.set(slot, value)
    this.#slotCount++
    return value
  }

  /**
   * Code with the given hash.
   * @throws {CoterieError} `STATE_INCONSISTENT` when an account refers to code that the store does not hold.
   */
  code(hash: Uint8Array): Uint8Array {
    const key = toHex(hash)
    const known = this.#codes.get(key)
    if (known !== undefined) return known
    const code = key === EMPTY_CODE_HASH_HEX ? EMPTY_BYTES : this.#source.code(hash)
    if (code === undefined) {
      throw new CoterieError('STATE_INCONSISTENT', `the store does not hold the code with hash ${key}; import it again`)
    }
    this.#codes.set(key, code)
    return code
  }

  /** Writes the changes into the tries. The order of changes has no effect on the root. */
  apply(changes: Iterable<AccountChange>): void {
    for (const change of changes) {
      if (change.deleted) this.#delete(change.address)
      else this.#write(change)
    }
  }

  /** Root of the state as it is now; hashes only what has changed since the last call. */
  root(): StateRoot {
    return this.#trie.root()
  }

  /** Hands over every node, code and preimage that was made since the last call and belongs to the current root. */
  collect(sink: WorldStateSink): void {
    for (const address of this.#unsavedStorage) {
      this.#storage.get(address)?.trie.collect((hash, encoded) => sink.putNode(hash, encoded))
    }
    this.#trie.collect((hash, encoded) => sink.putNode(hash, encoded))
    for (const [hash, code] of this.#newCodes) sink.putCode(hash, code)
    for (const [hash, preimage] of this.#preimages) sink.putPreimage(hash, preimage)
    this.#unsavedStorage.clear()
    this.#newCodes = []
    this.#preimages = []
  }

  /** Bounds memory; only to be called when everything has been collected. */
  trim(): void {
    if (this.#accounts.size + this.#slotCount < CACHE_LIMIT) return
    this.#accounts.clear()
    this.#storage.clear()
    this.#codes.clear()
    this.#slotCount = 0
    this.#trie.unload(0)
  }

  #storageOf(address: Hex, account: AccountRecord | undefined): StorageCache {
    let storage = this.#storage.get(address)
    if (storage === undefined) {
      storage = { trie: new MerkleTrie(this.#source, account?.storageRoot ?? EMPTY_ROOT), slots: new Map() }
      this.#storage.set(address, storage)
    }
    return storage
  }

  #delete(address: Hex): void {
    this.#accounts.set(address, undefined)
    this.#storage.delete(address)
    this.#trie.delete(hashedKey(address))
  }

  #write(change: Extract<AccountChange, { deleted: false }>): void {
    const { address } = change
    const before = this.account(address)
    if (before === undefined) this.#preimages.push([hashedKey(address), fromHex(address)])
    if (change.storageCleared) this.#storage.delete(address)
    let storageRoot = change.storageCleared || before === undefined ? EMPTY_ROOT : before.storageRoot
    if (change.slots.size > 0) {
      const storage = this.#storageOf(address, { ...EMPTY_RECORD, storageRoot })
      for (const [slot, value] of change.slots) this.#writeSlot(storage, slot, value)
      storageRoot = storage.trie.root()
      this.#unsavedStorage.add(address)
    }
    if (change.code !== undefined && change.code.length > 0) this.#writeCode(change.codeHash, change.code)
    const account: AccountRecord = {
      nonce: change.nonce,
      balance: change.balance,
      codeHash: change.codeHash,
      storageRoot,
    }
    this.#accounts.set(address, account)
    this.#trie.put(hashedKey(address), encodeAccount(account))
  }

  #writeSlot(storage: StorageCache, slot: Hex, value: Uint8Array): void {
    if (!storage.slots.has(slot)) this.#slotCount++
    storage.slots.set(slot, value)
    const key = hashedKey(slot)
    if (value.length === 0) {
      storage.trie.delete(key)
      return
    }
    if (storage.trie.get(key) === undefined) this.#preimages.push([key, fromHex(slot)])
    storage.trie.put(key, encodeScalar(value))
  }

  #writeCode(hash: Uint8Array, code: Uint8Array): void {
    const key = toHex(hash)
    this.#newCodes.push([hash, code])
    this.#codes.set(key, code)
  }
}

const EMPTY_CODE_HASH_HEX = toHex(EMPTY_CODE_HASH)
const EMPTY_RECORD: AccountRecord = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH, storageRoot: EMPTY_ROOT }

/** Keccak-256 of contract code. */
export function codeHashOf(code: Uint8Array): Uint8Array {
  return code.length === 0 ? EMPTY_CODE_HASH : keccak256(code)
}

/** RLP of an account, by hand: every private transaction writes a few. */
function encodeAccount({ nonce, balance, storageRoot, codeHash }: AccountRecord): Uint8Array {
  const items = [
    encodeScalar(toScalar(nonce)),
    encodeScalar(toScalar(balance)),
    encodeScalar(storageRoot),
    encodeScalar(codeHash),
  ]
  let length = 0
  for (const item of items) length += item.length
  // Two hashes make the list longer than 55 bytes, and nothing makes it longer than 255.
  const out = new Uint8Array(2 + length)
  out[0] = 0xf8
  out[1] = length
  let at = 2
  for (const item of items) {
    out.set(item, at)
    at += item.length
  }
  return out
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

function encodeScalar(value: Uint8Array): Uint8Array {
  if (value.length === 1 && (value[0] ?? 0) < 0x80) return value
  const out = new Uint8Array(value.length + 1)
  out[0] = 0x80 + value.length
  out.set(value, 1)
  return out
}

/** The bytes of an RLP string shorter than 56 bytes, as slots are stored. */
export function decodeScalar(encoded: Uint8Array): Uint8Array {
  return encoded.length === 1 && (encoded[0] ?? 0) < 0x80 ? encoded : encoded.subarray(1)
}
