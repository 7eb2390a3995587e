import { RESULT_FORMAT, type ResultLine, type RunLine } from '../../src/bench/results/ResultLine.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'

/** A run of 1,000 transactions that took so many milliseconds. */
export function sampleRun(contender: string, milliseconds: number, others: Partial<RunLine> = {}): RunLine {
  return {
    kind: 'run',
    history: 'erc20-n1000',
    parameters: DEFAULT_PARAMETERS,
    madeBy: 'coterie',
    contender,
    senders: 'fresh',
    crypto: 'native',
    join: 'replay',
    replayThreads: null,
    repeat: 1,
    seconds: milliseconds / 1000,
    cpuSeconds: milliseconds / 500,
    writtenBytes: 2_000_000,
    storedBytes: null,
    sentBytes: 500_000,
    transactions: 1000,
    roots: [`0x${'11'.repeat(32)}`],
    peakMb: 100,
    parts: { keccak: 'hash-wasm' },
    ...others,
  }
}

/** The lines of a file of results. */
export function sampleResults(...lines: readonly ResultLine[]): ResultLine[] {
  return [{ kind: 'environment', format: RESULT_FORMAT, environment: { node: 'v20', machine: '2 x <fast>' } }, ...lines]
}

/** Costs of a contender on the history of {@link sampleRun}. */
export function sampleCosts(contender: string, shares: Readonly<Record<string, number>>): ResultLine {
  const { history, parameters, madeBy, senders, crypto, join, replayThreads } = sampleRun(contender, 1)
  const calls = Object.fromEntries(Object.keys(shares).map((stage, index) => [stage, 1000 * (index + 1)]))
  const identity = { history, parameters, madeBy, contender, senders, crypto, join, replayThreads }
  return { kind: 'costs', ...identity, source: 'counters', shares, calls }
}

/** A run of nodes that join in one block. */
export const threaded = (joiners: number, replayThreads: number | null, milliseconds: number): RunLine =>
  sampleRun('fast', milliseconds, {
    history: joiners === 1 ? 'erc20-n1000' : `erc20-n1000-joiners${joiners}`,
    parameters: { ...DEFAULT_PARAMETERS, joiners },
    replayThreads,
    transactions: 1000 * joiners,
    threadBlocks: replayThreads === 0 ? 0 : 900,
  })
