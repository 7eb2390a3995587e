import type { Network } from '../network/Network.ts'
import type { Node } from '../node/Node.ts'
import type { Hex } from '../primitives/bytes.ts'
import { groupsOf } from './findGroup.ts'
import { openForReading } from './openForReading.ts'
import { shortHash, table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie groups`. */
export interface GroupsCommandOptions {
  readonly dataPath: string
  readonly json?: boolean
}

/** A group as `coterie groups` lists it: how the member that is furthest along sees it. */
export interface GroupSummary {
  /** Id, base64. */
  readonly id: string
  /** The members; node names, or enclave keys (base64) of other enclaves. `null`: no readable answer. */
  readonly members: readonly string[] | null
  readonly locked: boolean | null
  /** Successful transactions. */
  readonly transactions: number
  /** Number of the block with the last of them. */
  readonly lastBlock: number
  readonly root: Hex
  /** Root on each node that knows the group. */
  readonly roots: Readonly<Record<string, Hex>>
  /** Whether the members of this network have the same root at the same block. */
  readonly agree: boolean
}

/** `coterie groups`: the groups in a data path. @throws {CoterieError} as {@link openForReading} does. */
export async function groups({ dataPath, json }: GroupsCommandOptions, terminal: Terminal): Promise<void> {
  await using network = await openForReading(dataPath)
  const summaries: GroupSummary[] = []
  for (const id of groupsOf(network)) summaries.push(await summarize(network, id))
  if (json === true) {
    const nodes = network.nodes.map(({ name, head }) => ({ name, block: Number(head.number) }))
    terminal.out(JSON.stringify({ dataPath, block: Number(network.head.number), nodes, groups: summaries }))
  } else if (summaries.length === 0) {
    terminal.out(`No node in ${dataPath} knows a privacy group.`)
  } else {
    show(summaries, terminal)
  }
}

async function summarize(network: Network, id: string): Promise<GroupSummary> {
  const knowing = network.nodes.filter((node) => node.groups().includes(id))
  const views = await Promise.all(knowing.map(async (node) => ({ node, view: await node.groupState(id) })))
  const members = views.filter(({ node, view }) => view?.members?.includes(node.enclaveKey) === true)
  const candidates = (members.length > 0 ? members : views).map(({ node, view }) => ({
    node,
    view,
    history: node.history(id),
  }))
  const last = (entry: (typeof candidates)[number]): number => Number(entry.history.at(-1)?.blockNumber ?? 0)
  const [best, ...others] = candidates.sort((a, b) => last(b) - last(a))
  const { view } = best ?? {}
  return {
    id,
    members: view?.members?.map((key) => nameOf(network, key)) ?? null,
    locked: view?.locked ?? null,
    transactions: best?.history.length ?? 0,
    lastBlock: best === undefined ? 0 : last(best),
    root: view?.root ?? '0x',
    roots: Object.fromEntries(knowing.map((node) => [node.name, node.stateRoot(id)])),
    agree: others.every(({ node }) => sameRoot(best?.node, node, id)),
  }
}

/** A node that is behind may still agree: the roots are compared at the lower of the two heads. */
function sameRoot(a: Node | undefined, b: Node, id: string): boolean {
  if (a === undefined) return true
  const block = a.head.number < b.head.number ? a.head.number : b.head.number
  return a.stateRoot(id, block) === b.stateRoot(id, block)
}

function nameOf(network: Network, key: string): string {
  return network.nodes.find(({ enclaveKey }) => enclaveKey === key)?.name ?? key
}

function show(summaries: readonly GroupSummary[], terminal: Terminal): void {
  const { bold, red } = terminal.style
  const [header = '', ...rows] = table(
    [
      ['group', 'members', 'lock', 'transactions', 'last block', 'state root', 'members agree'],
      ...summaries.map(({ id, members, locked, transactions, lastBlock, root, agree }) => [
        id,
        members?.map((name) => shortKey(name)).join(', ') ?? 'unreadable',
        locked === null ? 'unreadable' : locked ? 'locked' : 'unlocked',
        `${transactions}`,
        `${lastBlock}`,
        shortHash(root),
        agree ? 'yes' : 'no: inspect it',
      ]),
    ],
    ['left', 'left', 'left', 'right', 'right'],
  )
  terminal.out(bold(header))
  rows.forEach((row, index) => terminal.out(summaries[index]?.agree === false ? red(row) : row))
}

/** Enclave keys are long, node names (64 characters at most) seldom are. */
const shortKey = (name: string): string => (/^[A-Za-z0-9+/]{43}=$|^.{100,}$/.test(name) ? `${name.slice(0, 8)}…` : name)
