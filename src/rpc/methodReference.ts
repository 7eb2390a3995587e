import { API_GROUPS } from './apiGroups.ts'
import type { Method } from './Method.ts'
import { methods } from './methods.ts'

/** One method as the reference lists it. */
export interface MethodRow extends Pick<Method, 'fidelity' | 'params' | 'result'> {
  readonly name: string
  /** API group; `null`: always there. */
  readonly group: string | null
  readonly note: string
  /** `ws`: only over WebSocket and in process. */
  readonly transport: 'any' | 'ws'
  readonly privacy: 'any' | 'flexible' | 'offchain'
}

/** What the words in the column about fidelity mean. */
export const fidelityMeanings: Readonly<Record<Method['fidelity'], string>> = {
  besu: 'as Besu 24.3.0, byte for byte',
  simplified: 'the same shape, with what a simulator can know',
  later: 'as in a later release of Besu; absent where a version is pinned (`besuVersion`)',
  development: "not Besu's: a convention of development chains, or Coterie's own",
}

/** Where the generated part of `README.md` begins and ends. */
export const REFERENCE_MARKERS = {
  begin: '<!-- methods: written by "npm run reference" -->\n<!-- prettier-ignore-start -->',
  end: '<!-- prettier-ignore-end -->\n<!-- end of methods -->',
} as const

/** All methods by group and name; those that are always there come first. */
export function methodRows(): readonly MethodRow[] {
  const rows = [...methods].map(([name, { group, fidelity, params, result, note, transport, privacy }]): MethodRow => ({
    name,
    group: group ?? null,
    fidelity,
    params,
    result,
    note: note ?? '',
    transport: transport ?? 'any',
    privacy: privacy ?? 'any',
  }))
  const place = ({ group }: MethodRow): number => API_GROUPS.findIndex((name) => name === group)
  return rows.sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1))
}

/** The method table as Markdown: a section for each group. */
export function methodReference(rows: readonly MethodRow[] = methodRows()): string {
  const sections = [...new Set(rows.map(({ group }) => group))].map((group) => {
    const lines = rows.filter((row) => row.group === group).map(tableLine)
    const header = ['| Method | Parameters | Result | | Notes |', '| --- | --- | --- | --- | --- |']
    return [`### ${group ?? 'Always there'}`, '', ...header, ...lines].join('\n')
  })
  return sections.join('\n\n')
}

function tableLine({ name, params, result, fidelity, note, transport, privacy }: MethodRow): string {
  const where = [
    ...(transport === 'ws' ? ['WebSocket and in process only.'] : []),
    ...(privacy === 'any' ? [] : [`${privacy === 'flexible' ? 'Flexible' : 'Offchain'} groups only.`]),
  ]
  const cells = [`\`${name}\``, params, result, fidelity, [...where, note].join(' ').trim()]
  return `| ${cells.map(cell).join(' | ')} |`
}

const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
