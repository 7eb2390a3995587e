import type { Difference } from './Comparison.ts'
import { type MethodCount, MethodCounts } from './MethodCounts.ts'
import { columns } from '../support/columns.ts'
import { differenceText } from './resultTable.ts'
import type { FileResult } from './runFile.ts'

/** Requests of all files by method. */
export function methodCounts(results: readonly FileResult[]): MethodCounts {
  const all = new MethodCounts()
  for (const { methods } of results.flatMap(({ cases }) => cases)) {
    for (const [method, count] of methods.byMethod) all.add(method, count)
  }
  return all
}

/** A row for every method: how many requests were answered as recorded, how many not. */
export function methodTable(counts: MethodCounts): string {
  const row = (method: string, { requests, differing }: MethodCount): string[] =>
    [method, requests - differing, differing].map(String)
  const rows = [...counts.byMethod].sort(([a], [b]) => (a < b ? -1 : 1)).map(([method, count]) => row(method, count))
  return columns([['method', 'equal', 'differing'], ...rows, row('all', counts.total)])
}

/** The first differences of each method, whatever file they are in. */
export function methodDifferenceLines(results: readonly FileResult[], few: number): string[] {
  const byMethod = new Map<string, string[]>()
  for (const { file, cases } of results) {
    for (const difference of cases.flatMap(({ differences }) => differences)) {
      const lines = linesOf(difference, byMethod)
      if (lines !== undefined && lines.length < few) lines.push(`${file}: ${differenceText(difference)}`)
    }
  }
  return [...byMethod.values()].flat()
}

function linesOf({ method }: Difference, byMethod: Map<string, string[]>): string[] | undefined {
  if (method === undefined) return undefined
  const lines = byMethod.get(method) ?? []
  byMethod.set(method, lines)
  return lines
}
