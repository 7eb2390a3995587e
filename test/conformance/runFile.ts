import { dirname } from 'node:path'
import type { EngineName } from '../../src/index.ts'
import { DEFAULT_ENGINE } from '../../src/execution/createEngine.ts'
import { findFlow } from './findFlow.ts'
import type { CaseOutcome, CompleteRecording } from './runRecording.ts'
import { malformed } from './shapes.ts'
import { readRecording } from './readRecording.ts'
import { runRecording } from './runRecording.ts'

/** What came of one file. */
export interface FileResult {
  /** As it was named. */
  readonly file: string
  readonly cases: readonly CaseOutcome[]
  /** Why it could not be read, if so. */
  readonly problem: string | undefined
}

/**
 * Runs all cases of a file.
 * @param flows folder of the flows that JSON-RPC answers belong to, unless they lie beside the file.
 */
export async function runFile(
  file: string,
  flows: string = dirname(file),
  engine: EngineName = DEFAULT_ENGINE,
): Promise<FileResult> {
  const cases: CaseOutcome[] = []
  try {
    for await (const outcome of runRecording(complete(file, flows), engine)) cases.push(outcome)
    return { file, cases, problem: undefined }
  } catch (error) {
    return { file, cases, problem: error instanceof Error ? error.message : String(error) }
  }
}

function complete(file: string, flows: string): CompleteRecording {
  const recording = readRecording(file)
  if (recording.kind !== 'rpc') return recording
  const path = findFlow(file, flows)
  const found = readRecording(path)
  if (found.kind !== 'flow') throw malformed(path, 'must be a flow')
  return { ...recording, flow: found.flow }
}
