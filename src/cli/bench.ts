import { type Command, InvalidArgumentError } from 'commander'
import {
  DEFAULT_PARAMETERS,
  type SweptParameter,
  optionOf,
  parameterRanges,
} from '../bench/workloads/WorkloadParameters.ts'
import { MOST_REPLAY_THREADS } from '../replay/parallel/mostReplayThreads.ts'
import type { BenchCompareOptions } from './benchCompare.ts'
import type { BenchReplayOptions } from './benchReplay.ts'
import { list } from './options/parsers.ts'
import type { Terminal } from './Terminal.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What the numbers of a workload mean. */
const PARAMETERS: Readonly<Record<SweptParameter, string>> = {
  n: 'private transactions of a history',
  perBlock: 'markers in a block',
  gap: 'empty public blocks after each of them',
  members: 'members of a group besides the newcomer',
  accounts: 'accounts of the private state',
  payload: 'bytes added to the call data',
  groups: 'groups that the newcomer joins at once',
  joiners: 'nodes that join in one block',
}

const MOST_REPEATS = 1000
const [, MOST_WARM_UP] = parameterRanges.n

/** Adds `coterie bench` with its commands. */
export function addBench(program: Command, terminal: Terminal, environment: Environment): void {
  const bench = program.command('bench').description('measure how fast a newcomer replays the history of a group')
  const name = '<name,…>'
  const replay = bench
    .command('replay')
    .description('replay recorded workloads with every contender, each run in a process of its own')
    .option(`--workload ${name}`, 'erc20, storage, compute, deploys, events, reverts, churn, mix, all', texts)
    .option('--recording <file,…>', 'recordings of Besu (besu-flow/1) in place of workloads', texts)
  for (const [parameter, what] of Object.entries(PARAMETERS) as [SweptParameter, string][]) {
    const [least, most] = parameterRanges[parameter]
    const about = `${what}, ${least} to ${most} (default: ${DEFAULT_PARAMETERS[parameter]})`
    replay.option(`${optionOf(parameter)} <number,…>`, about, wholeNumbers(least, most))
  }
  replay
    .option('--seed <text>', 'seed of keys and choices (default: bench)')
    .option(`--contenders ${name}`, 'who takes part (default: all)', texts)
    .option('--with <module,…>', 'modules with further contenders', texts)
    .option(`--senders ${name}`, 'fresh, known: whether the senders are known already (default: fresh)', texts)
    .option(`--crypto ${name}`, 'native, wasm, pure: what recovers senders (default: native)', texts)
    .option(`--join ${name}`, 'replay, replay-final, snapshot: way of joining (default: replay)', texts)
    .option(
      '--replay-threads <number,…>',
      `threads of fast for what several nodes or groups join at once, 0 to ${MOST_REPLAY_THREADS} (default: as the cores allow)`,
      wholeNumbers(0, MOST_REPLAY_THREADS),
    )
    .option(
      '--repeats <number>',
      `runs of each contender, 1 to ${MOST_REPEATS} (default: 5)`,
      wholeNumber(1, MOST_REPEATS),
    )
    .option(
      '--warm-up <number>',
      `transactions of the workload replayed before in each process, for two to six seconds, 0 to ${MOST_WARM_UP} (default: 500)`,
      wholeNumber(0, MOST_WARM_UP),
    )
    .option('--no-costs', 'do not find out where the time goes, which takes one more run each')
    .option('--take-turns', 'let runs of all histories take turns, to compare them with each other')
    .option('--cache <folder>', 'folder of recorded workloads (default: in the cache of the user)', path)
    .option('--json <file>', 'write a line of JSON for each run', path)
    .option('--csv <file>', 'write a line for each contender and workload', path)
    .option('--report <file>', 'write a page with charts', path)
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
  const values = list(text)
  if (values.includes('')) throw new InvalidArgumentError('Give names without empty ones between commas.')
  return [...before, ...values]
}

function path(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Give a path.')
  return text
}

function wholeNumbers(least: number, most: number): (text: string, before?: readonly number[]) => readonly number[] {
  const parse = wholeNumber(least, most)
  return (text, before = []) => [...before, ...list(text).map(parse)]
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}, in digits.`)
  }
}
