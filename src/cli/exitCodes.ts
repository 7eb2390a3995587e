import { isCoterieError } from '../errors/CoterieError.ts'
import type { ErrorCode } from '../errors/registry.ts'

/** Exit codes of the command line with their meaning; `README.md` beside this file and `--help` list the same. */
export const exitCodes = {
  success: { code: 0, meaning: 'done' },
  failure: { code: 1, meaning: 'something went wrong that none of the other codes stands for' },
  usage: { code: 2, meaning: 'wrong usage: an unknown command or option, or a value that means nothing here' },
  notFound: { code: 3, meaning: 'there is no such network, node or privacy group' },
  dataPath: { code: 4, meaning: 'the data path cannot be used: locked, damaged, unreadable or of another network' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>

/** One of the codes in {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]['code']

const byErrorCode: Partial<Record<ErrorCode, ExitCode>> = {
  INVALID_OPTION: exitCodes.usage.code,
  INVALID_ARGUMENT: exitCodes.usage.code,
  NOT_FOUND: exitCodes.notFound.code,
  GROUP_UNKNOWN: exitCodes.notFound.code,
  STORE_LOCKED: exitCodes.dataPath.code,
  STORE_CORRUPT: exitCodes.dataPath.code,
  STORE_IO: exitCodes.dataPath.code,
  STORE_MISMATCH: exitCodes.dataPath.code,
}

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  return (isCoterieError(error) ? byErrorCode[error.code] : undefined) ?? exitCodes.failure.code
}
