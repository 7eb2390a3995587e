import { CommanderError } from 'commander'
import { type ExitCode, exitCodes } from './exitCodes.ts'
import { createProgram } from './program.ts'
import { UsageError, reportError } from './reportError.ts'
import type { Terminal } from './Terminal.ts'

/**
 * Runs one command line to its end; errors are told on the terminal and never thrown.
 * @param words what follows the program's name.
 * @param environment `COTERIE_DEBUG=1` adds stacks to errors.
 */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<ExitCode> {
  try {
    if (words.length === 0)
      throw new UsageError('name a command: demo, groups or inspect; coterie --help explains them')
    await createProgram(terminal).parseAsync(words, { from: 'user' })
    return exitCodes.success.code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success.code
    const options = { json: words.includes('--json'), debug: environment['COTERIE_DEBUG'] === '1' }
    return reportError(error instanceof CommanderError ? usageError(error) : error, terminal, options)
  }
}

function usageError({ code, message }: CommanderError): UsageError {
  const problem = code === 'commander.help' ? 'unknown command' : message.replace(/^error: /, '').replace(/\.$/, '')
  return new UsageError(`${problem}; see coterie --help`)
}
