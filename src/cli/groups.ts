import { createNetwork } from '../createNetwork.ts'
import type { Network } from '../network/Network.ts'
import type { Hex } from '../primitives/bytes.ts'
import { groupsOf } from './findGroup.ts'
import type { MemberReport } from './Inspection.ts'
import { memberOf } from './memberOf.ts'
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
  /** `null`: the management contract gives no readable answer. */
  readonly members: readonly MemberReport[] | null
  readonly locked: boolean | null
  /** Successful transactions. */
  readonly transactions: number
  /** Number of the block with the last of them. */
  readonly lastBlock: number
  readonly root: Hex
  /** Root on each node that knows the group. */
  readonly roots: Readonly<Record<string, Hex>>
  /** Whether the nodes that should have the same history have it, and no member is behind; `coterie inspect` says more. */
  readonly agree: boolean
}

/** `coterie groups`: the groups in a data path. @throws {CoterieError} as {@link createNetwork} does. */
export async function groups({ dataPath, json }: GroupsCommandOptions, terminal: Terminal): Promise<void> {
  await using network = await createNetwork({ dataPath, readOnly: true })
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
  const members = views.filter(
    ({ node, view }) => view?.members?.some((key) => node.enclaveKeys.includes(key)) === true,
  )
  const candidates = (members.length > 0 ? members : views).map(({ node, view }) => ({
    node,
    view,
    history: node.history(id),
  }))
  const last = (entry: (typeof candidates)[number]): number => Number(entry.history.at(-1)?.blockNumber ?? 0)
  const [best] = candidates.sort((a, b) => last(b) - last(a))
  const { view } = best ?? {}
  return {
    id,
    members: view?.members?.map((key) => memberOf(network, key)) ?? null,
    locked: view?.locked ?? null,
    transactions: best?.history.length ?? 0,
    lastBlock: best === undefined ? 0 : last(best),
    root: view?.root ?? '0x',
    roots: Object.fromEntries(knowing.map((node) => [node.name, node.stateRoot(id)])),
    agree: (await network.divergence(id)) === undefined,
  }
}

function show(summaries: readonly GroupSummary[], terminal: Terminal): void {
  const { bold, red } = terminal.style
  const [header = '', ...rows] = table(
    [
      ['group', 'members', 'lock', 'transactions', 'last block', 'state root', 'nodes agree'],
      ...summaries.map(({ id, members, locked, transactions, lastBlock, root, agree }) => [
        id,
        members?.map(({ key, node }) => node ?? `${key.slice(0, 8)}…`).join(', ') ?? 'unreadable',
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
