import { readFile } from 'node:fs/promises'
import { CoterieError } from '../../errors/CoterieError.ts'
import { DecodeError } from '../../errors/DecodeError.ts'
import { DEFAULT_PARAMETERS } from '../workloads/WorkloadParameters.ts'
import { problemOfLine } from './checkResultLine.ts'
import { RESULT_FORMAT, type ResultLine } from './ResultLine.ts'

const NAME_ANOTHER = 'name a file that coterie bench replay --json wrote'

/** Where results come from. */
export interface ResultSource {
  /** What messages call it: the path of the file. Default: `results`. */
  readonly name?: string
  /** Told what was left out. Default: nobody. */
  readonly notice?: (text: string) => void
}

/**
 * Reads a file of results.
 * @throws {CoterieError} `NOT_FOUND`; {@link DecodeError} with path and number of the line when it is none.
 */
export async function readResults(path: string, source: ResultSource = {}): Promise<ResultLine[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CoterieError('NOT_FOUND', `${path} cannot be read; ${NAME_ANOTHER}`, {
      cause,
    })
  })
  return parseResults(text, { name: path, ...source })
}

/**
 * Reads the text of a file of results. A last line that was not written to its end is left out with a notice.
 * @throws {DecodeError} with the number of the line when it is none.
 */
export function parseResults(
  text: string,
  { name = 'results', notice = () => undefined }: ResultSource = {},
): ResultLine[] {
  // Some editors begin a file with a byte order mark.
  const texts = text.replace(/^\uFEFF/, '').split('\n')
  const refuse = (index: number, problem: string, cause?: unknown): DecodeError => {
    const next = index === 0 ? NAME_ANOTHER : 'take that line out, or measure again'
    return new DecodeError('file of benchmark results', `${name}, line ${index + 1}: ${problem}; ${next}`, { cause })
  }
  const lines = texts.flatMap((line, index): ResultLine[] => {
    if (line.trim() === '') return []
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (cause) {
      if (index === 0 || index < texts.length - 1) throw refuse(index, 'it is no JSON', cause)
      notice(`${name}, line ${index + 1}, was left out: it was not written to its end`)
      return []
    }
    const problem = problemOfLine(value)
    if (problem !== undefined) throw refuse(index, problem)
    return [complete(value as ResultLine)]
  })
  if (lines[0]?.kind === 'environment') return lines
  throw refuse(0, `it is no environment of ${RESULT_FORMAT}`)
}

/** Files that were written before there were joiners and replay threads to choose mean the default. */
function complete(line: ResultLine): ResultLine {
  if (line.kind === 'environment') return line
  const { replayThreads = null, parameters }: Partial<Exclude<ResultLine, { kind: 'environment' }>> = line
  return { ...line, replayThreads, parameters: { ...DEFAULT_PARAMETERS, ...parameters } }
}
