import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PublicBlock } from '../../src/chain/PublicBlock.ts'
import type { PublicChain } from '../../src/chain/PublicChain.ts'
import { createNetwork } from '../../src/createNetwork.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { IndexedNode } from './IndexedNode.ts'
import type { ReplayPlan } from './replayPlan.ts'
import { RewrittenHeadMaps } from './RewrittenHeadMaps.ts'

interface BlockTree {
  readonly chain: PublicChain
  /** Every block but the first. */
  readonly blocks: readonly PublicBlock[]
  /** Every path from the first block to an end. */
  readonly branches: readonly (readonly PublicBlock[])[]
}

/** A trunk of 9 blocks and longer and shorter branches of it. */
async function blockTree(): Promise<BlockTree> {
  const network = await createNetwork({ nodes: ['alice'], mining: 'manual' })
  const { chain } = network.node('alice').context
  const blocks: PublicBlock[] = []
  const grow = async (path: readonly PublicBlock[], count: number): Promise<PublicBlock[]> => {
    const branch = [...path]
    for (let i = 0; i < count; i++) {
      const parent = branch.at(-1) ?? chain.genesisBlock
      const timestamp = parent.source.header.timestamp + 10n + BigInt(blocks.length)
      const { block } = await network.mine({ parent: toHex(parent.hash), timestamp })
      const mined = chain.requireBlock(toBlockHash(fromHex(block.hash)))
      branch.push(mined)
      blocks.push(mined)
    }
    return branch
  }
  const trunk = await grow([], 9)
  const early = await grow(trunk.slice(0, 2), 8)
  const late = await grow(trunk.slice(0, 5), 6)
  const second = await grow(early.slice(0, 4), 8)
  const other = await grow([], 4)
  return { chain, blocks, branches: [trunk, early, late, second, other] }
}

const groups = fc.uniqueArray(fc.nat(2), { maxLength: 2 })
/** A block that may follow, wherever it is. */
const importStep = fc.record({ kind: fc.constant('import' as const), choice: fc.nat(), groups, refused: fc.nat(9) })
/** Several blocks of one branch. */
const growStep = fc.record({
  kind: fc.constant('grow' as const),
  choice: fc.nat(),
  count: fc.integer({ min: 1, max: 8 }),
  groups,
})
const replayStep = fc.record({
  kind: fc.constant('replay' as const),
  group: fc.nat(2),
  picks: fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 5 }),
  unsorted: fc.nat(9),
  failure: fc.option(fc.record({ at: fc.nat(4), staged: fc.boolean() }), { freq: 3 }),
  abandoned: fc.array(fc.nat(4), { maxLength: 1 }),
  merge: fc.boolean(),
})
const storeStep = fc.record({
  kind: fc.constantFrom('commit' as const, 'discard' as const, 'reopen' as const, 'mark' as const, 'rollBack' as const),
})
const step = fc.oneof(
  { arbitrary: importStep, weight: 3 },
  { arbitrary: growStep, weight: 3 },
  { arbitrary: replayStep, weight: 5 },
  { arbitrary: storeStep, weight: 3 },
)
type Drawn<T> = T extends fc.Arbitrary<infer U> ? U : never

/** The plan of a step on a canonical chain of some length. */
function planOf(
  { picks, unsorted, failure, abandoned, ...plan }: Drawn<typeof replayStep>,
  length: bigint,
): ReplayPlan {
  const numbers = length === 0n ? [] : [...new Set(picks.map((pick) => (BigInt(pick) % length) + 1n))]
  if (unsorted > 0) numbers.sort((a, b) => Number(a - b))
  return { ...plan, numbers, failure: failure ?? undefined, abandoned: new Set(abandoned) }
}

/** A node and the model, side by side. */
class Comparison {
  readonly #tree: BlockTree
  readonly node: IndexedNode
  model: RewrittenHeadMaps
  #committed: RewrittenHeadMaps
  readonly #marks: RewrittenHeadMaps[] = []

  constructor(tree: BlockTree) {
    this.#tree = tree
    this.node = new IndexedNode(tree.chain)
    this.model = new RewrittenHeadMaps(tree.chain)
    this.#committed = this.model.copy()
  }

  async take(drawn: Drawn<typeof step>): Promise<void> {
    switch (drawn.kind) {
      case 'import': {
        const open = this.#tree.blocks.filter(
          ({ hash, parentHash }) => !this.model.has(hash) && this.model.has(parentHash),
        )
        const block = open[drawn.choice % open.length]
        if (block !== undefined) this.#import(block, drawn.groups, drawn.refused === 0)
        return
      }
      case 'grow': {
        const branch = this.#tree.branches[drawn.choice % this.#tree.branches.length] ?? []
        const missing = branch.filter(({ hash }) => !this.model.has(hash)).slice(0, drawn.count)
        for (const [index, block] of missing.entries()) this.#import(block, index === 0 ? drawn.groups : [], false)
        return
      }
      case 'replay': {
        const plan = planOf(drawn, this.model.head.number)
        this.node.replay(plan)
        this.model.replay(plan)
        return
      }
      case 'commit':
      case 'discard':
      case 'reopen':
      case 'mark':
      case 'rollBack':
        await this.#changeStore(drawn.kind)
    }
  }

  expectSame(): void {
    for (let number = 0n; number <= this.model.head.number; number++) {
      const hash = this.node.canonical.hashAt(number)
      expect(hash && toHex(hash)).toBe(toHex(this.model.canonical(number)))
    }
    const shown = (map: ReadonlyMap<string, Uint8Array> | undefined) =>
      map && [...map].map(([id, hash]) => [id, toHex(hash)]).sort()
    for (const { hash, number } of this.#tree.blocks) {
      expect({ number, map: shown(this.node.metadata.headMap(hash)) }).toEqual({
        number,
        map: shown(this.model.map(hash)),
      })
    }
  }

  #import(block: PublicBlock, changed: readonly number[], refused: boolean): void {
    this.node.import(block, changed, refused)
    this.model.import(block, changed, refused)
  }

  async #changeStore(kind: Drawn<typeof storeStep>['kind']): Promise<void> {
    if (kind === 'commit' || kind === 'mark') {
      await this.node.commit()
      this.#committed = this.model.copy()
    }
    if (kind === 'mark') await this.node.base.mark(this.#marks.push(this.model.copy()))
    if (kind === 'discard') this.node.discard()
    if (kind === 'reopen') this.node.reopen()
    if (kind === 'rollBack') {
      this.node.discard()
      if (this.#marks.length > 0) await this.node.base.change({ mark: this.#marks.length })
      this.#committed = this.#marks.pop() ?? this.#committed
    }
    if (kind === 'discard' || kind === 'reopen' || kind === 'rollBack') this.model = this.#committed.copy()
  }
}

it('FP-151 FP-152 head maps are those of a node that writes them all, whatever happens to chain and store', async () => {
  const tree = await blockTree()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const comparison = new Comparison(tree)
      for (const drawn of steps) {
        await comparison.take(drawn)
        comparison.expectSame()
      }
    }),
    { numRuns: 200 },
  )
})
