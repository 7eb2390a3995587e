import { type Command, InvalidArgumentError } from 'commander'
import type { BenchCompareOptions } from './benchCompare.ts'
import type { BenchReplayOptions } from './benchReplay.ts'
import { list } from './options/parsers.ts'
import type { Terminal } from './Terminal.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Adds `coterie bench` with its commands. */
export function addBench(program: Command, terminal: Terminal, environment: Environment): void {
  const bench = program.command('bench').description('measure how fast a newcomer replays the history of a group')
  const numbers = ['number,…', wholeNumbers] as const
  const names = ['name,…', texts] as const
  bench
    .command('replay')
    .description('replay recorded workloads with every contender, each run in a process of its own')
    .option(`--workload <${names[0]}>`, 'erc20, storage, compute, deploys, events, reverts, churn, mix, all', names[1])
    .option('--recording <file,…>', 'recordings of Besu (besu-flow/1) in place of workloads', texts)
    .option(`--n <${numbers[0]}>`, 'private transactions of a history (default: 1000)', numbers[1])
    .option(`--per-block <${numbers[0]}>`, 'markers in a block (default: 1)', numbers[1])
    .option(`--gap <${numbers[0]}>`, 'empty public blocks after each of them (default: 0)', numbers[1])
    .option(`--members <${numbers[0]}>`, 'members of a group besides the newcomer (default: 2)', numbers[1])
    .option(`--accounts <${numbers[0]}>`, 'accounts of the private state (default: 1000)', numbers[1])
    .option(`--payload <${numbers[0]}>`, 'bytes added to the call data (default: 0)', numbers[1])
    .option(`--groups <${numbers[0]}>`, 'groups that the newcomer joins at once (default: 1)', numbers[1])
    .option(`--joiners <${numbers[0]}>`, 'nodes that join in one block (default: 1)', numbers[1])
    .option('--seed <text>', 'seed of keys and choices (default: bench)')
    .option(`--contenders <${names[0]}>`, 'who takes part (default: all)', names[1])
    .option('--with <module,…>', 'modules with further contenders', texts)
    .option(`--senders <${names[0]}>`, 'fresh, known: whether the senders are known already (default: fresh)', names[1])
    .option(`--crypto <${names[0]}>`, 'native, wasm, pure: what recovers senders (default: native)', names[1])
    .option(`--join <${names[0]}>`, 'replay, replay-final, snapshot: way of joining (default: replay)', names[1])
    .option(
      `--replay-threads <${numbers[0]}>`,
      'threads of fast for what several nodes or groups join at once (default: as the cores allow)',
      numbers[1],
    )
    .option('--repeats <number>', 'runs of each contender (default: 5)', wholeNumber)
    .option(
      '--warm-up <number>',
      'transactions of the workload replayed before in each process, for two to six seconds (default: 500)',
      wholeNumber,
    )
    .option('--no-costs', 'do not find out where the time goes, which takes one more run each')
    .option('--take-turns', 'let runs of all histories take turns, to compare them with each other')
    .option('--cache <folder>', 'folder of recorded workloads (default: in the cache of the user)')
    .option('--json <file>', 'write a line of JSON for each run')
    .option('--csv <file>', 'write a line for each contender and workload')
    .option('--report <file>', 'write a page with charts')
    .action(async (options: BenchReplayOptions) =>
      (await import('./benchReplay.ts')).benchReplay(options, terminal, environment),
    )
  bench
    .command('compare')
    .description('compare two files of results')
    .argument('<before>', 'file that coterie bench replay --json wrote')
    .argument('<after>', 'another one')
    .option('--json', 'print one JSON object; errors are JSON, too')
    .action(async (before: string, after: string, options: BenchCompareOptions) =>
      (await import('./benchCompare.ts')).benchCompare(before, after, options, terminal),
    )
}

/** An option may stand there several times. */
function texts(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...list(text)]
}

function wholeNumbers(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, ...list(text).map(wholeNumber)]
}

function wholeNumber(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}
