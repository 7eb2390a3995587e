import { columns } from '../support/columns.ts'
import type { Difference } from './Comparison.ts'
import type { FileResult } from './runFile.ts'
import type { CaseOutcome } from './runRecording.ts'

/** One row: the cases of a family. */
export interface FamilyRow {
  readonly family: string
  readonly files: number
  readonly cases: number
  readonly deliveries: number
  /** Values compared. */
  readonly values: number
  readonly seconds: number
  readonly failed: number
}

/** Family of files that could not be read. */
const UNREADABLE = 'unreadable'

/** Rows of the families in the order in which they turn up. */
export function familyRows(results: readonly FileResult[]): FamilyRow[] {
  const rows = new Map<string, FamilyRow>()
  const add = (row: FamilyRow): void => {
    const known = rows.get(row.family)
    rows.set(row.family, known === undefined ? row : sum(known, row))
  }
  for (const { cases, problem } of results) {
    const families = new Map<string, FamilyRow>()
    for (const outcome of cases) {
      const row = rowOf(outcome)
      const known = families.get(row.family)
      families.set(row.family, known === undefined ? row : { ...sum(known, row), files: 1 })
    }
    for (const row of families.values()) add(row)
    if (problem !== undefined) {
      add({ family: UNREADABLE, files: 1, cases: 1, deliveries: 0, values: 0, seconds: 0, failed: 1 })
    }
  }
  return [...rows.values()]
}

function rowOf({ family, deliveries, compared, milliseconds, differences }: CaseOutcome): FamilyRow {
  const failed = differences.length === 0 ? 0 : 1
  return { family, files: 1, cases: 1, deliveries, values: compared, seconds: milliseconds / 1000, failed }
}

function sum(a: FamilyRow, b: FamilyRow): FamilyRow {
  return {
    family: a.family,
    files: a.files + b.files,
    cases: a.cases + b.cases,
    deliveries: a.deliveries + b.deliveries,
    values: a.values + b.values,
    seconds: a.seconds + b.seconds,
    failed: a.failed + b.failed,
  }
}

const COLUMNS = ['family', 'files', 'cases', 'deliveries', 'values', 'seconds', 'failed'] as const

/** The rows as text, in columns. */
export function tableText(rows: readonly FamilyRow[]): string {
  const total = rows.reduce(sum, { family: 'all', files: 0, cases: 0, deliveries: 0, values: 0, seconds: 0, failed: 0 })
  const cells = [...rows, total].map((row) => ({ ...row, seconds: row.seconds.toFixed(1) }))
  return columns([COLUMNS, ...cells.map((row) => COLUMNS.map((column) => String(row[column])))])
}

/** What is told of a file's differences: the first few of each case. */
export function differenceLines({ file, cases, problem }: FileResult, few: number): string[] {
  const lines = problem === undefined ? [] : [`${file}: ${problem}`]
  for (const { name, differences } of cases) {
    for (const difference of differences.slice(0, few)) lines.push(`${file} (${name}): ${differenceText(difference)}`)
    if (differences.length > few) lines.push(`${file} (${name}): and ${differences.length - few} more differences`)
  }
  return lines
}

/** One difference in one line. */
export function differenceText({ delivery, node, field, expected, found }: Difference): string {
  const where = [delivery === undefined ? [] : `delivery ${delivery}`, node ?? [], field].flat().join(', ')
  const from = firstDifference(expected, found)
  return `${where}: expected ${short(expected, from)}, found ${short(found, from)}`
}

function firstDifference(a: string, b: string): number {
  let index = 0
  while (index < a.length && a[index] === b[index]) index++
  return index
}

/** Long texts are shown around the place of interest. */
function short(text: string, place: number): string {
  if (text.length <= 300) return text
  const from = place < 250 ? 0 : place - 60
  return `${from > 0 ? '…' : ''}${text.slice(from, from + 300)}${from + 300 < text.length ? '…' : ''}`
}
