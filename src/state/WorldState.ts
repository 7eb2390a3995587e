import { keccak256 } from '../crypto/keccak.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { EMPTY_BYTES, type Hex, fromHex, toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'
import { stageClock } from '../primitives/StageClock.ts'
import { type AccountChange, type AccountRecord, EMPTY_CODE_HASH, type WrittenAccount } from './account.ts'
import { DerivedAnswers } from './DerivedAnswers.ts'
import type { ExecutableState } from './ExecutableState.ts'
import { hashedKey } from './hashedKey.ts'
import { decodeAccount, decodeScalar, encodeAccount, encodeScalar } from './leafEncoding.ts'
import { RecentSlots } from './RecentSlots.ts'
import { memoryOfEncoded } from './trie/addNodeMemory.ts'
import { EMPTY_ROOT, MerkleTrie } from './trie/MerkleTrie.ts'
import type { NodeSource } from './trie/NodeSource.ts'

/** Where a world state reads what it does not hold in memory: trie nodes by hash and code by code hash. */
export interface WorldStateSource extends NodeSource {
  /** Code with this keccak-256 hash; `undefined` when the source does not hold it. */
  code(hash: Uint8Array): Uint8Array | undefined
}

/** Receives what a world state has made and its store does not hold yet. */
export interface WorldStateSink {
  /** Both are overwritten after the call. */
  putNode(hash: Uint8Array, encoded: Uint8Array): void
  putCode(hash: Uint8Array, code: Uint8Array): void
  /** Address (20 bytes) or slot (32 bytes) behind a hashed trie key; makes states readable for people. */
  putPreimage(hash: Uint8Array, preimage: Uint8Array): void
}

/** Bytes that the states of a node may take in memory unless someone says otherwise. */
export const DEFAULT_STATE_MEMORY: number = 256 * 2 ** 20

/** Approximate bytes of what is cached, and which parts of the memory are for accounts and slots; the rest is for nodes. */
const ACCOUNT_BYTES = 500
const SLOT_BYTES = 300
const ACCOUNT_SHARE = 1 / 16
const SLOT_SHARE = 1 / 8
/** Part of the memory for nodes that may still be taken after a trim. */
const KEPT_SHARE = 3 / 4
/** A new leaf and its part of new branches. */
const NEW_ENTRY_BYTES = 1100
const CODES_KEPT = 128

/** An account in memory. */
interface KnownAccount {
  /** Its key in the trie. */
  readonly key: Uint8Array
  /** `undefined`: there is no account. */
  record: AccountRecord | undefined
}

/**
 * A world state at one root: a secure Merkle Patricia trie of accounts, each with a storage trie, in Ethereum's format
 * (spec 02 §1), with flat caches in front. All access is synchronous; {@link apply} moves it to the next root.
 */
export class WorldState implements ExecutableState {
  readonly #source: WorldStateSource
  readonly #trie: MerkleTrie
  readonly #memory: number
  readonly #accounts: RecentMap<Hex, KnownAccount>
  readonly #slots: RecentSlots
  readonly #storage = new Map<Hex, MerkleTrie>()
  readonly #codes = new RecentMap<Hex, Uint8Array>(CODES_KEPT)
  readonly #newCodes = new Map<Hex, { readonly hash: Uint8Array; readonly code: Uint8Array }>()
  #preimages: [hash: Uint8Array, preimage: Uint8Array][] = []
  readonly #unsavedStorage = new Set<Hex>()
  /** Accounts whose leaves are written when a root is wanted: until then their storage roots are those before. */
  readonly #unwritten = new Map<Hex, KnownAccount>()
  /** What others have made of accounts and storage. */
  readonly derived: DerivedAnswers = new DerivedAnswers()
  #hasChanged = false
  /** Approximate bytes of the trie nodes in memory, at most. */
  #nodeBytes = 0

  /**
   * @param root of the state to begin with; default the empty one. A trie instead of a root is taken over.
   * @param memory bytes that it may take, approximately; default {@link DEFAULT_STATE_MEMORY}.
   */
  constructor(
    source: WorldStateSource,
    root: StateRoot | MerkleTrie = EMPTY_ROOT,
    memory: number = DEFAULT_STATE_MEMORY,
  ) {
    this.#source = source
    this.#memory = memory
    // Of two generations each.
    this.#accounts = new RecentMap((memory * ACCOUNT_SHARE) / ACCOUNT_BYTES / 2)
    this.#slots = new RecentSlots((memory * SLOT_SHARE) / SLOT_BYTES / 2)
    this.#trie = root instanceof MerkleTrie ? root : new MerkleTrie(this.#counted(), root)
  }

