import { equalBytes, toHex } from '../../primitives/bytes.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { type AccountRecord, isEmptyCodeHash } from '../account.ts'
import { FIRST_KEY } from '../trie/keyInterval.ts'
import { EMPTY_ROOT } from '../trie/MerkleTrie.ts'
import { MAX_REQUESTED_ACCOUNTS, type StateRequest } from './StateRequest.ts'

/** An account that has been read, with its trie key (32 bytes). */
export interface ReadAccount {
  readonly key: Uint8Array
  readonly account: AccountRecord
}

/**
 * How far the transfer of a state has come, and what comes next: a range of accounts, then the code and the storage of
 * these accounts, then the next range. Senders and receivers that see the same chunks are at the same place.
 */
export class StateCursor {
  readonly #hasCode: (hash: Uint8Array) => boolean
  #nextAccount: Uint8Array | undefined
  #nextSlot: Uint8Array = FIRST_KEY
  #storages: readonly ReadAccount[] = []
  #codes: readonly ReadAccount[] = []
  /** Hashes (hex) of the code that has come or is wanted. */
  readonly #knownCodes = new Set<string>()

  /** @param hasCode whether code with this keccak-256 hash need not be transferred. */
  constructor(root: StateRoot, hasCode: (hash: Uint8Array) => boolean) {
    this.#hasCode = hasCode
    this.#nextAccount = equalBytes(root, EMPTY_ROOT) ? undefined : FIRST_KEY
  }

  /** What comes next; `undefined` when the state is complete. */
  get wanted(): StateRequest | undefined {
    if (this.#codes.length > 0) return { kind: 'code', accounts: keysOf(this.#codes) }
    if (this.#storages.length > 0) return { kind: 'slots', accounts: keysOf(this.#storages), from: this.#nextSlot }
    return this.#nextAccount && { kind: 'accounts', from: this.#nextAccount }
  }

  /** Whether storage and code of all accounts so far have come. */
  get isBetweenAccounts(): boolean {
    return this.#codes.length === 0 && this.#storages.length === 0
  }

  /** The account whose code comes `index` places after the next code. */
  codeAt(index: number): AccountRecord | undefined {
    return this.#codes[index]?.account
  }

  /** The account whose storage comes `index` places after the storage that comes next. */
  storageAt(index: number): AccountRecord | undefined {
    return this.#storages[index]?.account
  }

  /** @param next trie key where the next range of accounts begins; `undefined` after the last. */
  accountsCame(accounts: readonly ReadAccount[], next: Uint8Array | undefined): void {
    this.#nextAccount = next
    this.#storages = accounts.filter(({ account }) => !equalBytes(account.storageRoot, EMPTY_ROOT))
    this.#codes = accounts.filter(({ account }) => this.#needsCode(account.codeHash))
  }

  /**
   * @param complete number of storages that have come to their ends.
   * @param next trie key where the storage after them goes on; `undefined` when none of it has come.
   */
  slotsCame(complete: number, next: Uint8Array | undefined): void {
    this.#storages = this.#storages.slice(complete)
    this.#nextSlot = next ?? FIRST_KEY
  }

  /** @param count number of codes that have come. */
  codeCame(count: number): void {
    this.#codes = this.#codes.slice(count)
  }

  #needsCode(hash: Uint8Array): boolean {
    const name = toHex(hash)
    if (isEmptyCodeHash(hash) || this.#knownCodes.has(name) || this.#hasCode(hash)) return false
    this.#knownCodes.add(name)
    return true
  }
}

function keysOf(accounts: readonly ReadAccount[]): Uint8Array[] {
  return accounts.slice(0, MAX_REQUESTED_ACCOUNTS).map(({ key }) => key)
}
