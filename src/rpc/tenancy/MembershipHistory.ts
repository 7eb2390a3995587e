import { isCoterieError } from '../../errors/CoterieError.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { equalBytes, toHex } from '../../primitives/bytes.ts'
import type { BlockHash, GroupId, PayloadHandle } from '../../primitives/identifiers.ts'
import { membersAt } from './membersAt.ts'

/** Members from a block on, until the next span. */
interface Span {
  /** Number of the block after which it was so. */
  readonly from: bigint
  readonly members: readonly string[]
}

/** How far a history has been read. */
interface Position {
  readonly number: bigint
  readonly hash: BlockHash
  /** The history blob that hydrated the group; another one brings older blocks. */
  readonly blob: PayloadHandle | undefined
}

/** Histories by group (hex), read as far as they were asked for. */
const known = new WeakMap<NodeContext['metadata'], Map<string, MembershipHistory>>()

/** The lists of members that a group has had on a node's canonical chain. Changes are looked for in blocks with transactions of the group. */
export class MembershipHistory {
  readonly #node: NodeContext
  readonly #group: GroupId
  #spans: Span[] = []
  #read: Position | undefined
  #reading: Promise<void> = Promise.resolve()

  private constructor(node: NodeContext, group: GroupId) {
    this.#node = node
    this.#group = group
  }

  /** The history up to the head. */
  static async of(node: NodeContext, group: GroupId): Promise<MembershipHistory> {
    const histories = known.get(node.metadata) ?? new Map<string, MembershipHistory>()
    known.set(node.metadata, histories)
    const id = toHex(group)
    const history = histories.get(id) ?? new MembershipHistory(node, group)
    const reading = history.#reading.then(() => history.#goOn())
    history.#reading = reading.catch(() => undefined)
    await reading
    // Nobody can fill the memory with ids of groups that are not there.
    if (history.latest !== undefined) histories.set(id, history)
    return history
  }

  /** The last list; `undefined`: there has never been one. */
  get latest(): readonly string[] | undefined {
    return this.#spans.at(-1)?.members
  }

  /** Number of the block that removed a key last; `undefined` for one that has never been a member, or is one. */
  removalOf(key: string): bigint | undefined {
    const last = this.#spans.findLastIndex(({ members }) => members.includes(key))
    return last === -1 ? undefined : this.#spans[last + 1]?.from
  }

  async #goOn(): Promise<void> {
    const { canonical, chain, metadata } = this.#node
    const { head } = canonical
    const blob = metadata.addDataKey(this.#group)
    const from = this.#continues(blob) ? (this.#read?.number ?? -1n) + 1n : 0n
    if (from === 0n) this.#spans = []
    if (from > head.number) return
    const spans = [...this.#spans]
    for (const number of metadata.groupBlocks.between(this.#group, from, head.number)) {
      const hash = canonical.hashAt(number)
      const block = hash && chain.block(hash)
      const members = block && (await membersAt(this.#node, block, this.#group).catch(unreadable))
      if (members === undefined || spans.at(-1)?.members.join() === members.join()) continue
      spans.push({ from: number, members })
    }
    this.#spans = spans
    this.#read = { number: head.number, hash: head.hash, blob }
  }

  /** Whether what has been read is still the beginning of what there is. */
  #continues(blob: PayloadHandle | undefined): boolean {
    if (this.#read === undefined) return false
    const hash = this.#node.canonical.hashAt(this.#read.number)
    if (hash === undefined || !equalBytes(hash, this.#read.hash)) return false
    return blob === undefined ? this.#read.blob === undefined : equalBytes(blob, this.#read.blob ?? new Uint8Array(0))
  }
}

/** A list that cannot be read is none; one that is left for later must be made first. */
function unreadable(error: unknown): undefined {
  if (isCoterieError(error, 'HISTORY_DEFERRED')) throw error
}
