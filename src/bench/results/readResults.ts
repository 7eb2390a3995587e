import { readFile } from 'node:fs/promises'
import { CoterieError } from '../../errors/CoterieError.ts'
import { DecodeError } from '../../errors/DecodeError.ts'
import { DEFAULT_PARAMETERS } from '../workloads/WorkloadParameters.ts'
import { RESULT_FORMAT, type ResultLine } from './ResultLine.ts'

const KINDS: ReadonlySet<unknown> = new Set(['environment', 'run', 'costs', 'skipped', 'failed'])

/** Reads a file of results. @throws {CoterieError} `NOT_FOUND`; {@link DecodeError} when it is none. */
export async function readResults(path: string): Promise<ResultLine[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CoterieError('NOT_FOUND', `${path} cannot be read; name a file that coterie bench replay --json wrote`, {
      cause,
    })
  })
  return parseResults(text)
}

/** Reads the text of a file of results. @throws {DecodeError} when it is none. */
export function parseResults(text: string): ResultLine[] {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLine)
  const [first] = lines
  if (first?.kind === 'environment' && first.format === RESULT_FORMAT) return lines
  throw new DecodeError('file of benchmark results', `its first line is no environment of ${RESULT_FORMAT}`)
}

function parseLine(line: string, index: number): ResultLine {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new DecodeError('file of benchmark results', `line ${index + 1} is no JSON`, { cause })
  }
  if (typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(value.kind)) {
    return complete(value as ResultLine)
  }
  throw new DecodeError('file of benchmark results', `line ${index + 1} is of no known kind`)
}

/** Files that were written before there were joiners and replay threads to choose mean the default. */
function complete(line: ResultLine): ResultLine {
  if (line.kind === 'environment') return line
  const { replayThreads = null, parameters }: Partial<Exclude<ResultLine, { kind: 'environment' }>> = line
  return { ...line, replayThreads, parameters: { ...DEFAULT_PARAMETERS, ...parameters } }
}
