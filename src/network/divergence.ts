import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { type Hex, equalBytes, toBase64, toHex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId, StateRoot } from '../primitives/identifiers.ts'
import { blockHashFrom, groupIdFrom } from '../node/doors.ts'
import type { Node } from '../node/Node.ts'
import { withHistory } from '../node/withHistory.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import { type StateDifference, differingState } from './differingState.ts'
import { type MemberBehind, membersAt, membersBehind } from './membersBehind.ts'
import type { ImportReports } from './SendingNode.ts'

/** The first point at which nodes that should agree on a group do not, and who is not there yet. Hashes and roots are hex. */
export interface Divergence {
  /** Group id, base64. */
  readonly group: string
  /**
   * The first marker after which the nodes differ; `undefined`, as its block is, when they agree as far as they are, and some are
   * {@link behind}.
   */
  readonly marker: Hex | undefined
  readonly block: Hex | undefined
  readonly blockNumber: bigint | undefined
  /**
   * Root after the marker by node name; for a node that did not execute it, its root at the block. Without a marker: of those who know
   * the group, each at its head.
   */
  readonly roots: Readonly<Record<string, Hex>>
  /** Nodes that should have executed the marker and did not. */
  readonly missing: readonly string[]
  /**
   * Accounts and slots in which the states of the first two differing nodes at their {@link roots} differ. Empty when one of those
   * states cannot be had: only the state after a block's last marker is stored, and a deferred one cannot always be made.
   */
  readonly differences: readonly StateDifference[]
  /** Members whose nodes lack blocks of the chain: they refused one, or were not given all. */
  readonly behind: readonly MemberBehind[]
}

interface Step {
  readonly marker: Hex
  readonly block: BlockHash
  readonly blockNumber: bigint
  readonly roots: Map<Node, StateRoot>
}

/**
 * Compares the histories of a group on the nodes that know it (FP-146). A node that was not a member when a marker was mined
 * need not have it; every other difference is a divergence. Of a node that is behind only what it has is compared.
 * @returns the first difference and who is behind, or `undefined` when all agree and nobody is.
 */
export async function findDivergence(nodes: readonly Node[], id: string): Promise<Divergence | undefined> {
  const group = groupIdFrom(id)
  const knowing = nodes.filter((node) => node.groups().includes(toBase64(group)))
  for (const step of stepsOf(knowing, group)) {
    const missing = await missingAt(nodes, group, step)
    const [first, ...others] = [...step.roots.values()]
    const differs = first !== undefined && others.some((root) => !equalBytes(root, first))
    if (differs || missing.length > 0) {
      return { ...(await report(group, step, missing)), behind: await membersBehind(nodes, knowing, group) }
    }
  }
  const behind = await membersBehind(nodes, knowing, group)
  if (behind.length === 0) return undefined
  const roots = Object.fromEntries(knowing.map((node) => [node.name, node.stateRoot(toBase64(group))]))
  const nowhere = { marker: undefined, block: undefined, blockNumber: undefined }
  return { group: toBase64(group), ...nowhere, roots, missing: [], differences: [], behind }
}

/** Every marker that some node has executed, in chain order, with the roots that the nodes recorded after it. */
function stepsOf(nodes: readonly Node[], group: GroupId): Step[] {
  const steps = new Map<string, Step & { index: number }>()
  for (const node of nodes) {
    for (const { marker, block: hash, blockNumber } of node.history(toBase64(group))) {
      const { chain, metadata } = node.context
      const block = chain.requireBlock(blockHashFrom(hash))
      const entry = metadata.metadata(block.hash, group)?.find(({ markerHash }) => toHex(markerHash) === marker)
      if (entry === undefined) continue
      const index = block.transactions.findIndex((transaction) => toHex(transaction.hash) === marker)
      const key = `${hash}:${marker}`
      let step = steps.get(key)
      if (step === undefined)
        steps.set(key, (step = { marker, block: block.hash, blockNumber, roots: new Map(), index }))
      step.roots.set(node, entry.stateRoot)
    }
  }
  const order = (a: Step & { index: number }, b: Step & { index: number }): number =>
    a.blockNumber === b.blockNumber ? a.index - b.index : a.blockNumber < b.blockNumber ? -1 : 1
  return [...steps.values()].sort(order)
}

