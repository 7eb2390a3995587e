import { Command, InvalidArgumentError } from 'commander'
import { addBench } from './bench.ts'
import type { DemoCommandOptions } from './demo.ts'
import { exitCodes } from './exitCodes.ts'
import type { GroupsCommandOptions } from './groups.ts'
import type { InspectCommandOptions } from './inspect.ts'
import type { MethodsCommandOptions } from './methodsCommand.ts'
import { packageVersion } from './packageVersion.ts'
import type { StopRequest } from './serve/StopRequest.ts'
import { addOptions } from './options/commandLineSource.ts'
import type { Terminal } from './Terminal.ts'
import type { TokenCommandOptions } from './token.ts'

const DESCRIPTION = 'Simulated Hyperledger Besu nodes with flexible privacy groups, in one process.'
const DATA_PATH = ['--data-path <folder>', 'folder of the network (the dataPath of createNetwork)'] as const
const JSON_OUTPUT = ['--json', 'print one JSON object; errors are JSON, too'] as const
const OPTION_HELP = [
  'Every option can also be written in the environment (COTERIE_SEED, BESU_SEED or PANTHEON_SEED for --seed) and in the TOML file of',
  '--config-file (seed = "…"). The command line wins, then the environment, the file, the preset, the defaults of Besu.',
].join('\n')

/** What a command line is run with. */
export interface ProgramSurroundings {
  readonly terminal: Terminal
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stop: StopRequest
}

/**
 * The command line. What a command needs is loaded when it runs, so that help and version are there at once.
 * Parsing throws commander's `CommanderError`.
 * @param words what will be parsed.
 */
export function createProgram(words: readonly string[], surroundings: ProgramSurroundings): Command {
  const { terminal, environment, stop } = surroundings
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
  const node = program.command('node').description('start a network and serve it; the command when none is named')
  const commandLine = addOptions(node, words)
  node.addHelpText('after', `\n${OPTION_HELP}`).action(async () => {
    const options = { commandLine: commandLine(), environment, terminal, stop }
    await (await import('./serve/serveNetwork.ts')).serveNetwork(options)
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
  program
    .command('methods')
    .description('list the JSON-RPC methods')
    .option('--group <name>', 'of this API group only')
    .option('--markdown', 'print them as Markdown')
    .option(...JSON_OUTPUT)
    .action(async (options: MethodsCommandOptions) =>
      (await import('./methodsCommand.ts')).listMethods(options, terminal),
    )
  program
    .command('token')
    .description('print a token for nodes that ask for one')
    .requiredOption('--key <file>', 'private key, PEM; the nodes have its public half', parseFile)
    .option('--create', 'make the key and its public half, <file>.pub, when they are not there')
    .option('--enclave-key <key>', 'enclave key in whose name the caller acts: base64 of 32 or 91 bytes')
    .option('--permissions <list>', 'what the caller may do, with commas: *:*, priv:*, priv:call, …', '*:*')
    .option('--expires-in <seconds>', 'how long the token is valid', parseSeconds, 3600)
    .option(
      '--algorithm <name>',
      'RS256, RS384, RS512, ES256, ES384 or ES512 (default: that of the key; RS256 for a new one)',
    )
    .option('--username <text>', 'name that the token carries')
    .option(...JSON_OUTPUT)
    .action(async (options: TokenCommandOptions) => (await import('./token.ts')).printToken(options, terminal))
  addBench(program, terminal, environment)
  return program.addHelpText('after', () => `\n${exitCodeHelp()}`)
}

function exitCodeHelp(): string {
  return ['Exit codes:', ...Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`)].join('\n')
}

function parseFolder(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('Name a folder.')
}

function parseFile(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('Name a file.')
}

function parseSeconds(text: string): number {
  if (/^[0-9]{1,12}$/.test(text) && Number(text) > 0) return Number(text)
  throw new InvalidArgumentError('Give a whole number of seconds, 1 or more.')
}

function parseLimit(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}
