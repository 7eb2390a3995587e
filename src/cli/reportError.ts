import { isCoterieError } from '../errors/CoterieError.ts'
import { type ExitCode, exitCodeOf } from './exitCodes.ts'
import type { Terminal } from './Terminal.ts'

/** How an error is shown. */
export interface ReportErrorOptions {
  /** As a JSON object `{"error":{"code","message","exitCode"}}` instead of text. */
  readonly json: boolean
  /** With the stack and the causes. */
  readonly debug: boolean
}

/** Wrong usage of the command line, found before any command has begun; no error of the library. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Tells of an error that ended a command: one line on standard error with what to do next.
 * @returns the exit code for it.
 */
export function reportError(error: unknown, terminal: Terminal, { json, debug }: ReportErrorOptions): ExitCode {
  const { code, message, exitCode } = describe(error)
  terminal.err(json ? JSON.stringify({ error: { code, message, exitCode } }) : `coterie: ${code}: ${message}`)
  if (debug) for (const line of stacks(error)) terminal.err(line)
  return exitCode
}

function describe(error: unknown): { code: string; message: string; exitCode: ExitCode } {
  if (error instanceof UsageError) return { code: 'USAGE', message: oneLine(error.message), exitCode: 2 }
  const exitCode = exitCodeOf(error)
  if (isCoterieError(error)) return { code: error.code, message: oneLine(error.message), exitCode }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'UNEXPECTED', message: `${oneLine(message)}; set COTERIE_DEBUG=1 to see where it happened`, exitCode }
}

function stacks(error: unknown): string[] {
  const lines: string[] = []
  for (let at = error; at instanceof Error; at = at.cause) lines.push(...(at.stack ?? at.message).split('\n'))
  return lines
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ')
