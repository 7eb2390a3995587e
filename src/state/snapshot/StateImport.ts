import { keccak256 } from '../../crypto/keccak.ts'
import { equalBytes, toHex } from '../../primitives/bytes.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import type { AccountRecord } from '../account.ts'
import { RangeAssembler } from '../trie/RangeAssembler.ts'
import { snapshotInvalid } from '../trie/TrieRange.ts'
import type { VerifiedRange } from '../trie/verifyRange.ts'
import { decodeAccount } from '../leafEncoding.ts'
import type { WorldStateSink } from '../WorldState.ts'
import { type SnapshotRange, type StateChunk, trieEntries } from './StateChunk.ts'
import { type ReadAccount, StateCursor } from './StateCursor.ts'
import type { StateRequest } from './StateRequest.ts'

/**
 * Receives the state at a root in chunks and hands what has been verified to a sink: the nodes that can be reached from
 * the root, all of them and no others, each after everything below it and after the code and storage of the accounts
 * below it; code; and the preimages that the sender knew.
 *
 * Memory is bounded by two chunks and the hashes of the code received.
 */
export class StateImport {
  readonly #sink: WorldStateSink
  readonly #cursor: StateCursor
  readonly #accounts: RangeAssembler
  /** Accounts whose nodes wait for their code and storage. */
  #held: VerifiedRange | undefined
  /** Storage of which a part has come. */
  #storage: RangeAssembler | undefined

  /** @param hasCode whether the receiver has the code with this keccak-256 hash, so that it is not wanted. */
  constructor(sink: WorldStateSink, root: StateRoot, hasCode: (hash: Uint8Array) => boolean) {
    this.#sink = sink
    this.#cursor = new StateCursor(root, hasCode)
    this.#accounts = new RangeAssembler(root)
  }

  /** What the next chunk must answer; `undefined` when the state is complete. */
  get wanted(): StateRequest | undefined {
    return this.#cursor.wanted
  }

  /**
   * Verifies the answer to {@link wanted} and hands its content to the sink.
   * @throws {CoterieError} SNAPSHOT_INVALID when it answers something else, or anything in it is not what the root says.
   *   Nothing of the chunk has been handed over then, and the same is wanted as before.
   */
  accept(chunk: StateChunk): void {
    const wanted = this.#cursor.wanted
    if (wanted === undefined) throw snapshotInvalid('it is complete and a chunk follows')
    if (chunk.kind !== wanted.kind) throw snapshotInvalid(`a chunk of ${chunk.kind} came instead of ${wanted.kind}`)
    switch (chunk.kind) {
      case 'accounts':
        this.#acceptAccounts(chunk.range)
        break
      case 'slots':
        this.#acceptSlots(chunk.ranges, wanted.kind === 'slots' ? wanted.accounts.length : 0)
        break
      case 'code':
        this.#acceptCode(chunk.codes, wanted.kind === 'code' ? wanted.accounts.length : 0)
    }
    if (this.#held === undefined || !this.#cursor.isBetweenAccounts) return
    this.#accounts.add(this.#held, this.#putNode)
    this.#held = undefined
  }

  /** @throws {CoterieError} SNAPSHOT_INVALID, with the kind of what is missing, unless the state is complete. */
  finish(): void {
    const wanted = this.wanted
    if (wanted === undefined) return
    const place = toHex(wanted.kind === 'accounts' ? wanted.from : (wanted.accounts[0] ?? new Uint8Array(0)))
    throw snapshotInvalid(
      wanted.kind === 'accounts'
        ? `it is incomplete: accounts from trie key ${place} on are missing`
        : `it is incomplete: ${wanted.kind} of the account with trie key ${place} is missing`,
    )
  }

  #acceptAccounts(range: SnapshotRange): void {
    const entries = trieEntries(range)
    const verified = this.#accounts.verify({ ...range, entries })
    const accounts = entries.map(([key, value]): ReadAccount => ({ key, account: accountOf(value) }))
    this.#putPreimages(range, entries)
    this.#held = verified
    this.#cursor.accountsCame(accounts, verified.next)
  }

  #acceptSlots(ranges: readonly SnapshotRange[], limit: number): void {
    checkCount(ranges.length, limit)
    const parts = ranges.map((range, i) => {
      if (range.more && i + 1 < ranges.length) throw snapshotInvalid('a storage is followed before its end')
      const root = this.#cursor.storageAt(i)?.storageRoot
      const storage = i === 0 ? this.#storage : undefined
      const assembler = storage ?? new RangeAssembler(root ?? missingAccount())
      const entries = trieEntries(range)
      return { range, entries, assembler, verified: assembler.verify({ ...range, entries }) }
    })
    for (const { range, entries, assembler, verified } of parts) {
      this.#putPreimages(range, entries)
      assembler.add(verified, this.#putNode)
    }
    const last = parts.at(-1)
    const next = last?.verified.next
    this.#storage = next === undefined ? undefined : last?.assembler
    this.#cursor.slotsCame(ranges.length - (next === undefined ? 0 : 1), next)
  }

  #acceptCode(codes: readonly Uint8Array[], limit: number): void {
    checkCount(codes.length, limit)
    const hashed = codes.map((code, i) => {
      const hash = this.#cursor.codeAt(i)?.codeHash ?? missingAccount()
      if (!equalBytes(keccak256(code), hash)) throw snapshotInvalid(`code with hash ${toHex(hash)} came as other bytes`)
      return { hash, code }
    })
    for (const { hash, code } of hashed) this.#sink.putCode(hash, code)
    this.#cursor.codeCame(codes.length)
  }

  #putPreimages(range: SnapshotRange, entries: readonly (readonly [Uint8Array, Uint8Array])[]): void {
    for (const [i, entry] of range.entries.entries()) {
      const key = entries[i]?.[0]
      if ('preimage' in entry && key !== undefined) this.#sink.putPreimage(key, entry.preimage)
    }
  }

  readonly #putNode = (hash: Uint8Array, encoded: Uint8Array): void => this.#sink.putNode(hash, encoded)
}

function checkCount(count: number, limit: number): void {
  if (count === 0) throw snapshotInvalid('a chunk is empty')
  if (count > limit) throw snapshotInvalid('a chunk has more than was asked for')
}

function missingAccount(): never {
  throw snapshotInvalid('a chunk has more than was asked for')
}

/** @throws {CoterieError} SNAPSHOT_INVALID when the leaf is no account: the root is not that of a state. */
function accountOf(value: Uint8Array): AccountRecord {
  let account: AccountRecord | undefined
  try {
    account = decodeAccount(value)
  } catch (cause) {
    throw snapshotInvalid('a leaf is no account', cause)
  }
  if (account.storageRoot.length !== 32 || account.codeHash.length !== 32) throw snapshotInvalid('a leaf is no account')
  return account
}
