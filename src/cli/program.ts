import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import type { DemoCommandOptions } from './demo.ts'
import { exitCodes } from './exitCodes.ts'
import type { GroupsCommandOptions } from './groups.ts'
import type { InspectCommandOptions } from './inspect.ts'
import type { Terminal } from './Terminal.ts'

const DESCRIPTION = 'Simulated Hyperledger Besu nodes with flexible privacy groups, in one process.'
const DATA_PATH = ['--data-path <folder>', 'folder of the network (the dataPath of createNetwork)'] as const
const JSON_OUTPUT = ['--json', 'print one JSON object; errors are JSON, too'] as const

/**
 * The command line. What a command needs is loaded when it runs, so that help and version are there at once.
 * Parsing throws commander's `CommanderError`.
 */
export function createProgram(terminal: Terminal): Command {
  // Settings are inherited by the commands that are added after them.
  const program = new Command('coterie')
    .description(DESCRIPTION)
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      // What is wrong is told by whoever catches the error, in one line.
      writeErr: () => undefined,
      outputError: () => undefined,
    })
  program
    .command('demo')
    .description('tell the story of a privacy group: create, call, add, replay, remove, return')
    .option('--data-path <folder>', 'keep the network in this folder (default: in memory)', parseFolder)
    .option('--seed <text>', 'seed of keys and ids: the same seed gives the same bytes')
    .option(...JSON_OUTPUT)
    .action(async (options: DemoCommandOptions) => (await import('./demo.ts')).demo(options, terminal))
  program
    .command('groups')
    .description('list the privacy groups in a data path')
    .requiredOption(...DATA_PATH, parseFolder)
    .option(...JSON_OUTPUT)
    .action(async (options: GroupsCommandOptions) => (await import('./groups.ts')).groups(options, terminal))
  program
    .command('inspect')
    .description('show a group as each node has it, and where nodes diverge')
    .argument('<group>', 'its id in base64, url-safe base64 or hex, or the beginning of it')
    .requiredOption(...DATA_PATH, parseFolder)
    .option('--node <name>', 'show this node only')
    .option('--limit <number>', 'show the last so many transactions only', parseLimit)
    .option(...JSON_OUTPUT)
    .action(async (group: string, options: InspectCommandOptions) =>
      (await import('./inspect.ts')).inspect(group, options, terminal),
    )
  return program.addHelpText('after', () => `\n${exitCodeHelp()}`)
}

function exitCodeHelp(): string {
  return ['Exit codes:', ...Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`)].join('\n')
}

function parseFolder(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('Name a folder.')
}

function parseLimit(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}
