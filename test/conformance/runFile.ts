import type { CaseOutcome } from './runRecording.ts'
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

/** Runs all cases of a file. */
export async function runFile(file: string): Promise<FileResult> {
  const cases: CaseOutcome[] = []
  try {
    for await (const outcome of runRecording(readRecording(file))) cases.push(outcome)
    return { file, cases, problem: undefined }
  } catch (error) {
    return { file, cases, problem: error instanceof Error ? error.message : String(error) }
  }
}