/** Nodes without a marker that were members, by the state of one that has it, when it was mined or because of it. */
async function missingAt(nodes: readonly Node[], group: GroupId, { roots, block }: Step): Promise<Node[]> {
  const candidates = nodes.filter((node) => !roots.has(node) && hasReached(node, block))
  // A node with all states spares one that joined without the older ones from making them.
  const witnesses = [...roots.keys()]
  const witness = witnesses.find((node) => !node.hasDeferredHistory(toBase64(group))) ?? witnesses[0]
  if (candidates.length === 0 || witness === undefined) return []
  const { chain } = witness.context
  const containing = chain.requireBlock(block)
  const members =
    (await membersAt(witness, group, chain.requireBlock(containing.parentHash))) ??
    (await membersAt(witness, group, containing))
  return candidates.filter((node) => members?.some((key) => node.enclaveKeys.includes(toBase64(key))) === true)
}

/** A node that is behind has not diverged. */
function hasReached(node: Node, block: BlockHash): boolean {
  return node.context.canonical.has(block)
}

async function report(group: GroupId, step: Step, missing: readonly Node[]): Promise<Omit<Divergence, 'behind'>> {
  const roots = new Map(step.roots)
  for (const node of missing) roots.set(node, resolveRoot(node.context.metadata, step.block, group))
  const [[left, leftRoot], ...rest] = [...roots] as [[Node, StateRoot], ...[Node, StateRoot][]]
  const other = rest.find(([, root]) => !equalBytes(root, leftRoot))
  const sides = other === undefined ? undefined : ([[left, leftRoot], other] as const)
  const areThere = sides !== undefined && (await haveStates(sides, group))
  return {
    group: toBase64(group),
    marker: step.marker,
    block: toHex(step.block),
    blockNumber: step.blockNumber,
    roots: Object.fromEntries([...roots].map(([node, root]) => [node.name, toHex(root)])),
    missing: missing.map(({ name }) => name),
    differences: areThere ? differingState(...sides) : [],
  }
}

/**
 * Whether both states can be read: one that is deferred is made, unless the network is only looked at; one between two markers of a
 * block is a recorded root without a state.
 */
async function haveStates(sides: readonly (readonly [Node, StateRoot])[], group: GroupId): Promise<boolean> {
  try {
    for (const [node, root] of sides) {
      const { metadata } = node.context
      await withHistory(node, async () => metadata.requireState(group, root))
      if (!equalBytes(root, EMPTY_ROOT) && metadata.get(root) === undefined) return false
    }
    return true
  } catch (error) {
    if (isCoterieError(error)) return false
    throw error
  }
}

/** Names of the nodes that know a group. @throws {CoterieError} `GROUP_UNKNOWN` when none does. */
export function nodesWithGroup(nodes: readonly Node[], id: string): Node[] {
  const canonical = toBase64(groupIdFrom(id))
  const knowing = nodes.filter((node) => node.groups().includes(canonical))
  if (knowing.length > 0) return knowing
  throw new CoterieError('GROUP_UNKNOWN', `no node knows group ${canonical}; see the groups of each node`)
}

/**
 * Groups of a block about which the nodes' reports or roots differ, so that they deserve a closer look: a cheap test that
 * also names groups which have not diverged, for instance because of a removed member.
 */
export function suspectGroups(nodes: readonly Node[], reports: ImportReports): Set<string> {
  const touched = new Set<string>()
  const suspect = new Set<string>()
  const successes = new Map<string, number>()
  const readers = new Map<string, number>()
  for (const { markers, replays } of reports.values()) {
    for (const { group } of replays) touched.add(group)
    for (const { group, marker, status } of markers) {
      if (group === undefined) continue
      touched.add(group)
      const key = `${group} ${marker}`
      readers.set(key, (readers.get(key) ?? 0) + 1)
      if (status === 1) successes.set(key, (successes.get(key) ?? 0) + 1)
    }
  }
  for (const [key, count] of successes) if (count !== readers.get(key)) suspect.add(key.split(' ')[0] ?? '')
  for (const group of touched) {
    const knowing = nodes.filter((node) => node.groups().includes(group))
    if (new Set(knowing.map((node) => node.stateRoot(group))).size > 1) suspect.add(group)
  }
  return suspect
}
