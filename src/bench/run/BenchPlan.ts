import { CoterieError } from '../../errors/CoterieError.ts'
import { MOST_REPLAY_THREADS } from '../../replay/parallel/mostReplayThreads.ts'
import type { WorkloadParameters } from '../workloads/WorkloadParameters.ts'
import type { Contender, Crypto, Join, ReplayThreadCount, Senders } from './Contender.ts'

/** A contender with the circumstances that it runs under. */
export interface Variant {
  readonly contender: Contender
  readonly senders: Senders
  readonly crypto: Crypto
  readonly join: Join
  readonly replayThreads: ReplayThreadCount
}

/** Circumstances to be combined; each has the usual one unless others are named. */
export interface Circumstances {
  readonly senders?: readonly Senders[]
  readonly crypto?: readonly Crypto[]
  readonly joins?: readonly Join[]
  /** For contenders that have them, and `join: 'replay'`, which alone is done in threads. */
  readonly replayThreads?: readonly number[]
}

/** What is replayed: a workload, or a recording of Besu by the path of its file. */
export type Subject = WorkloadParameters | { readonly recording: string }

/** A subject with those who replay it. */
export interface BenchItem {
  readonly subject: Subject
  readonly variants: readonly Variant[]
}

/** What is to be measured. */
export interface BenchPlan {
  readonly items: readonly BenchItem[]
  /** Runs of each contender that count, 1 at least. */
  readonly repeats: number
  /** Transactions of the workload that each process warms up with; 0: no warm-up. */
  readonly warmUp: number
  /** Whether one more run of each contender finds out where the time goes. */
  readonly costs: boolean
  /** Whether the runs of all histories take turns, and not only those of one: for comparing histories. Their databases are there together. */
  readonly takeTurns: boolean
  /** Folder of recorded histories. */
  readonly cache: string
}

/** All combinations that contenders can take part in, each once. @throws {CoterieError} `INVALID_OPTION` when there is none. */
export function variantsOf(contenders: readonly Contender[], circumstances: Circumstances = {}): Variant[] {
  const { senders = ['fresh'], crypto = ['native'], joins = ['replay'], replayThreads = [] } = circumstances
  if (replayThreads.some((count) => !Number.isSafeInteger(count) || count < 0 || count > MOST_REPLAY_THREADS)) {
    throw new CoterieError('INVALID_OPTION', `--replay-threads must be whole numbers from 0 to ${MOST_REPLAY_THREADS}`)
  }
  const variants = contenders.flatMap((contender) =>
    [...new Set(senders)]
      .filter((kind) => contender.senders.includes(kind))
      .flatMap((kind) => [...new Set(crypto)].map((backend) => ({ senders: kind, crypto: backend })))
      .filter((one) => contender.crypto.includes(one.crypto))
      .flatMap((one) => [...new Set(joins)].map((join) => ({ ...one, join })))
      // Whoever takes a snapshot recovers no senders.
      .filter((one) => contender.joins.includes(one.join) && (one.join !== 'snapshot' || one.senders === 'fresh'))
      .flatMap((one) => {
        const mayChoose = contender.threaded === true && one.join === 'replay' && replayThreads.length > 0
        const counts: readonly ReplayThreadCount[] = mayChoose ? [...new Set(replayThreads)] : [null]
        return counts.map((count): Variant => ({ contender, ...one, replayThreads: count }))
      }),
  )
  if (replayThreads.length > 0 && variants.every((variant) => variant.replayThreads === null)) {
    throw new CoterieError(
      'INVALID_OPTION',
      'replay threads are for the contender fast that joins by replay: name it, too',
    )
  }
  if (variants.length > 0) return variants
  throw new CoterieError('INVALID_OPTION', 'no contender can do that: choose other senders, crypto or ways of joining')
}
