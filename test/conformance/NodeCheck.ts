import type { ImportReport, Node } from '../../src/index.ts'
import type { Comparison, Place } from './Comparison.ts'
import { ExpectedNode } from './ExpectedNode.ts'
import type { FinalState, FlowRecording, NodeExpectation } from './flowRecording.ts'
import { type StoredForBlock, observeBlock, orNothing, selector } from './observeBlock.ts'
import { observeGroup } from './observeGroup.ts'
import type { BlockFacts } from './readBlock.ts'
import { isBrief } from './isBrief.ts'
import { refusalOf } from './refusalOf.ts'

/** Addresses by group id. */
export type AccountsByGroup = ReadonlyMap<string, ReadonlySet<string>>

/** Compares one node with the recording after every delivery, and at the end. */
export class NodeCheck {
  readonly #node: Node
  readonly #flow: FlowRecording
  readonly #comparison: Comparison
  readonly #accounts: AccountsByGroup
  readonly #expected: ExpectedNode
  /** What the node had stored for each delivered block when it was last looked at, as JSON. */
  readonly #stored = new Map<string, string>()

  /** @param accounts those whose nonces the recording has named so far, for whatever node. */
  constructor(node: Node, flow: FlowRecording, comparison: Comparison, accounts: AccountsByGroup) {
    this.#node = node
    this.#flow = flow
    this.#comparison = comparison
    this.#accounts = accounts
    this.#expected = new ExpectedNode(flow.genesisHash)
  }

  /**
   * Compares everything that the node holds after a delivery.
   * @param known all blocks delivered so far, this one included.
   * @param entry what the recording says about the node; `undefined`: the node did not get the block and has not changed.
   * @param report what the node said about the block.
   */
  async afterDelivery(
    delivery: number,
    block: BlockFacts,
    known: readonly BlockFacts[],
    entry: NodeExpectation | undefined,
    report: ImportReport | undefined,
  ): Promise<void> {
    const at = (field: string): Place => ({ delivery, node: this.#node.name, field })
    if (entry !== undefined) {
      this.#expected.update(entry)
      this.#comparison.compare(at('imported'), entry.imported, report?.imported)
      this.#comparison.compare(at('error'), entry.error, report?.error && refusalOf(report.error, entry.error))
      const { headMap, ...stored } = observeBlock(this.#node, block)
      this.#comparison.compare(at('receipts'), entry.receipts, stored.receipts)
      this.#comparison.compare(at('metadata'), entry.metadata, stored.metadata)
      if (entry.headMap !== undefined) this.#comparison.compare(at('headMap'), entry.headMap, headMap)
    }
    await this.#compareState(at, entry !== undefined && isBrief(entry))
    this.#compareHistory(at, entry === undefined ? undefined : block, known, entry)
  }

  /** Compares what the node holds at the end. @param blocks the distinct blocks in order of delivery. */
  atTheEnd(blocks: readonly BlockFacts[], { head, roots, addDataKeys }: FinalState): void {
    const at = (field: string): Place => ({ delivery: undefined, node: this.#node.name, field })
    this.#comparison.compare(at('final.head'), head, this.#node.head.hash)
    const found: Record<string, string> = {}
    for (const id of this.#flow.groups) {
      const rootsFound = blocks.map((block) => this.#rootAt(id, block))
      const expected = roots[id] ?? blocks.map(() => null)
      this.#comparison.compare(at(`final.roots.${id}`), expected, rootsFound)
      const handle = this.#node.addDataKey(id)
      if (handle !== undefined) found[id] = handle
    }
    this.#comparison.compare(at('final.addDataKeys'), addDataKeys, found)
  }

  /** Head, groups, nonces and add-data keys, also where the recording says nothing because nothing has changed. */
  async #compareState(at: (field: string) => Place, brief: boolean): Promise<void> {
    const { head, groups, nonces, addDataKeys } = this.#expected
    this.#comparison.compare(at('head'), head, this.#node.head.hash)
    for (const id of this.#flow.groups) {
      this.#comparison.compare(at(`groups.${id}`), groups.get(id) ?? null, await observeGroup(this.#node, id))
      if (!brief) this.#comparison.compare(at(`addDataKeys.${id}`), addDataKeys.get(id), this.#node.addDataKey(id))
    }
    const strangers = this.#node.groups().filter((id) => !this.#flow.groups.includes(id))
    this.#comparison.compare(at('groups that the flow does not have'), [], strangers)
    for (const [id, accounts] of this.#accounts) {
      // Of a group that the node does not know, the recordings say nothing more; what was said counts again afterwards.
      if ((groups.get(id) ?? null) === null) continue
      for (const address of accounts) {
        const found = Number(this.#node.privateNonce(id, address))
        this.#comparison.compare(at(`nonces.${id}.${address}`), nonces.get(id)?.get(address) ?? 0, found)
      }
    }
  }

  /**
   * Compares what is stored for all blocks but the one just delivered: what the recording lists has the values it says,
   * everything else is as it was.
   */
  #compareHistory(
    at: (field: string) => Place,
    delivered: BlockFacts | undefined,
    known: readonly BlockFacts[],
    entry: NodeExpectation | undefined,
  ): void {
    if (entry !== undefined && isBrief(entry)) return
    const listed = new Map((entry?.historyChanged ?? []).map(({ hash, ...values }) => [hash, values]))
    for (const block of known) {
      const stored = observeBlock(this.#node, block)
      const before = this.#stored.get(block.hash)
      this.#stored.set(block.hash, JSON.stringify(stored))
      if (block.hash === delivered?.hash) continue
      const place = at(`history.${block.hash}`)
      const changed = listed.get(block.hash)
      listed.delete(block.hash)
      if (changed !== undefined) this.#comparison.compare(place, changed, stored)
      else if (before !== JSON.stringify(stored)) {
        this.#comparison.compare(place, before === undefined ? nothingStored(stored) : JSON.parse(before), stored)
      } else this.#comparison.compared++
    }
    for (const [hash, values] of listed) this.#comparison.differ(at(`history.${hash}`), values, 'no such block before')
  }

  /** The recordings say `null` where no state is found; the block may be unknown to the node. */
  #rootAt(id: string, block: BlockFacts): string | null {
    const root = orNothing(() => this.#node.stateRoot(id, selector(block.hash)))
    return root === undefined || root === EMPTY_ROOT ? null : root
  }
}

/** Root of a trie without entries. */
const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

function nothingStored({ receipts }: StoredForBlock): StoredForBlock {
  return {
    receipts: Object.fromEntries(Object.keys(receipts).map((marker) => [marker, null])),
    metadata: {},
    headMap: null,
  }
}
