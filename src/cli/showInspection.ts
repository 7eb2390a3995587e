import type { DivergenceReport, Inspection, NodeReport, TransactionReport } from './Inspection.ts'
import { shortHash, table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Differing accounts and slots shown at most; `--json` has up to a hundred. */
const DIFFERENCES = 10

const statuses = { 0: 'failed', 1: 'success', 2: 'invalid' } as const
const memberships = { member: 'member', former: 'former member', unknown: 'does not know the group' } as const

/**
 * Prints an inspection for people: a section for each node, what diverges, and who is behind.
 * @param names node names by the address of their account (hex).
 */
export function showInspection(inspection: Inspection, names: ReadonlyMap<string, string>, terminal: Terminal): void {
  const { bold } = terminal.style
  terminal.out(`${bold('group')} ${inspection.group}`)
  showAgreement(inspection, terminal)
  for (const node of inspection.nodes) {
    terminal.out('')
    const behind = inspection.block - node.block
    const place = behind > 0 ? `block ${node.block}, ${behind} behind the network` : `block ${node.block}`
    terminal.out(`${bold(node.name)} (${place}): ${memberships[node.membership]}`)
    if (node.membership !== 'unknown') showNode(node, names, terminal)
  }
}

function showAgreement({ divergence, block }: Inspection, terminal: Terminal): void {
  const { green, red } = terminal.style
  if (divergence === null) {
    terminal.out(green('the histories of its members agree'))
    return
  }
  if (divergence.marker === null) terminal.out('the histories of its members agree as far as they go')
  else showDifference(divergence, terminal)
  for (const { node, block: head, refused } of divergence.behind) {
    const reason = refused === null ? 'it has not been given all blocks' : `it refused block ${refused}`
    terminal.out(red(`BEHIND: ${node} is at block ${head} of ${block}; ${reason}`))
  }
}

function showDifference(
  { marker, blockNumber, roots, missing, differences }: DivergenceReport,
  terminal: Terminal,
): void {
  const texts = Object.entries(roots).map(
    ([name, root]) => `${name} ${root}${missing.includes(name) ? ' (without it)' : ''}`,
  )
  terminal.out(terminal.style.red(`DIVERGED first at marker ${marker} in block ${blockNumber}: ${texts.join(', ')}`))
  for (const { account, what, values } of differences.slice(0, DIFFERENCES)) {
    const texts = Object.entries(values).map(([name, value]) => `${name} ${value ?? 'nothing'}`)
    terminal.out(`  account ${account} ${/^0x/.test(what) ? `slot ${what}` : what}: ${texts.join(', ')}`)
  }
  const more = differences.length - DIFFERENCES
  if (more > 0) terminal.out(`  and ${more} more; --json lists them`)
}

function showNode(node: NodeReport, names: ReadonlyMap<string, string>, terminal: Terminal): void {
  const { dim } = terminal.style
  const named = (address: string): string => {
    const name = names.get(address)
    return name === undefined ? address : `${address} (${name})`
  }
  const members = node.members?.map(({ key, node: name }) => (name === null ? key : `${name} ${key}`)) ?? ['unreadable']
  const fields: [string, string][] = [
    ...members.map((member, index): [string, string] => [index === 0 ? 'members' : '', member]),
    ['owner', node.owner === null ? 'none that can be read' : named(node.owner)],
    ['version', node.version ?? 'unreadable'],
    ['lock', node.locked === null ? 'unreadable' : node.locked ? 'locked' : 'unlocked'],
    ['root', node.root ?? ''],
    ['history', historyTitle(node)],
  ]
  for (const line of table(fields)) terminal.out(`  ${line}`)
  if (node.history.length === 0) return
  const [header = '', ...rows] = table(
    [
      ['block', 'marker', 'status', 'root after it', 'sender'],
      ...node.history.map((entry) => historyRow(entry, names)),
    ],
    ['right'],
  )
  terminal.out(dim(`  ${header}`))
  for (const row of rows) terminal.out(`  ${row}`)
}

function historyTitle({ transactions, history }: NodeReport): string {
  const count = `${transactions} transaction${transactions === 1 ? '' : 's'}`
  return history.length < transactions ? `${count}, the last ${history.length} shown` : count
}

function historyRow(
  { block, marker, sender, status, root }: TransactionReport,
  names: ReadonlyMap<string, string>,
): string[] {
  return [
    `${block}`,
    marker,
    statuses[status],
    root === null ? 'unchanged' : shortHash(root),
    sender === null ? 'unreadable' : (names.get(sender) ?? sender),
  ]
}
