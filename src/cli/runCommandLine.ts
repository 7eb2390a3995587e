import { CommanderError } from 'commander'
import { type ExitCode, exitCodes } from './exitCodes.ts'
import { type StopRequest, neverStop } from './serve/StopRequest.ts'
import { createProgram } from './program.ts'
import { UsageError, reportError } from './reportError.ts'
import type { Terminal } from './Terminal.ts'

/**
 * Runs one command line to its end; errors are told on the terminal and never thrown.
 * @param words what follows the program's name.
 * @param environment has options for `coterie node`; `COTERIE_DEBUG=1` adds stacks to errors.
 * @param stop ends a command that serves; default: it serves for ever.
 */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
  environment: Readonly<Record<string, string | undefined>> = {},
  stop: StopRequest = neverStop,
): Promise<ExitCode> {
  try {
    const program = createProgram(words, { terminal, environment, stop })
    await program.parseAsync(isBare(words) ? ['node', ...words] : words, { from: 'user' })
    return exitCodes.success.code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success.code
    return reportFailure(error, words, terminal, environment)
  }
}

/** Tells why a command line has failed. */
export function reportFailure(
  error: unknown,
  words: readonly string[],
  terminal: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
): ExitCode {
  const options = { json: wantsJson(words, environment), debug: environment['COTERIE_DEBUG'] === '1' }
  return reportError(error instanceof CommanderError ? usageError(error) : error, terminal, options)
}

/** Whether no command is named: that means `node`. */
function isBare([first]: readonly string[]): boolean {
  return first === undefined || (first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first))
}

function wantsJson(words: readonly string[], environment: Readonly<Record<string, string | undefined>>): boolean {
  const isYes = (text: string | undefined): boolean => text?.toLowerCase() === 'true'
  // There it is the name of a file.
  if (words[0] === 'bench' && words[1] === 'replay') return false
  if (words.includes('--json') || words.some((word) => /^--json=true$/i.test(word))) return true
  const variables = ['COTERIE_JSON', 'BESU_JSON', 'PANTHEON_JSON']
  return (isBare(words) || words[0] === 'node') && variables.some((name) => isYes(environment[name]))
}

function usageError({ code, message }: CommanderError): UsageError {
  const problem = code === 'commander.help' ? 'unknown command' : message.replace(/^error: /, '').replace(/\.$/, '')
  return new UsageError(`${problem}; see coterie --help`)
}
