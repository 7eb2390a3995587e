import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { CoterieError } from '../../errors/CoterieError.ts'
import { htmlReport } from '../report/htmlReport.ts'
import type { Charts } from '../report/loadCharts.ts'
import { resultCsv } from '../results/resultCsv.ts'
import type { ResultLine } from '../results/ResultLine.ts'
import { resultRows } from '../results/resultRows.ts'

/** Files that results are written to. */
export interface ResultPaths {
  /** A line of JSON for each run, written as soon as it has ended. */
  readonly json?: string
  readonly csv?: string
  /** A page with charts. */
  readonly report?: string
}

/** The files of results. What was in them before stays until there is a result. */
export class ResultFiles {
  /** All results, the environment first. */
  readonly lines: readonly ResultLine[]
  readonly #lines: ResultLine[]
  readonly #paths: ResultPaths
  readonly #charts: Charts | undefined
  readonly #written: string[] = []

  /** @param environment first line. @param charts `undefined`: reports have tables only. */
  constructor(paths: ResultPaths, environment: ResultLine, charts: Charts | undefined) {
    this.#paths = paths
    this.#lines = [environment]
    this.lines = this.#lines
    this.#charts = charts
  }

  /** Adds a result, and its line of JSON to the file. */
  add(line: ResultLine): void {
    this.#lines.push(line)
    const { json } = this.#paths
    if (json === undefined) return
    const text = (lines: readonly ResultLine[]): string => lines.map((one) => `${JSON.stringify(one)}\n`).join('')
    if (this.#written.includes(json)) appendFileSync(json, text([line]))
    else this.#write(json, text(this.#lines))
  }

  /** Writes what is made of all results. @returns paths of the files that have results; none when there is nothing to tell. */
  finish(): readonly string[] {
    const { csv, report } = this.#paths
    const rows = resultRows(this.#lines)
    if (csv !== undefined && rows.length > 0) this.#write(csv, resultCsv(rows))
    if (report !== undefined && this.#lines.length > 1) this.#write(report, htmlReport(this.#lines, this.#charts))
    return this.#written
  }

  #write(path: string, text: string): void {
    writeFileSync(path, text)
    this.#written.push(path)
  }
}

/**
 * Found out before the runs, which may take long; what is in the files stays.
 * @param inputs files that are read.
 * @throws {CoterieError} `INVALID_OPTION` when a file cannot be written, or is named twice.
 */
export function requireResultPaths({ json, csv, report }: ResultPaths, inputs: readonly string[]): void {
  const named = new Map(inputs.map((path) => [identityOf(path), '--recording']))
  for (const [option, path] of Object.entries({ '--json': json, '--csv': csv, '--report': report })) {
    if (path === undefined) continue
    requireWritable(option, path)
    const other = named.get(identityOf(path))
    if (other !== undefined) {
      throw new CoterieError('INVALID_OPTION', `${other} and ${option} name the same file, ${path}: name two`)
    }
    named.set(identityOf(path), option)
  }
}

function requireWritable(option: string, path: string): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    // To open a pipe waits for its reader.
    if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) return accessSync(path, constants.W_OK)
    closeSync(openSync(path, 'a'))
    // What a link points to, not the link.
    if (stats === undefined) unlinkSync(realpathSync(path))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CoterieError('INVALID_OPTION', `${option} '${path}' cannot be written: ${why}; name another file`, {
      cause,
    })
  }
}

/** The same for all paths of a file, whether or not it is there. */
function identityOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(resolve(path))
    return folder === resolve(path) ? folder : join(identityOf(folder), basename(path))
  }
}