  /** An independent state at the same root that shares the trie nodes in memory; everything must have been collected. */
  fork(): WorldState {
    this.#writeAccounts()
    const fork = new WorldState(this.#source, this.#trie.fork(), this.#memory)
    for (const [address, trie] of this.#storage) fork.#storage.set(address, trie.fork())
    fork.#nodeBytes = this.#nodeBytes
    return fork
  }

  /** Bytes that it takes in memory, approximately and at most. */
  get memory(): number {
    return this.#accounts.size * ACCOUNT_BYTES + this.#slots.size * SLOT_BYTES + this.#nodeBytes
  }

  /** Whether something has been applied and not been collected, which would be lost with this object. */
  get hasUncollected(): boolean {
    return this.#hasChanged
  }

  /** Whether there is no account; known without hashing. */
  get isEmpty(): boolean {
    return this.#unwritten.size === 0 && this.#trie.isEmpty
  }

  /**
   * The account at `address`, or `undefined` when there is none; an empty account is not none. Its storage root is that of
   * the last call of {@link root}.
   */
  account(address: Hex): AccountRecord | undefined {
    return this.#known(address).record
  }

  /** Value of a slot as big-endian bytes without leading zeros; zero is empty. */
  slot(address: Hex, slot: Hex): Uint8Array {
    const known = this.#slots.get(address, slot)
    if (known !== undefined) return known.value
    const account = this.account(address)
    if (account === undefined) return EMPTY_BYTES
    const key = hashedKey(slot)
    const encoded = readTrie(this.#storageOf(address, account.storageRoot), key)
    const value = encoded === undefined ? EMPTY_BYTES : decodeScalar(encoded)
    this.#slots.add(address, slot, { key, value })
    return value
  }

  /**
   * Code with the given hash.
   * @throws {CoterieError} `STATE_INCONSISTENT` when an account refers to code that the store does not hold.
   */
  code(hash: Uint8Array): Uint8Array {
    const key = toHex(hash)
    const known = this.#codes.get(key) ?? this.#newCodes.get(key)?.code
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
    this.#hasChanged = true
    stageClock?.enter('trie')
    try {
      for (const change of changes) {
        this.derived.written(change.address)
        if (change.deleted) this.#delete(change.address)
        else this.#write(change)
      }
    } finally {
      stageClock?.leave('trie')
    }
  }

  /** Root of the state as it is now; hashes only what has changed since the last call. */
  root(): StateRoot {
    stageClock?.enter('trie')
    this.#writeAccounts()
    const root = this.#trie.root()
    stageClock?.leave('trie')
    return root
  }

  /** Hands over every node, code and preimage that was made since the last call and belongs to the current root. */
  collect(sink: WorldStateSink): void {
    stageClock?.enter('trie')
    this.#writeAccounts()
    for (const address of this.#unsavedStorage) {
      this.#storage.get(address)?.collect((hash, encoded) => sink.putNode(hash, encoded))
    }
    this.#trie.collect((hash, encoded) => sink.putNode(hash, encoded))
    for (const { hash, code } of this.#newCodes.values()) sink.putCode(hash, code)
    for (const [hash, preimage] of this.#preimages) sink.putPreimage(hash, preimage)
    this.#unsavedStorage.clear()
    this.#newCodes.clear()
    this.#preimages = []
    this.#hasChanged = false
    stageClock?.leave('trie')
  }

  /**
   * Bounds memory; only to be called when everything has been collected. When the nodes take more than their part, as many
   * upper levels of all tries are kept as fit, and the lower ones are read again when they are needed.
   */
  trim(): void {
    const limit = this.#memory * (1 - ACCOUNT_SHARE - SLOT_SHARE)
    if (this.#nodeBytes <= limit) return
    const levels: number[] = []
    for (const trie of [this.#trie, ...this.#storage.values()]) trie.addMemory(levels)
    let kept = 0
    let count = 0
    while (count < levels.length && kept + (levels[count] ?? 0) <= KEPT_SHARE * limit) kept += levels[count++] ?? 0
    if (count === 0) this.#storage.clear()
    else for (const trie of this.#storage.values()) trie.unload(count - 1)
    this.#trie.unload(Math.max(0, count - 1))
    this.#nodeBytes = kept
  }

  /** The source, with what is read from it counted as nodes in memory. */
  #counted(): NodeSource {
    return {
      get: (hash) => {
        const encoded = this.#source.get(hash)
        if (encoded !== undefined) this.#nodeBytes += memoryOfEncoded(encoded)
        return encoded
      },
    }
  }

  #known(address: Hex): KnownAccount {
    let known = this.#accounts.get(address)
    if (known !== undefined) return known
    known = this.#unwritten.get(address) ?? this.#readAccount(hashedKey(address))
    this.#accounts.set(address, known)
    return known
  }

  #readAccount(key: Uint8Array): KnownAccount {
    const encoded = readTrie(this.#trie, key)
    return { key, record: encoded === undefined ? undefined : decodeAccount(encoded) }
  }

  #storageOf(address: Hex, root: StateRoot): MerkleTrie {
    let trie = this.#storage.get(address)
    if (trie === undefined) {
      trie = new MerkleTrie(this.#counted(), root)
      this.#storage.set(address, trie)
    }
    return trie
  }

  #delete(address: Hex): void {
    const known = this.#known(address)
    known.record = undefined
    this.#slots.forget(address)
    this.#storage.delete(address)
    this.#unwritten.delete(address)
    this.#trie.delete(known.key)
  }

  #write(change: WrittenAccount): void {
    const { address } = change
    const known = this.#known(address)
    const before = known.record
    if (before === undefined) this.#countNew(known.key, address)
    if (change.storageCleared) {
      this.#slots.forget(address)
      this.#storage.delete(address)
    }
    const storageRoot = change.storageCleared || before === undefined ? EMPTY_ROOT : before.storageRoot
    if (change.slots.size > 0) {
      const trie = this.#storageOf(address, storageRoot)
      for (const [slot, value] of change.slots) this.#writeSlot(address, trie, slot, value)
      this.#unsavedStorage.add(address)
    }
    if (change.code !== undefined && change.code.length > 0) this.#writeCode(change.codeHash, change.code)
    known.record = { nonce: change.nonce, balance: change.balance, codeHash: change.codeHash, storageRoot }
    this.#unwritten.set(address, known)
  }

  /** Writes the leaves of changed accounts, with their storage roots. */
  #writeAccounts(): void {
    for (const [address, known] of this.#unwritten) {
      let { record } = known as { record: AccountRecord }
      const storage = this.#unsavedStorage.has(address) ? this.#storage.get(address) : undefined
      if (storage !== undefined) known.record = record = { ...record, storageRoot: storage.root() }
      this.#trie.put(known.key, encodeAccount(record))
    }
    this.#unwritten.clear()
  }

  #writeSlot(address: Hex, trie: MerkleTrie, slot: Hex, value: Uint8Array): void {
    const known = this.#slots.get(address, slot)
    const before = known?.value
    const key = known?.key ?? hashedKey(slot)
    if (known === undefined) this.#slots.add(address, slot, { key, value })
    else known.value = value
    if (value.length === 0) {
      trie.delete(key)
      return
    }
    const isNew = before === undefined ? trie.get(key) === undefined : before.length === 0
    if (isNew) this.#countNew(key, slot)
    trie.put(key, encodeScalar(value))
  }

  #countNew(key: Uint8Array, preimage: Hex): void {
    this.#preimages.push([key, fromHex(preimage)])
    this.#nodeBytes += NEW_ENTRY_BYTES
  }

  #writeCode(hash: Uint8Array, code: Uint8Array): void {
    const key = toHex(hash)
    this.#newCodes.set(key, { hash, code })
    this.#codes.set(key, code)
  }
}

const EMPTY_CODE_HASH_HEX = toHex(EMPTY_CODE_HASH)

function readTrie(trie: MerkleTrie, key: Uint8Array): Uint8Array | undefined {
  stageClock?.enter('trie')
  try {
    return trie.get(key)
  } finally {
    stageClock?.leave('trie')
  }
}

/** Keccak-256 of contract code. */
export function codeHashOf(code: Uint8Array): Uint8Array {
  return code.length === 0 ? EMPTY_CODE_HASH : keccak256(code)
}
