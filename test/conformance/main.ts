import { join } from 'node:path'
import { isCoterieError } from '../../src/index.ts'
import { findRecordings } from './findRecordings.ts'
import { differenceLines, familyRows, tableText } from './resultTable.ts'
import { type FileResult, runFile } from './runFile.ts'

/** How many differences of a case are told. */
const FEW = 5

/** Recordings that are run when none are named. Longer histories of the same kind lie beside them. */
const STANDARD = [
  'test/recordings/flows',
  'test/recordings/evm',
  'bench/recordings/erc20-1k.json.gz',
  'bench/recordings/erc20-1k-100pb.json.gz',
  'bench/recordings/erc20-1k-gap.json.gz',
]

/**
 * Runs recordings and tells what came of them.
 * @param args files and folders; `--json`.
 * @param root folder of the checkout.
 * @returns the exit code: 0 when everything is as recorded.
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const json = args.includes('--json')
  const named = args.filter((argument) => argument !== '--json')
  const unknown = named.find((argument) => argument.startsWith('-'))
  if (unknown !== undefined) return complain(`there is no option ${unknown}; use: [--json] [folder or file …]`)
  const results: FileResult[] = []
  try {
    const paths = named.length === 0 ? STANDARD.map((path) => join(root, path)) : named
    for (const file of paths.flatMap(findRecordings)) {
      const result = await runFile(file)
      results.push(result)
      if (!json) for (const line of differenceLines(result, FEW)) console.log(line)
    }
  } catch (error) {
    if (isCoterieError(error, 'NOT_FOUND')) return complain(error.message)
    throw error
  }
  const rows = familyRows(results)
  const failed = rows.reduce((sum, row) => sum + row.failed, 0)
  const passed = rows.reduce((sum, row) => sum + row.cases, 0) - failed
  if (json) console.log(JSON.stringify({ passed, failed, families: rows, differing: differing(results) }, undefined, 2))
  else console.log(`${tableText(rows)}\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function differing(results: readonly FileResult[]): unknown[] {
  return results.flatMap(({ file, cases, problem }) => [
    ...(problem === undefined ? [] : [{ file, problem }]),
    ...cases
      .filter(({ differences }) => differences.length > 0)
      .map(({ name, differences }) => ({
        file,
        name,
        count: differences.length,
        differences: differences.slice(0, FEW),
      })),
  ])
}

function complain(problem: string): number {
  console.error(problem)
  return 1
}
