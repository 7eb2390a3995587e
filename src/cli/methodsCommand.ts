import { API_GROUPS, isApiGroup } from '../rpc/apiGroups.ts'
import { type MethodRow, methodReference, methodRows } from '../rpc/methodReference.ts'
import { suggest } from './options/suggest.ts'
import { UsageError } from './reportError.ts'
import { table } from './table.ts'
import type { Terminal } from './Terminal.ts'

/** Options of `coterie methods`. */
export interface MethodsCommandOptions {
  /** API group in any case. */
  readonly group?: string
  readonly markdown?: boolean
  readonly json?: boolean
}

/** `coterie methods`: the JSON-RPC methods. @throws {UsageError} for a group that is none. */
export function listMethods({ group, markdown, json }: MethodsCommandOptions, terminal: Terminal): void {
  if (markdown === true && json === true) throw new UsageError('give --json or --markdown, not both')
  const wanted = group === undefined ? undefined : groupOf(group)
  const rows = methodRows().filter((row) => wanted === undefined || row.group === wanted)
  if (json === true) terminal.out(JSON.stringify({ methods: rows }))
  else if (markdown === true) terminal.out(methodReference(rows))
  else show(rows, terminal)
}

function groupOf(text: string): string {
  const name = text.toUpperCase()
  if (isApiGroup(name)) return name
  const meant = suggest(name, API_GROUPS)
  const advice = meant === undefined ? `there are ${API_GROUPS.join(', ')}` : `did you mean ${meant}?`
  throw new UsageError(`no API group is called ${text}; ${advice}`)
}

function show(rows: readonly MethodRow[], terminal: Terminal): void {
  const lines = table([
    ['method', 'group', 'fidelity', 'parameters'],
    ...rows.map(({ name, group, fidelity, params }) => [name, group ?? 'always', fidelity, params]),
  ])
  const [header = '', ...others] = lines
  terminal.out(terminal.style.bold(header))
  for (const line of others) terminal.out(line)
}
