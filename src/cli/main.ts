#!/usr/bin/env node
import { signalledStop } from './serve/StopRequest.ts'
import { runCommandLine } from './runCommandLine.ts'
import { streamTerminal } from './Terminal.ts'

// A reader that has seen enough (`coterie inspect … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})

const terminal = streamTerminal(process.stdout, process.stderr, process.env)
process.exitCode = await runCommandLine(process.argv.slice(2), terminal, process.env, signalledStop)
