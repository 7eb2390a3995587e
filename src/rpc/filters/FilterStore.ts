import type { PublicBlock } from '../../chain/PublicBlock.ts'
import { toHex } from '../../primitives/bytes.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { rpcError } from '../RpcError.ts'
import { type GroupOwner, isStillMember } from '../tenancy/GroupOwner.ts'

/** Something that is polled: it collects changes as blocks and transactions arrive. */
export interface Filter {
  /** What happened since the last call. */
  changes(): JsonValue[]
  /** All logs that match now; absent: it is no filter of logs. */
  logs?(): JsonValue[]
  blockImported?(block: PublicBlock, headBefore: PublicBlock): void
  transactionAdded?(hash: string): void
  /** Keeps what it has collected. @returns puts it back. */
  snapshot?(): () => void
}

interface Installed {
  readonly filter: Filter
  readonly owner: GroupOwner | undefined
  usedAt: number
}

/** A filter lives so long after it was made or asked last, in milliseconds (spec 03 §12.6). */
const LIFE = 10 * 60_000

/** The filters of a node, public and private ones, whoever made them and however (spec 03 §12.6). Nothing of them is stored. */
export class FilterStore {
  readonly #surroundings: { readonly now: () => number; readonly randomBytes: (size: number) => Uint8Array }
  #filters = new Map<string, Installed>()

  constructor(surroundings: { readonly now: () => number; readonly randomBytes: (size: number) => Uint8Array }) {
    this.#surroundings = surroundings
  }

  /**
   * @param owner the only one whom it is for, if so.
   * @returns the filter's id: 16 random bytes as a quantity.
   */
  install(filter: Filter, owner?: GroupOwner): string {
    this.#forgetOld()
    const id = `0x${BigInt(toHex(this.#surroundings.randomBytes(16))).toString(16)}`
    this.#filters.set(id, { filter, owner, usedAt: this.#surroundings.now() })
    return id
  }

  ownerOf(id: string): GroupOwner | undefined {
    return this.#filters.get(id)?.owner
  }

  /** Whether any filter has an owner. */
  get isOwned(): boolean {
    return [...this.#filters.values()].some(({ owner }) => owner !== undefined)
  }

  /** Removes the filters whose owners are members of their groups no more. */
  async dropLost(): Promise<void> {
    for (const [id, { owner }] of [...this.#filters]) {
      if (owner !== undefined && !(await isStillMember(owner))) this.#filters.delete(id)
    }
  }

  /** @returns whether there was one. */
  uninstall(id: string): boolean {
    this.#forgetOld()
    return this.#filters.delete(id)
  }

  /** @throws {RpcError} `FILTER_NOT_FOUND`. */
  changes(id: string): JsonValue[] {
    const filter = this.#use(id)
    if (filter === undefined) throw rpcError('FILTER_NOT_FOUND')
    return filter.changes()
  }

  /** As {@link changes}, of a filter of logs only. @throws {RpcError} `FILTER_NOT_FOUND`. */
  logsChanges(id: string): JsonValue[] {
    if (this.#filters.get(id)?.filter.logs === undefined) throw rpcError('FILTER_NOT_FOUND')
    return this.changes(id)
  }

  /** @throws {RpcError} `LOGS_FILTER_NOT_FOUND`. */
  logs(id: string): JsonValue[] {
    const filter = this.#use(id)
    if (filter?.logs === undefined) throw rpcError('LOGS_FILTER_NOT_FOUND')
    return filter.logs()
  }

  blockImported(block: PublicBlock, headBefore: PublicBlock): void {
    this.#forgetOld()
    for (const { filter } of this.#filters.values()) filter.blockImported?.(block, headBefore)
  }

  transactionAdded(hash: string): void {
    for (const { filter } of this.#filters.values()) filter.transactionAdded?.(hash)
  }

  /** Keeps which filters there are and what they have collected. @returns puts it back. */
  snapshot(): () => void {
    const kept = [...this.#filters].map(([id, installed]) => ({
      entry: [id, installed] as const,
      restore: installed.filter.snapshot?.(),
    }))
    return () => {
      this.#filters = new Map(kept.map(({ entry }) => entry))
      for (const { restore } of kept) restore?.()
    }
  }

  #use(id: string): Filter | undefined {
    this.#forgetOld()
    const installed = this.#filters.get(id)
    if (installed === undefined) return undefined
    installed.usedAt = this.#surroundings.now()
    return installed.filter
  }

  #forgetOld(): void {
    const oldest = this.#surroundings.now() - LIFE
    for (const [id, { usedAt }] of this.#filters) if (usedAt < oldest) this.#filters.delete(id)
  }
}
