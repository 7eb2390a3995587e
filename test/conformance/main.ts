import { join } from 'node:path'
import { type EngineName, isCoterieError } from '../../src/index.ts'
import { DEFAULT_ENGINE } from '../../src/execution/createEngine.ts'
import { findRecordings } from './findRecordings.ts'
import { methodCounts, methodDifferenceLines, methodTable } from './methodTable.ts'
import { differenceLines, familyRows, tableText } from './resultTable.ts'
import { type FileResult, runFile } from './runFile.ts'

/** How many differences of a case are told. */
const FEW = 5

/** Flows that JSON-RPC answers belong to, unless they lie beside them. */
const FLOWS = 'test/recordings/flows'

/** What can be asked for. */
const OPTIONS = ['--json', '--by-method', '--engine']

/** What `--engine` can be. */
const ENGINES: Readonly<Record<string, readonly EngineName[]>> = {
  reference: ['reference'],
  fast: ['fast'],
  both: ['reference', 'fast'],
}

/** Recordings that are run when none are named. Longer histories of the same kind lie beside them. */
const STANDARD = [
  FLOWS,
  'test/recordings/evm',
  'test/recordings/rpc',
  'bench/recordings/erc20-1k.json.gz',
  'bench/recordings/erc20-1k-100pb.json.gz',
  'bench/recordings/erc20-1k-gap.json.gz',
]

/**
 * Runs recordings and tells what came of them.
 * @param args files and folders; `--json`; `--by-method`: JSON-RPC requests by method instead of by file;
 * `--engine reference|fast|both`.
 * @param root folder of the checkout.
 * @returns the exit code: 0 when everything is as recorded.
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const json = args.includes('--json')
  const byMethod = args.includes('--by-method')
  const isEngine = (index: number): boolean => args[index - 1] === '--engine'
  const named = args.filter((argument, index) => !OPTIONS.includes(argument) && !isEngine(index))
  const unknown = named.find((argument) => argument.startsWith('-'))
  if (unknown !== undefined) {
    return complain(
      `there is no option ${unknown}; use: [--json] [--by-method] [--engine reference|fast|both] [folder or file …]`,
    )
  }
  const chosen = args.includes('--engine') ? (args[args.indexOf('--engine') + 1] ?? '') : DEFAULT_ENGINE
  const engines = ENGINES[chosen]
  if (engines === undefined) return complain(`--engine must be ${Object.keys(ENGINES).join(', ')}, not "${chosen}"`)
  const results: FileResult[] = []
  try {
    const paths = named.length === 0 ? STANDARD.map((path) => join(root, path)) : named
    for (const file of paths.flatMap(findRecordings)) {
      for (const engine of engines) {
        const ran = await runFile(file, join(root, FLOWS), engine)
        const result = engines.length === 1 ? ran : withEngine(ran, engine)
        results.push(result)
        if (!json && !byMethod) for (const line of differenceLines(result, FEW)) console.log(line)
      }
    }
  } catch (error) {
    if (isCoterieError(error, 'NOT_FOUND')) return complain(error.message)
    throw error
  }
  const rows = familyRows(results)
  const failed = rows.reduce((sum, row) => sum + row.failed, 0)
  const passed = rows.reduce((sum, row) => sum + row.cases, 0) - failed
  const counts = methodCounts(results)
  if (json) {
    const methods = Object.fromEntries(counts.byMethod)
    const told = { passed, failed, families: rows, methods, differing: differing(results) }
    console.log(JSON.stringify(told, undefined, 2))
  } else {
    if (byMethod) console.log([...methodDifferenceLines(results, FEW), methodTable(counts), ''].join('\n'))
    console.log([tableText(rows), `${passed} passed, ${failed} failed`].join('\n'))
  }
  return failed === 0 ? 0 : 1
}

/** Where both engines run, families and files say which. */
function withEngine({ file, cases, problem }: FileResult, engine: EngineName): FileResult {
  const told = cases.map((outcome) => ({ ...outcome, family: `${outcome.family}, ${engine}` }))
  return { file: `${file} (${engine})`, cases: told, problem }
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
