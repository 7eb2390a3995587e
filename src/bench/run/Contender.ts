import type { EngineName } from '../../execution/createEngine.ts'
import { JOIN_STRATEGIES, type JoinStrategy } from '../../replay/join/JoinSettings.ts'
import type { Use } from '../measure/ProcessUse.ts'
import type { History } from '../workloads/History.ts'

/** Whether the senders of the transactions are known before the replay begins. */
export const SENDERS = ['fresh', 'known'] as const

/** One of {@link SENDERS}. */
export type Senders = (typeof SENDERS)[number]

/** What recovers senders (`COTERIE_CRYPTO`): native code if there is any, WebAssembly, JavaScript. */
export const CRYPTO = ['native', 'wasm', 'pure'] as const

/** One of {@link CRYPTO}. */
export type Crypto = (typeof CRYPTO)[number]

/** How a newcomer joins; the network's option of the same name. */
export const JOINS: typeof JOIN_STRATEGIES = JOIN_STRATEGIES

/** One of {@link JOINS}. */
export type Join = JoinStrategy

/** Replay threads of a network: the option of the same name, or `null` for the network's default. */
export type ReplayThreadCount = number | null

/** What one process is asked to do: JSON. */
export interface RunRequest {
  /** URL of a module that exports {@link ContenderModule}. */
  readonly module: string
  /** What executes private transactions, where that can be chosen. */
  readonly engine: EngineName | null
  readonly senders: Senders
  readonly join: Join
  readonly task: RunTask
  /** Done before, with other senders, and not measured. */
  readonly warmUp: RunTask | null
  /** Whether to find out where the time goes; times are not comparable with those of other runs then. */
  readonly costs: boolean
  readonly replayThreads: ReplayThreadCount
  /** A folder for this run alone. */
  readonly scratch: string
}

/** A replay to be done. */
export interface RunTask {
  /** Folder of the history. */
  readonly history: string
  /** Data path that is ready for the newcomer's block, to be copied; `null` for contenders that need none. */
  readonly prepared: string | null
}

/** What one process has measured: JSON. The replay begins when the newcomers get the block and ends when all of them have stored everything. */
export interface RunMeasurement extends Use {
  /** Of all newcomers together. */
  readonly transactions: number
  /** Roots that the replay ended with, hex: of each newcomer in turn, by group. */
  readonly roots: readonly string[]
  /** Blocks that replay threads have executed; each counts once, however many newcomers take it over. `undefined`: not known. */
  readonly threadBlocks?: number
  /** Peak resident memory of the process, MB. */
  readonly peakMb: number
  /** By which the database has grown; `null` when that is not known. */
  readonly storedBytes: number | null
  /** Bytes that members sent so that the newcomers can join: history blobs, and states. `null`: not known. */
  readonly sentBytes: number | null
  /** Names of what was used, for instance `signatures: secp256k1`. */
  readonly parts: Readonly<Record<string, string>>
  /** Shares of the time by stage; `null` when nobody asked. */
  readonly costs: RunCosts | null
}

/** Where the time went. */
export interface RunCosts {
  /** Told by the code itself (`StageClock`). */
  readonly source: 'counters'
  /** Of the time, by stage; they add up to 1. */
  readonly shares: Readonly<Record<string, number>>
  /** How often each stage was entered. */
  readonly calls: Readonly<Record<string, number>>
}

/** Measures one replay. */
export interface MeasuredReplay {
  readonly task: RunTask
  readonly history: History
  readonly engine: EngineName | null
  readonly senders: Senders
  readonly join: Join
  readonly replayThreads: ReplayThreadCount
  readonly scratch: string
  /** Tells how many transactions are done. */
  readonly tell: (done: number) => void
  /** Must be called right before the replay begins; the promise that it gives ends the measurement. */
  readonly begin: () => Promise<() => Promise<Use & { readonly costs: RunCosts | null }>>
}

/** What a contender has to say when it is done. */
export interface ReplayOutcome {
  readonly use: Use & { readonly costs: RunCosts | null }
  /** Of each newcomer in turn, by group. */
  readonly roots: readonly string[]
  /** Of all newcomers together. */
  readonly transactions: number
  readonly threadBlocks?: number
  readonly storedBytes: number | null
  readonly sentBytes: number | null
  readonly parts: Readonly<Record<string, string>>
}

/** What a contender's module exports. */
export interface ContenderModule {
  replay(task: MeasuredReplay): Promise<ReplayOutcome>
}

/** A way of replaying that takes part in a comparison. */
export interface Contender {
  readonly name: string
  /** Other names that it can be asked for by. */
  readonly aliases?: readonly string[]
  /** URL of its module. */
  readonly module: string
  readonly engine: EngineName | null
  /** Whether it begins with a prepared data path. */
  readonly prepared: boolean
  readonly senders: readonly Senders[]
  readonly crypto: readonly Crypto[]
  readonly joins: readonly Join[]
  /** Whether it can be given a number of replay threads. Default false. */
  readonly threaded?: boolean
  /** Whether its code tells where the time goes. */
  readonly counted: boolean
  /** Expected microseconds a transaction, for telling how long it will take. */
  readonly expectedUs: number
  /** Why it cannot replay a history; `undefined` when it can. */
  readonly unfit?: (history: History) => string | undefined
}
