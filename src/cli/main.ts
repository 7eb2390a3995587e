#!/usr/bin/env node
import { signalledStop } from './serve/StopRequest.ts'
import { reportFailure, runCommandLine } from './runCommandLine.ts'
import { streamTerminal } from './Terminal.ts'

const words = process.argv.slice(2)
const terminal = streamTerminal(process.stdout, process.stderr, process.env)

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`coterie inspect … | head`) is no failure.
  if (error.code === 'EPIPE') process.exit()
  const failure = new Error(`the output cannot be written: ${error.message}`, { cause: error })
  process.exit(reportFailure(failure, words, terminal, process.env))
})
// A node does not end because nobody reads what it logs.
process.stderr.on('error', () => undefined)

process.exitCode = await runCommandLine(words, terminal, process.env, signalledStop)
